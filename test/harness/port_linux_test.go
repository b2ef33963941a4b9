package harness

import (
	"net"
	"testing"
)

// A reserved port can be listened on, again and again, and is given to nobody else.
func TestFreePort(t *testing.T) {
	t.Parallel()
	port := FreePort(t)
	given := map[string]bool{}
	for range 2000 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_, other, _ := net.SplitHostPort(l.Addr().String())
		given[other] = true
		_ = l.Close()
	}
	if given[port] {
		t.Errorf("port %s was given away", port)
	}
	for range 2 {
		l, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
	}
}
