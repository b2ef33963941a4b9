package process

import (
	"context"
	"os"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// Settings are what the module is given by the program.
type Settings struct {
	Product string // first part of the name of the ports file
	Log     *zap.Logger
	PID     int // 0: of this process
}

// Process keeps the two files.
type Process struct {
	log   *zap.Logger
	pid   *pidFile
	ports *portsFile
}

// New returns the keeper of the files; none is touched before Start.
func New(config Config, settings Settings) *Process {
	if settings.PID == 0 {
		settings.PID = os.Getpid()
	}
	p := &Process{log: settings.Log}
	if config.PidFile != "" {
		p.pid = &pidFile{path: config.PidFile, pid: settings.PID}
	}
	if config.PortsDir != "" {
		p.ports = newPortsFile(config.PortsDir, settings.Product, settings.PID)
	}
	return p
}

// Start writes the pid file.
func (p *Process) Start(context.Context) error {
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
	if p.ports == nil {
		return
	}
	if err := p.ports.write(doors); err != nil {
		p.log.Error("Error writing ports file (" + p.ports.path + "): " + err.Error())
	}
}

// Stop removes both files. It may be called without Start and again.
func (p *Process) Stop(context.Context) error {
	if p.ports != nil {
		if err := p.ports.remove(); err != nil {
			p.log.Error("Error cleaning up ports file " + p.ports.path + ": " + err.Error())
		}
	}
	if p.pid == nil {
		return nil
	}
	return p.pid.remove()
}
