package cli

import (
	"os"
	"slices"
	"time"
)

// A control is what a service manager asks of a service. It is a signal to the
// server, like those of the system.
type control string

// The controls that services know.
const (
	controlStop        control = "stop"
	controlShutdown    control = "shutdown"
	controlReload      control = "parameter change"
	controlReopen      control = "128"
	controlDrain       control = "129"
	controlInterrogate control = "interrogate" // answered by the service itself
)

// String names the control in the log.
func (c control) String() string { return string(c) }

// Signal makes a control an os.Signal.
func (control) Signal() {}

// controls are those that ask a running server for something, and what for.
var controls = map[os.Signal]request{
	controlStop: toStop, controlShutdown: toStop, controlReload: toReload, controlReopen: toReopen, controlDrain: toDrain,
}

// A serviceState is what a service manager is told.
type serviceState string

const (
	serviceStarting serviceState = "start pending"
	serviceRunning  serviceState = "running"
	serviceStopping serviceState = "stop pending"
	serviceStopped  serviceState = "stopped"
)

// startDelay is how long a service may take to be ready.
const startDelay = 10 * time.Second

// serviceDelay reads another delay from the environment; what is no duration is an
// error and the delay that counts without it.
func serviceDelay(text string) (time.Duration, error) {
	if text == "" {
		return startDelay, nil
	}
	delay, err := time.ParseDuration(text)
	if err != nil {
		return startDelay, err
	}
	return delay, nil
}

// A service runs a server under a service manager.
type service struct {
	// run runs the server until the end. It calls ready when all doors are open, and
	// does what comes over asked.
	run    func(asked <-chan os.Signal, ready func()) int
	delay  time.Duration // after which a server that is not ready has failed
	report func(serviceState)
}

// execute returns the exit code of the service.
func (s service) execute(requests <-chan control) int {
	s.report(serviceStarting)
	asked, ready, ended := make(chan os.Signal, 8), make(chan struct{}), make(chan int, 1)
	// goroutine: ends with the server; execute waits for it, or reports its failure.
	go func() { ended <- s.run(asked, func() { close(ready) }) }()
	late := time.NewTimer(s.delay)
	defer late.Stop()
	state := serviceStarting
	change := func(to serviceState) {
		state = to
		s.report(to)
	}
	opened := ready
	for {
		select {
		case <-opened:
			opened = nil
			late.Stop()
			change(serviceRunning)
		case <-late.C:
			change(serviceStopping)
			asked <- controlStop
			<-ended
			s.report(serviceStopped)
			return statusError
		case code := <-ended:
			s.report(serviceStopped)
			return code
		case c := <-requests:
			if c == controlInterrogate {
				s.report(state)
				continue
			}
			if slices.Contains([]control{controlStop, controlShutdown}, c) {
				change(serviceStopping)
			}
			select {
			case asked <- c:
			default: // it has been asked often enough and will get there
			}
		}
	}
}
