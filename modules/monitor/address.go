package monitor

import (
	"errors"
	"fmt"
	"net"
	"strconv"

	"gnatsd/modules/config"
)

// anyPort is how users write "any free port".
const anyPort = -1

// An Address is where to listen: a port, or host:port. Port 0 is nowhere.
type Address struct {
	Host string
	Port int
}

// DecodeConfig reads a port or "host:port".
func (a *Address) DecodeConfig(value any) error {
	var text string
	switch v := value.(type) {
	case string:
		text = v
	case int, int64, uint64:
		text = fmt.Sprint(v)
	case float64: // all numbers of JSON
		text = strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Errorf("expected a port or host:port, not %v", value)
	}
	if n, err := strconv.Atoi(text); err == nil {
		a.Host, a.Port = "", n
		return nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return fmt.Errorf("expected a port or host:port: %w", err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return errors.New("expected a number as the port, not " + strconv.Quote(port))
	}
	a.Host, a.Port = host, n
	return nil
}

// String returns the address, empty for nowhere.
func (a Address) String() string {
	if a.Port == 0 {
		return ""
	}
	return net.JoinHostPort(a.Host, strconv.Itoa(a.Port))
}

// socket returns the address as sockets take it.
func (a Address) socket() string { return net.JoinHostPort(a.Host, strconv.Itoa(max(a.Port, 0))) }

var _ config.Decoder = (*Address)(nil)
