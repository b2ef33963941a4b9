package process

import (
	"context"
	"os"
	"sync"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// Settings are what the module is given by the program.
type Settings struct {
	Product  string // first part of the name of the ports file
	Log      *zap.Logger
	Security kernel.Security // nil: nothing is secured
	PID      int             // 0: of this process
}

// Process keeps the two files.
type Process struct {
	settings Settings
	log      *zap.Logger

	mu    sync.Mutex // guards the rest: a reload comes while the server runs
	pid   *pidFile
	ports *portsFile
	ready bool // the doors are open
	doors []kernel.Door
}

// New returns the keeper of the files; none is touched before Start.
func New(config Config, settings Settings) *Process {
	if settings.PID == 0 {
		settings.PID = os.Getpid()
	}
	p := &Process{settings: settings, log: settings.Log}
	p.pid, p.ports = settings.files(config)
	return p
}

// files returns the two files of a configuration, nil where it wants none.
func (s Settings) files(config Config) (pid *pidFile, ports *portsFile) {
	if config.PidFile != "" {
		pid = &pidFile{path: config.PidFile, pid: s.PID}
	}
	if config.PortsDir != "" {
		ports = newPortsFile(config.PortsDir, s)
	}
	return pid, ports
}

// Start writes the pid file.
func (p *Process) Start(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.writePid()
}

func (p *Process) writePid() error {
	if p.pid == nil {
		return nil
	}
	stale, err := p.pid.write()
	if stale != "" {
		p.log.Warn("Replacing the pid file of another process", zap.String("path", p.pid.path), zap.String("was", stale))
	}
	return err
}

// Ready writes the ports file.
func (p *Process) Ready(doors []kernel.Door) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready, p.doors = true, doors
	p.writePorts()
}

func (p *Process) writePorts() {
	if p.ports == nil || !p.ready {
		return
	}
	if err := p.ports.write(p.doors); err != nil {
		p.log.Error("Error writing ports file (" + p.ports.path + "): " + err.Error())
	}
}

// Prepare makes ready to move files whose path is another. As the server runs
// without them, what cannot be written then is only logged.
func (p *Process) Prepare(config Config) (commit func(), err error) {
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		pid, ports := p.settings.files(config)
		if pid == nil || p.pid == nil || pid.path != p.pid.path {
			p.logError(p.removePid())
			p.pid = pid
			p.logError(p.writePid())
		}
		if ports == nil || p.ports == nil || ports.path != p.ports.path {
			p.removePorts()
			p.ports = ports
			p.writePorts()
		}
	}, nil
}

func (p *Process) logError(err error) {
	if err != nil {
		p.log.Error(err.Error())
	}
}

// Stop removes both files. It may be called without Start and again.
func (p *Process) Stop(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.removePorts()
	return p.removePid()
}

func (p *Process) removePid() error {
	if p.pid == nil {
		return nil
	}
	return p.pid.remove()
}

func (p *Process) removePorts() {
	if p.ports == nil {
		return
	}
	if err := p.ports.remove(); err != nil {
		p.log.Error("Error cleaning up ports file " + p.ports.path + ": " + err.Error())
	}
}
