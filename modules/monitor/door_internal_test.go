package monitor

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
)

// Goal: nobody keeps a place at the monitor without asking for something.
// Method: askers over sockets that do not keep what they promise.

func TestAskerWhoOwesABodyIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := server{log: zap.NewNop(), handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("answer"))
	})}
	if err := s.bind(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.Serve()
	t.Cleanup(func() { _ = s.Close(t.Context()) })
	for name, request := range map[string]string{
		"length":  "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
		"part":    "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\npart",
		"chunked": "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
		"change":  "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := net.Dial("tcp", s.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			_ = c.SetDeadline(time.Now().Add(time.Minute))
			if _, err := io.WriteString(c, request); err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(bufio.NewReader(c)) // to the end: the server has closed
			if err != nil || !strings.Contains(string(text), "answer") {
				t.Errorf("got %q, %v", text, err)
			}
		})
	}
}

// Who promises no body, or sends it at once, may ask again.
func TestAskerMayAskAgain(t *testing.T) {
	t.Parallel()
	s := server{log: zap.NewNop(), handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("answer"))
	})}
	if err := s.bind(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.Serve()
	t.Cleanup(func() { _ = s.Close(t.Context()) })
	c, err := net.Dial("tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	r := bufio.NewReader(c)
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody",
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		if _, err := io.WriteString(c, request); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatalf("%q: %v", request, err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
}

// A bound of each sort keeps a slow asker from holding a place for ever.
func TestEveryWaitIsBounded(t *testing.T) {
	t.Parallel()
	s := server{log: zap.NewNop()}
	if err := s.bind(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(t.Context()) })
	if h := s.http; h.ReadHeaderTimeout <= 0 || h.WriteTimeout <= 0 || h.IdleTimeout <= 0 {
		t.Errorf("header %v, answer %v, idle %v", h.ReadHeaderTimeout, h.WriteTimeout, h.IdleTimeout)
	}
}
