package address

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// AnyPort is how users write "any free port".
const AnyPort = -1

// Listen is an address for routes: a port, host:port, or a URL with user and
// password.
type Listen struct {
	Given          bool
	Host           string
	Port           int
	User, Password string
}

// DecodeConfig reads what a file or a flag says.
func (l *Listen) DecodeConfig(value any) error {
	*l = Listen{Given: true}
	text, ok := value.(string)
	if !ok {
		port, err := strconv.Atoi(fmt.Sprint(value))
		if err != nil {
			return fmt.Errorf("expected port or host:port, got %T", value)
		}
		l.Port = port
		return nil
	}
	if text == "" {
		return nil
	}
	if strings.Contains(text, "://") {
		u, err := url.Parse(strings.Replace(text, ":-1", ":0", 1)) // a URL has no negative port
		if err != nil {
			return err
		}
		if l.User = u.User.Username(); l.User != "" {
			if l.Password, ok = u.User.Password(); !ok {
				return errors.New("expected cluster password to be set")
			}
		}
		if strings.HasSuffix(strings.TrimRight(text, "/"), ":-1") {
			text = u.Hostname() + ":-1"
		} else {
			text = u.Host
		}
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return err
	}
	l.Host = host
	if l.Port, err = strconv.Atoi(port); err != nil {
		return fmt.Errorf("could not parse port %q", port)
	}
	if l.Port == 0 {
		l.Port = AnyPort
	}
	return nil
}

// Advertised reads host or host:port; without a port it is the one given.
func Advertised(text string, port int) (string, int, error) {
	host, digits, err := net.SplitHostPort(text)
	if err != nil {
		if host, digits, err = net.SplitHostPort(net.JoinHostPort(strings.Trim(text, "[]"), "0")); err != nil {
			return "", 0, err
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return "", 0, fmt.Errorf("could not parse port %q", digits)
	}
	if n <= 0 {
		n = port
	}
	return host, n, nil
}
