package auth

import (
	"errors"
	"fmt"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

var rateKeys = map[string]string{"messages": "messages", "bytes": "bytes", "action": "action"}

// decodeLimits reads what bounds a user instead of the server's own bounds.
func decodeLimits(fields map[string]field) (kernel.Limits, error) {
	var l kernel.Limits
	if f, ok := fields["connections"]; ok {
		n, err := count(f.value)
		if err != nil {
			return l, config.Inside(err, f.name)
		}
		l.Connections = int(n)
	}
	if f, ok := fields["rate"]; ok {
		rate, err := decodeRate(f.value)
		if err != nil {
			return l, config.Inside(err, f.name)
		}
		l.Publish = rate
	}
	return l, nil
}

func decodeRate(value any) (r kernel.Rate, err error) {
	block, ok := value.(map[string]any)
	if !ok {
		return r, fmt.Errorf("expected messages and bytes in a second, got %s", describe(value))
	}
	fields, err := canonical(block, rateKeys, func(name string) error { return fmt.Errorf("unknown field %q", name) })
	if err != nil {
		return r, err
	}
	for key, into := range map[string]*int64{"messages": &r.Messages, "bytes": &r.Bytes} {
		if f, ok := fields[key]; ok {
			if *into, err = count(f.value); err != nil {
				return r, config.Inside(err, f.name)
			}
		}
	}
	if f, ok := fields["action"]; ok {
		if f.value != "pause" && f.value != "error" {
			return r, config.Inside(fmt.Errorf("expected pause or error, got %q", fmt.Sprint(f.value)), f.name)
		}
		r.Refuse = f.value == "error"
	}
	if !r.Bounded() {
		return r, errors.New("bounds nothing: expected messages, bytes or both")
	}
	return r, nil
}

// countMax keeps counts within what all platforms and files can hold.
const countMax = 1 << 31

func count(value any) (n int64, err error) {
	switch v := value.(type) {
	case int64:
		n = v
	case int:
		n = int64(v)
	case config.Size:
		n = int64(v)
	case float64: // all numbers of JSON
		n = int64(v)
		if float64(n) != v {
			return 0, fmt.Errorf("expected a whole number, got %v", v)
		}
	default:
		return 0, fmt.Errorf("expected a whole number, got %s", describe(value))
	}
	if n < 1 || n >= countMax {
		return 0, fmt.Errorf("expected 1 to %d, got %d", countMax-1, n)
	}
	return n, nil
}
