package cli

import (
	"fmt"
	"os"

	"golang.org/x/sys/windows/svc"
)

// dockerVariable says, with the value 1, that there is no service manager however
// it looks.
const dockerVariable = "NATS_DOCKERIZED"

// startDelayVariable names the time that a service may take to be ready.
const startDelayVariable = "NATS_STARTUP_DELAY"

// asService reports whether the process was started by the service manager, and
// if so runs the server for it.
func (p *program) asService(serve func(*hosting) int) (status int, was bool) {
	if os.Getenv(dockerVariable) == "1" {
		return 0, false
	}
	if is, err := svc.IsWindowsService(); err != nil || !is {
		return 0, false
	}
	delay, err := serviceDelay(os.Getenv(startDelayVariable))
	if err != nil {
		p.say(fmt.Sprintf("environment variable %s: %v", startDelayVariable, err))
	}
	handler := &serviceHandler{service{delay: delay, run: func(asked <-chan os.Signal, ready func()) int {
		status = serve(&hosting{asked, ready})
		return status
	}}}
	if err := svc.Run(p.name, handler); err != nil {
		p.say(err.Error())
		return statusError, true
	}
	return status, true
}

// serviceHandler translates between the service manager and a service.
type serviceHandler struct{ service service }

var states = map[serviceState]svc.State{
	serviceStarting: svc.StartPending, serviceRunning: svc.Running,
	serviceStopping: svc.StopPending, serviceStopped: svc.Stopped,
}

var commands = map[svc.Cmd]control{
	svc.Stop: controlStop, svc.Shutdown: controlShutdown, svc.ParamChange: controlReload,
	svc.Cmd(128): controlReopen, svc.Cmd(129): controlDrain, svc.Interrogate: controlInterrogate,
}

// Execute is called by the service manager.
func (h *serviceHandler) Execute(_ []string, in <-chan svc.ChangeRequest, out chan<- svc.Status) (bool, uint32) {
	h.service.report = func(s serviceState) {
		status := svc.Status{State: states[s]}
		if s == serviceRunning {
			status.Accepts = svc.AcceptStop | svc.AcceptShutdown | svc.AcceptParamChange
		}
		out <- status
	}
	requests, done := make(chan control), make(chan struct{})
	defer close(done)
	// goroutine: ends with Execute.
	go func() {
		for {
			select {
			case r := <-in:
				if c, known := commands[r.Cmd]; known {
					select {
					case requests <- c:
					case <-done:
						return
					}
				}
			case <-done:
				return
			}
		}
	}()
	return false, uint32(h.service.execute(requests))
}
