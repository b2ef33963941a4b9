package logging

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.uber.org/zap/zapcore"
)

const (
	daemonFacility = 3 << 3
	syslogTimeout  = time.Second      // of a dial and of a write
	syslogPause    = 10 * time.Second // before another dial after one that failed
)

// localSockets are where a local syslog listens, the most usual first.
var localSockets = []string{"/dev/log", "/var/run/syslog", "/var/run/log"}

// address is where a syslog is.
type address struct{ network, host string }

// remoteAddress reads the option remote_syslog.
func remoteAddress(text string) (address, error) {
	u, err := url.Parse(text)
	if err != nil {
		return address{}, fmt.Errorf("expected a URL, got %q", text)
	}
	switch u.Scheme {
	case "unix":
		return address{"unix", u.Path}, nil
	case "udp", "tcp", "tls":
		if u.Port() == "" || u.Hostname() == "" {
			return address{}, fmt.Errorf("expected host and port in %q", text)
		}
		return address{u.Scheme, u.Host}, nil
	}
	return address{}, fmt.Errorf("error invalid network type: %q", u.Scheme)
}

// syslog writes to a syslog daemon. What it cannot take is lost: a server does
// not wait for its log.
type syslog struct {
	remote *address // nil: the local one
	tag    string
	pid    int
	host   string

	mu    sync.Mutex // guards the rest, held across writes, which it must keep in order
	conn  net.Conn
	retry time.Time // no dial before it
	lost  int       // lines
	buf   []byte
}

func newSyslog(config *Config, tag string, pid int) *syslog {
	s := &syslog{tag: tag, pid: pid}
	if config.RemoteSyslog != "" {
		remote, _ := remoteAddress(config.RemoteSyslog) // validated
		s.remote = &remote
		s.host, _ = os.Hostname()
	}
	return s
}

func (s *syslog) open() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		return nil
	}
	conn, err := s.dial()
	if err != nil {
		return fmt.Errorf("error connecting to syslog: %q", err.Error())
	}
	s.conn = conn
	return nil
}

func (s *syslog) dial() (net.Conn, error) {
	switch {
	case s.remote == nil:
		for _, path := range localSockets {
			for _, network := range []string{"unixgram", "unix"} {
				if conn, err := net.DialTimeout(network, path, syslogTimeout); err == nil {
					return conn, nil
				}
			}
		}
		return nil, errors.New("Unix syslog delivery error") //nolint:staticcheck // the text users know
	case s.remote.network == "tls":
		return tls.DialWithDialer(&net.Dialer{Timeout: syslogTimeout}, "tcp", s.remote.host, nil)
	}
	return net.DialTimeout(s.remote.network, s.remote.host, syslogTimeout)
}

func (s *syslog) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil
	}
	conn := s.conn
	s.conn = nil
	return conn.Close()
}

// write sends a line, over a new connection if the old one is broken.
func (s *syslog) write(level zapcore.Level, line []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost > 0 && s.connected() {
		text := fmt.Appendf(nil, "%d lines lost while syslog was away\n", s.lost)
		if s.send(zapcore.WarnLevel, text) == nil {
			s.lost = 0
		}
	}
	for range 2 {
		if !s.connected() {
			break
		}
		if s.send(level, line) == nil {
			return nil
		}
	}
	s.lost++
	return nil // there is nowhere to say it
}

// connected reports whether there is a connection, after a try to make one.
func (s *syslog) connected() bool {
	if s.conn != nil {
		return true
	}
	if time.Now().Before(s.retry) {
		return false
	}
	conn, err := s.dial()
	if err != nil {
		s.retry = time.Now().Add(syslogPause)
		return false
	}
	s.conn = conn
	return true
}

func (s *syslog) send(level zapcore.Level, text []byte) error {
	now := time.Now()
	if s.remote == nil {
		s.buf = fmt.Appendf(s.buf[:0], "<%d>%s %s[%d]: %s", daemonFacility|severity(level), now.Format(time.Stamp),
			s.tag, s.pid, text)
	} else {
		s.buf = fmt.Appendf(s.buf[:0], "<%d>%s %s %s[%d]: %s", severity(level), now.Format(time.RFC3339), s.host,
			s.tag, s.pid, text)
	}
	_ = s.conn.SetWriteDeadline(now.Add(syslogTimeout)) // fails only if the write does
	if _, err := s.conn.Write(s.buf); err != nil {
		_ = s.conn.Close()
		s.conn = nil
		return err
	}
	return nil
}

// programTag is how a program is called in syslog.
func programTag() string { return filepath.Base(os.Args[0]) }
