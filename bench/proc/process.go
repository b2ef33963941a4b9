package proc

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"

	"gnatsd/bench/load"
)

// readyTimeout bounds a server's start.
const readyTimeout = 15 * time.Second

// Process is a running server.
type Process struct {
	server  Server
	address string
	folder  string
	trust   *tls.Config // of its clients; nil: in clear
	command *exec.Cmd
	output  tail
	ended   chan struct{} // closed when the process is gone
}

// Start runs the server and returns when it accepts connections. The process ends with Stop or with ctx.
func (s Server) Start(ctx context.Context) (*Process, error) {
	address, port, err := freePort()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "bench-"+string(s.Kind)+"-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for %s: %w", s.Name, err)
	}
	p := &Process{server: s, address: address, folder: folder, ended: make(chan struct{})}
	if err := p.start(ctx, port); err != nil {
		_ = os.RemoveAll(folder)
		return nil, fmt.Errorf("starting %s: %w", s.Name, err)
	}
	if err := p.awaitReady(ctx); err != nil {
		p.Stop()
		return nil, fmt.Errorf("starting %s: %w", s.Name, err)
	}
	return p, nil
}

// Endpoint is where the process is reached.
func (p *Process) Endpoint() load.Endpoint {
	if p.trust != nil {
		return load.Endpoint{Address: p.address, Dialect: load.SecureNATS{Config: p.trust}}
	}
	return load.Endpoint{Address: p.address, Dialect: p.server.Dialect()}
}

// Failure returns an error with the end of what the process printed if it ended before Stop, nil otherwise.
func (p *Process) Failure() error {
	select {
	case <-p.ended:
		return fmt.Errorf("%s ended: %s", p.server.Name, p.output.String())
	default:
		return nil
	}
}

// Stop kills the process and returns when it is gone.
func (p *Process) Stop() {
	_ = p.command.Process.Kill()
	<-p.ended
	_ = os.RemoveAll(p.folder)
}

func (p *Process) start(ctx context.Context, port string) error {
	arguments, err := p.server.arguments(port, p.folder)
	if err != nil {
		return err
	}
	if p.server.secured {
		more, err := p.secure()
		if err != nil {
			return err
		}
		arguments = append(arguments, more...)
	}
	p.command = exec.CommandContext(ctx, p.server.Path, arguments...)
	p.command.Dir = p.folder
	p.command.SysProcAttr = attributes()
	p.command.Stdout, p.command.Stderr = &p.output, &p.output
	if log := p.server.Log; log != nil {
		both := io.MultiWriter(&p.output, log)
		p.command.Stdout, p.command.Stderr = both, both
	}
	if err := p.command.Start(); err != nil {
		return err
	}
	go func() {
		_ = p.command.Wait() // how it ended shows in the measurement it served
		close(p.ended)
	}()
	return nil
}

// awaitReady connects until the server accepts.
func (p *Process) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	retry := time.NewTicker(5 * time.Millisecond)
	defer retry.Stop()
	for {
		c, err := net.DialTimeout("tcp", p.address, time.Second)
		if err == nil {
			return c.Close()
		}
		select {
		case <-retry.C:
		case <-p.ended:
			return p.Failure()
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("it does not listen on %s: %w", p.address, err), ctx.Err())
		}
	}
}

// freePort returns an address on the loopback that nobody listens on, and its port.
func freePort() (address, port string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", fmt.Errorf("looking for a free port: %w", err)
	}
	address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		return "", "", fmt.Errorf("looking for a free port: %w", err)
	}
	_, port, err = net.SplitHostPort(address)
	return address, port, err
}

// tail keeps the last few kilobytes written to it.
type tail struct {
	mu   sync.Mutex // guards text
	text []byte
}

const tailSize = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if excess := len(t.text) - tailSize; excess > 0 {
		t.text = append(t.text[:0], t.text[excess:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.text))
}
