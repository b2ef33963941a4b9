package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"

	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel/kernelfx"
	"gnatsd/modules/config"
)

// A request is what a signal asks a running server for.
type request int

const (
	toStop request = iota
	toReload
	toReopen
	toDrain
)

// hosting is what a server is given by a service manager.
type hosting struct {
	asked <-chan os.Signal
	ready func()
}

// running is a server between its start and its stop.
type running struct {
	*program
	app      *fx.App
	log      *zap.Logger
	loaded   *config.Live
	controls *kernelfx.Controls
	signals  chan os.Signal
	host     *hosting      // of a service; its zero value is that of a process
	drained  chan struct{} // closed when the lame duck has no clients left; nil before it is one
}

// hear returns where the container and where the system ask for something. To
// wait for the container makes it listen to signals as well, which would then
// reach either of us; so it is told not to, before there is anything that a
// signal could find half-started.
func (r *running) hear() <-chan fx.ShutdownSignal {
	shutdown := r.app.Wait()
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	r.signals = make(chan os.Signal, 8)
	for s := range wanted {
		signal.Notify(r.signals, s)
	}
	signal.Ignore(ignored...)
	return shutdown
}

// untilStop does what signals ask for until the server is to stop, and returns
// the status of the process.
func (r *running) untilStop(ctx context.Context, shutdown <-chan fx.ShutdownSignal) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for {
		select {
		case s := <-r.signals:
			r.log.Info(fmt.Sprintf("Trapped %q signal", s.String()))
			if r.do(ctx, s) {
				return statusOK
			}
		case s := <-r.host.asked:
			r.log.Info(fmt.Sprintf("Service control %q", s.String()))
			if r.do(ctx, s) {
				return statusOK
			}
		case <-ctx.Done():
			return statusOK
		case <-r.drained:
			return statusOK
		case asked := <-shutdown:
			return asked.ExitCode
		}
	}
}

// do reports whether the server is to stop. While it drains SIGTERM does not
// make it stop sooner.
func (r *running) do(ctx context.Context, s os.Signal) bool {
	what, isSignal := wanted[s]
	if !isSignal {
		what = controls[s]
	}
	switch what {
	case toStop:
		return r.drained == nil || s != syscall.SIGTERM
	case toReload:
		r.reload()
	case toReopen:
		r.reopen()
	case toDrain:
		r.drain(ctx)
	}
	return false
}

func (r *running) reopen() {
	if len(r.controls.Reopeners) == 0 {
		r.log.Info("File log re-open ignored, not a file logger")
	}
	for _, o := range r.controls.Reopeners {
		said, err := o.Reopen()
		if err != nil {
			r.log.Error("Error reopening the log file: " + err.Error())
			continue
		}
		r.log.Info(said)
	}
}

// drain makes the server a lame duck: it runs on until its clients have left.
func (r *running) drain(ctx context.Context) {
	if r.drained != nil {
		r.log.Info("Already in lame duck mode")
		return
	}
	r.log.Info("Entering lame duck mode, stop accepting new clients", zap.String("event", "lame_duck"))
	drained := make(chan struct{})
	r.drained = drained
	var all sync.WaitGroup
	for _, d := range slices.Clone(r.controls.Drainers) {
		all.Go(func() {
			if err := d.Drain(ctx); err != nil && !errors.Is(err, context.Canceled) {
				r.log.Error("Error in lame duck mode: " + err.Error())
			}
		})
	}
	// goroutine: ends with the drainers, whose context ends with the process's run.
	go func() {
		all.Wait()
		close(drained)
	}()
}
