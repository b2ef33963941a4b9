package monitor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// Bounds of the HTTP servers.
const (
	connectionsMax  = 64
	headerBytesMax  = 64 << 10
	headerTimeout   = 5 * time.Second
	bodyTimeout     = 5 * time.Second  // of a change
	answerTimeout   = 30 * time.Second // for taking an answer; a profile takes as long as it records beside
	idleTimeout     = 60 * time.Second
	farewellTimeout = time.Second // for answers under way when the server stops
	monitorRank     = 5           // before the clients' door, as the reference does
	profileRank     = 4
	loopback        = "127.0.0.1"
)

// A binding is where the monitor listens.
type binding struct {
	shown  Address // host as configured, port as bound
	secure bool
	local  bool // on a loopback address
}

// local tells whether only this machine can ask.
func (m *Monitor) local() bool {
	b := m.bound.Load()
	return b != nil && b.local
}

// Door is where the monitor is asked.
type Door struct {
	monitor *Monitor
	server
	stop context.CancelFunc // ends the recording of the history
}

// NewDoor makes the door to a monitor.
func NewDoor(m *Monitor) *Door { return &Door{monitor: m, server: server{handler: m, log: m.log}} }

// Name is "monitor".
func (d *Door) Name() string { return "monitor" }

// Rank is before the door of clients.
func (d *Door) Rank() int { return monitorRank }

// Bind listens, if there is a port to listen on. The errors are what operators
// and their tools know.
func (d *Door) Bind(ctx context.Context) error {
	m := d.monitor
	var s status.Server
	for _, source := range m.with.Sources {
		source.Fill(&s) // without a host of its own it is that of clients
	}
	at, secure, err := m.config.listen(s.Addr)
	if err == nil && at.Port == 0 {
		return nil
	}
	if err == nil && secure && m.with.TLS == nil {
		err = errors.New("TLS cert and key required for HTTPS")
	}
	var trusted *x509.CertPool
	if err == nil {
		err = m.prepare()
	}
	if err == nil {
		trusted, err = m.config.Access.authorities()
	}
	if err == nil {
		err = d.server.bind(ctx, at.socket())
	}
	if err != nil {
		return fmt.Errorf("Can't start monitoring: %w", err) //nolint:staticcheck // the text of both reference servers
	}
	scheme := "http"
	if secure {
		scheme = "https"
		d.server.listener = tls.NewListener(d.server.listener, forServer(m.with.TLS, trusted, m.config.Access.HealthOpen))
	}
	bound := d.server.Addr().(*net.TCPAddr)
	at.Port = bound.Port
	m.bound.Store(&binding{shown: at, secure: secure, local: bound.IP.IsLoopback()})
	m.log.Info("Starting "+scheme+" monitor on "+at.String(), zap.String("event", "listener_started"))
	if !bound.IP.IsLoopback() && !secure && !m.access.login() {
		m.log.Warn("Monitoring is open to other machines, with neither a login nor TLS")
	}
	return nil
}

// Serve lets askers in, and begins to record what the dashboard shows of the
// past.
func (d *Door) Serve() {
	d.server.Serve()
	if d.server.listener == nil || !d.monitor.config.Access.Dashboard {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	d.stop = stop
	d.server.work.Go(func() { d.monitor.record(ctx) }) // goroutine: ended and waited for by Close
}

// Close lets nobody in any more, and waits for all goroutines.
func (d *Door) Close(ctx context.Context) error {
	if d.stop != nil {
		d.stop()
	}
	return d.server.Close(ctx)
}

// server is an HTTP server on one port.
type server struct {
	handler  http.Handler
	log      *zap.Logger
	listener net.Listener // nil for a shut door
	http     *http.Server
	work     sync.WaitGroup
}

func (s *server) bind(ctx context.Context, address string) error {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("can't listen to the monitor port: %w", err)
	}
	complaints, err := zap.NewStdLogAt(s.log, zap.DebugLevel) // strangers provoke them
	if err != nil {
		return errors.Join(fmt.Errorf("making the log of the HTTP server: %w", err), l.Close())
	}
	s.listener = newCounted(l, connectionsMax)
	s.http = &http.Server{
		Handler: hurry(refuseExtra(s.handler)), ConnContext: markExtra, ReadHeaderTimeout: headerTimeout,
		WriteTimeout: answerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytesMax, ErrorLog: complaints,
	}
	return nil
}

// hurry bounds how long a body may take, which the server reads even if the page
// does not: a few askers that owe theirs would keep all others out. Where none is
// expected, one that is not here yet is not waited for. A bound for all requests
// would cut off the profiles that take longer.
func hurry(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			until := time.Now()
			if r.Method == http.MethodPut {
				until = until.Add(bodyTimeout)
			}
			_ = http.NewResponseController(w).SetReadDeadline(until) // a stream over TCP can
		}
		next.ServeHTTP(w, r)
	})
}

// Addr returns the bound address.
func (s *server) Addr() net.Addr {
	if s.listener == nil {
		return nil
	}
	return s.listener.Addr()
}

// Serve lets askers in.
func (s *server) Serve() {
	if s.listener != nil {
		s.work.Go(func() { _ = s.http.Serve(s.listener) }) // goroutine: ended and waited for by Close
	}
}

// Close lets nobody in any more, gives answers under way a moment, and returns
// when all goroutines are gone.
func (s *server) Close(ctx context.Context) error {
	if s.listener == nil {
		return nil
	}
	_ = s.listener.Close() // also without Serve; the second time it is closed already
	ctx, cancel := context.WithTimeout(ctx, farewellTimeout)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close() // a farewell must not hold up the stop
	}
	s.work.Wait()
	return nil
}

var _ kernel.Door = (*Door)(nil)
