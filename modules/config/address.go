package config

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strconv"
)

// An address is a key like listen, which stands for two options: the host and
// the port of its block. The value is host:port or a port alone.
type address struct{ host, port *Option }

// addPart makes an option one of the two parts of the address that its tag names.
func (s *Schema) addPart(o *Option) error {
	a := s.addresses[o.Part]
	if a == nil {
		a = &address{}
		s.addresses[o.Part] = a
	}
	part := &a.host
	if o.Type.Kind() != reflect.String {
		part = &a.port
	}
	if *part != nil {
		return fmt.Errorf("key %q: %q has that part already, %q", o.Key, o.Part, (*part).Key)
	}
	*part = o
	return nil
}

// split puts the two parts into found.
func (a *address) split(found map[string]*entry, here []string, value any) error {
	host, port, err := hostPort(value)
	if err != nil {
		return Inside(err, here...)
	}
	var errs []error
	if host != "" && a.host != nil {
		errs = append(errs, put(found, a.host, &entry{path: here, value: host}))
	}
	if a.port != nil {
		errs = append(errs, put(found, a.port, &entry{path: here, value: port}))
	}
	return errors.Join(errs...)
}

func hostPort(value any) (host string, port int64, err error) {
	switch v := value.(type) {
	case string:
		host, text, err := net.SplitHostPort(v)
		if err != nil {
			return "", 0, fmt.Errorf("could not parse address string %q, expected host:port or a port", v)
		}
		port, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return "", 0, fmt.Errorf("could not parse port %q", text)
		}
		return host, port, nil
	case int, int64, float64:
		port, err := intOf(reflect.ValueOf(&port).Elem(), v, "")
		return "", port, err
	}
	return "", 0, expected("port or host:port", reflect.ValueOf(""), value)
}

// put notes what the file says of an option, once.
func put(found map[string]*entry, o *Option, e *entry) error {
	first, twice := found[o.Key]
	found[o.Key] = e
	if !twice {
		return nil
	}
	return Inside(fmt.Errorf("is the same as %q, which is given too", dotted(first.path)), slices.Clone(e.path)...)
}
