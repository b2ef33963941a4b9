package address

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

// ErrOwn says that a name leads nowhere but to this server.
var ErrOwn = errors.New("all addresses are this server's own")

// Resolve looks up the host of host:port and returns one of its addresses that
// are not this server's own, with the port.
func Resolve(ctx context.Context, hostPort string, own map[string]bool) (string, error) {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		return "", err
	}
	all, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return "", fmt.Errorf("looking up %s: %w", host, err)
	}
	var others []string
	for _, ip := range all {
		if found := net.JoinHostPort(ip, port); !own[found] {
			others = append(others, found)
		}
	}
	if len(others) == 0 {
		return "", ErrOwn
	}
	return others[rand.IntN(len(others))], nil
}
