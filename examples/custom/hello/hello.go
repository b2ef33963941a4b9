package hello

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// Config is what users write.
type Config struct {
	Port int `conf:"hello_port" flag:"hello_port" arg:"port" group:"Server" doc:"Port to greet on, -1 any, 0 none"`
}

// DefaultConfig keeps the door shut.
func DefaultConfig() Config { return Config{} }

// Validate says what is wrong with the configuration.
func (c Config) Validate() error {
	if c.Port < -1 || c.Port > 65535 {
		return fmt.Errorf("hello_port: %d is no port", c.Port)
	}
	return nil
}

// Door is the door.
type Door struct {
	config Config
	build  kernel.Build
	log    *zap.Logger
	since  time.Time

	listener net.Listener // from Bind on, nil for a shut door
	accepts  sync.WaitGroup
	close    sync.Once
}

// New returns a door that is not bound yet.
func New(config Config, build kernel.Build, log *zap.Logger) *Door {
	return &Door{config: config, build: build, log: log, since: time.Now()}
}

// Name is what logs call it.
func (d *Door) Name() string { return "hello" }

// Rank puts it behind the doors of the server itself.
func (d *Door) Rank() int { return 1000 }

// Bind listens, if there is a port to listen on.
func (d *Door) Bind(ctx context.Context) error {
	if d.config.Port == 0 {
		return nil
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(max(d.config.Port, 0)))
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listening for greetings: %w", err)
	}
	d.listener = listener
	d.log.Info("Listening for greetings on " + listener.Addr().String())
	return nil
}

// Addr is where it listens, nil if it does not.
func (d *Door) Addr() net.Addr {
	if d.listener == nil {
		return nil
	}
	return d.listener.Addr()
}

// Serve lets visitors in.
func (d *Door) Serve() {
	if d.listener != nil {
		d.accepts.Go(d.greetAll)
	}
}

func (d *Door) greetAll() {
	for {
		conn, err := d.listener.Accept()
		if err != nil {
			return // closed
		}
		d.greet(conn)
	}
}

func (d *Door) greet(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	up := time.Since(d.since).Round(time.Second)
	if _, err := fmt.Fprintf(conn, "hello from %s, up %s\n", d.build.ServerName, up); err != nil {
		d.log.Debug("Visitor left", zap.NamedError("err", err))
	}
}

// Close frees the port and waits for the greeting that may be going on.
func (d *Door) Close(context.Context) (err error) {
	d.close.Do(func() {
		if d.listener != nil {
			err = d.listener.Close()
		}
	})
	d.accepts.Wait()
	return err
}

var _ kernel.Door = (*Door)(nil)
