package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"go.uber.org/dig"
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
	"gnatsd/modules/config"
	"gnatsd/modules/logging"
)

// lifeTimeout bounds start and stop, each as a whole.
const lifeTimeout = 15 * time.Second

func (p *program) serveCommand(name string) *cobra.Command {
	command := &cobra.Command{
		Use:   name,
		Short: "Run the server; the default",
		RunE: func(c *cobra.Command, _ []string) error {
			loaded, err := load(p.schema, p.flags)
			if err != nil {
				return err
			}
			for _, warning := range loaded.Warnings() {
				p.say("warning: " + warning)
			}
			var failed error
			status, isService := p.asService(func(host *hosting) int {
				failed = p.serve(c.Context(), loaded, host)
				return statusOf(failed)
			})
			if !isService {
				return p.serve(c.Context(), loaded, &hosting{ready: func() {}})
			}
			if failed == nil && status != statusOK {
				failed = &saidError{status}
			}
			return failed
		},
	}
	command.Flags().AddFlagSet(p.flags)
	return command
}

// serve builds the server, runs it until a signal, ctx or a fatal error, and
// stops it.
func (p *program) serve(ctx context.Context, loaded *config.Loaded, host *hosting) error {
	build, err := newIdentity(p.name, loaded)
	if err != nil {
		return err
	}
	r := &running{program: p, loaded: config.NewLive(loaded), host: host}
	r.loaded.SetDigest(loaded.Digest())
	r.app = fx.New(p.build.Graph(build, r.loaded), fx.Populate(&r.log, &r.controls))
	if err := r.app.Err(); err != nil {
		return loaded.Locate(dig.RootCause(err))
	}
	shutdown := r.hear()
	defer signal.Stop(r.signals)
	p.banner(r.log, build, loaded)

	starting, cancel := context.WithTimeout(ctx, r.app.StartTimeout())
	defer cancel()
	if err := r.app.Start(starting); err != nil {
		_ = r.app.Stop(starting) // all hooks are rolled back, but fx still listens to signals
		return p.startFailed(r.log, err)
	}
	host.ready()
	return stop(r.app, r.log, r.untilStop(ctx, shutdown), r.signals)
}

func (p *program) banner(log *zap.Logger, build kernel.Build, loaded *config.Loaded) {
	log.Info("Starting "+build.Product, zap.String("event", "server_starting"))
	log.Info("  Version:  " + build.Version)
	git := build.Commit
	if git == "" {
		git = "not set"
	}
	log.Info("  Git:      [" + git + "]")
	log.Debug("  Go build: " + runtime.Version())
	log.Info("  Protocol: " + kernel.Level)
	log.Info("  Name:     " + build.ServerName)
	log.Info("  ID:       " + build.ServerID)
	if file := configFile(p.flags); file != "" {
		log.Info("Using configuration file: " + file + digestOf(loaded))
	}
}

// startFailed says why in the log, or on standard error if the log is what
// failed.
func (p *program) startFailed(log *zap.Logger, err error) error {
	var opening *logging.OpenError
	if errors.As(err, &opening) {
		_, _ = fmt.Fprintln(p.err, opening)
	} else {
		kernelfx.LogFatal(log, err.Error())
	}
	return &saidError{statusError}
}

// stop stops the server. A second interrupt ends the process at once.
func stop(app *fx.App, log *zap.Logger, status int, signals chan os.Signal) error {
	log.Info("Initiating Shutdown...", zap.String("event", "shutdown"))
	ctx, cancel := context.WithTimeout(context.Background(), app.StopTimeout())
	defer cancel()
	stopped := make(chan error, 1)
	// goroutine: ends with app.Stop, or with the process that does not wait for it.
	go func() { stopped <- app.Stop(ctx) }()
	for {
		select {
		case s := <-signals:
			if s != os.Interrupt {
				continue
			}
			log.Warn("Interrupted again, not waiting for the shutdown")
			return &saidError{statusError}
		case err := <-stopped:
			if err != nil {
				log.Error("Error during shutdown: " + err.Error())
				status = max(status, statusError)
			}
			log.Info("Server Exiting..")
			if status != statusOK {
				return &saidError{status}
			}
			return nil
		}
	}
}
