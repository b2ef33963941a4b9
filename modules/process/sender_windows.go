package process

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/mgr"
)

const (
	controlTimeout = 10 * time.Second
	controlPoll    = 300 * time.Millisecond
)

// controls are the commands of services, and the state that each ends in.
var controls = map[string]struct {
	cmd   svc.Cmd
	state svc.State
}{
	"stop":   {svc.Stop, svc.Stopped},
	"quit":   {svc.Stop, svc.Stopped},
	"reopen": {svc.Cmd(128), svc.Running},
	"reload": {svc.ParamChange, svc.Running},
	"ldm":    {svc.Cmd(129), svc.Running},
}

// SendControl tells a service what to do and waits until it has the state that
// follows from it. The service is the one named, the one that a file names, or
// the one called like the program.
func SendControl(program, command, who string) (err error) {
	name := serviceName(program, who)
	control, known := controls[command]
	if !known {
		return fmt.Errorf("unknown signal %q", command)
	}
	manager, err := mgr.Connect()
	if err != nil {
		return fmt.Errorf("could not access service manager: %w", err)
	}
	defer func() { err = errors.Join(err, manager.Disconnect()) }()
	service, err := manager.OpenService(name)
	if err != nil {
		return fmt.Errorf("could not access service: %w", err)
	}
	defer func() { err = errors.Join(err, service.Close()) }()
	status, err := service.Control(control.cmd)
	if err != nil {
		return fmt.Errorf("could not send control=%d: %w", control.cmd, err)
	}
	poll := time.NewTicker(controlPoll)
	defer poll.Stop()
	for deadline := time.Now().Add(controlTimeout); status.State != control.state; <-poll.C {
		if time.Now().After(deadline) {
			return fmt.Errorf("timeout waiting for service to go to state=%d", control.state)
		}
		if status, err = service.Query(); err != nil {
			return fmt.Errorf("could not retrieve service status: %w", err)
		}
	}
	return nil
}

func serviceName(program, who string) string {
	if who == "" {
		return program
	}
	if text, err := os.ReadFile(who); err == nil {
		return strings.TrimSpace(string(text))
	}
	return who
}

// deliver ends a process; services are told more by SendControl.
func deliver(pid int, command string) error {
	if command != "stop" && command != "quit" {
		return errors.New("not supported on this system")
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return p.Kill()
}

func processes(string) ([]int, error) { return nil, errors.ErrUnsupported }
