package address

import (
	"strings"
	"testing"
)

func TestListen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		in   any
		want Listen
		err  string
	}{
		{"url", "nats://127.0.0.1:6222", Listen{Given: true, Host: "127.0.0.1", Port: 6222}, ""},
		{"user", "nats://u:p@h:1", Listen{Given: true, Host: "h", Port: 1, User: "u", Password: "p"}, ""},
		{"any port", "nats://h:-1", Listen{Given: true, Host: "h", Port: -1}, ""},
		{"host and port", "[::1]:6222", Listen{Given: true, Host: "::1", Port: 6222}, ""},
		{"port", 6222, Listen{Given: true, Port: 6222}, ""},
		{"off", "", Listen{Given: true}, ""},
		{"no port", "foo", Listen{}, "missing port in address"},
		{"no password", "nats://a@h:1", Listen{}, "expected cluster password to be set"},
		{"boolean", true, Listen{}, "expected port or host:port"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got Listen
			err := got.DecodeConfig(test.in)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v", err)
				}
			} else if err != nil || got != test.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}
