package client

import (
	"errors"
	"fmt"
	"math"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"gnatsd/modules/config"
)

// Config is what users write. Its sentences are in docs.
type Config struct {
	_    struct{} `group:"Server"`
	Host string   `conf:"host" alias:"net,addr" part:"listen" flag:"a,addr,net" arg:"host"`
	Port int      `conf:"port" part:"listen" flag:"p,port" arg:"port"`

	Advertise string `conf:"client_advertise" flag:"client_advertise" arg:"host[:port]" reload:"clients"`

	MaxConnections int `conf:"max_connections" alias:"max_conn" zero:"default" reload:"clients"`
	MaxPayload     int `conf:"max_payload" unit:"bytes" reload:"clients"`
	MaxControlLine int `conf:"max_control_line" unit:"bytes" reload:"clients"`
	MaxPending     int `conf:"max_pending" alias:"max_pending_size" unit:"bytes" reload:"clients"`

	MaxSubscriptions int `conf:"max_subscriptions" alias:"max_subs" reload:"new"`
	MaxTokens        int `conf:"max_subscription_tokens" alias:"max_sub_tokens" since:"2.0.0" reload:"clients"`

	WriteDeadline time.Duration `conf:"write_deadline" unit:"duration" reload:"clients"`
	WriteTimeout  string        `conf:"write_timeout" since:"2.0.0" reload:"clients"`
	PingInterval  time.Duration `conf:"ping_interval" unit:"duration" reload:"clients"`
	PingMax       int           `conf:"ping_max" reload:"clients"`

	NoHeaders bool `conf:"no_header_support" since:"2.0.0"`

	LameDuckDuration time.Duration `conf:"lame_duck_duration" since:"2.0.0" reload:"clients"`
	LameDuckGrace    time.Duration `conf:"lame_duck_grace_period" since:"2.0.0" reload:"clients"`

	_         struct{} `group:"Logging" since:"2.0.0" reload:"clients"`
	MaxTraced int      `conf:"max_traced_msg_len" flag:"max_traced_msg_len" arg:"len"`
}

var docs = map[string]string{
	"host":                    "Bind to host address",
	"port":                    "Use port for clients, -1 for any free one",
	"client_advertise":        "Address that clients are told instead of the bound one",
	"max_connections":         "Clients at the same time, -1 for no limit",
	"max_payload":             "Size of a message with its headers, -1 for no limit",
	"max_control_line":        "Length of a protocol line, behind the name of the operation",
	"max_pending":             "Bytes queued for a client before it is closed as a slow consumer",
	"max_subscriptions":       "Subscriptions of one client, 0 for no limit",
	"max_subscription_tokens": "Tokens of a subscription's subject, 0 for no limit",
	"write_deadline":          "How long a client may take nothing before it is closed as a slow consumer",
	"write_timeout":           "What happens then: default and close close the client, retry leaves it to max_pending",
	"ping_interval":           "How often a silent client is asked for a sign of life",
	"ping_max":                "Unanswered PINGs before a client is stale",
	"no_header_support":       "Do not speak of headers",
	"max_traced_msg_len":      "Bytes of a payload that a trace shows, 0 for all",
	"lame_duck_duration":      "Time over which a server that is to go closes its clients",
	"lame_duck_grace_period":  "Time it gives them to leave by themselves, before that",
}

// Docs returns a sentence for each key.
func (Config) Docs() map[string]string { return docs }

// DefaultConfig is the configuration of who writes none.
func DefaultConfig() Config {
	return Config{
		Host:             "0.0.0.0",
		Port:             4222,
		MaxConnections:   64 << 10,
		MaxPayload:       1 << 20,
		MaxControlLine:   4 << 10,
		MaxPending:       64 << 20,
		WriteDeadline:    10 * time.Second,
		WriteTimeout:     "default",
		PingInterval:     2 * time.Minute,
		PingMax:          2,
		LameDuckDuration: 2 * time.Minute,
		LameDuckGrace:    10 * time.Second,
	}
}

// writeRetry goes on past the write deadline; the other two close the client.
const writeRetry = "retry"

var writeTimeouts = []string{"default", "close", writeRetry}

const (
	anyPort     = -1 // how users write "any free port"
	portMax     = 65535
	tokensMax   = 255
	lameDuckMin = 30 * time.Second
)

// Validate reports everything that can't work.
func (c Config) Validate() error {
	var errs []error
	check := func(key string, ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, config.Inside(fmt.Errorf(format, args...), key))
		}
	}
	check("port", c.Port >= anyPort && c.Port <= portMax, "%d is not a port", c.Port)
	check("host", !strings.ContainsAny(c.Host, " \t\r\n"), "%q contains blanks", c.Host)
	_, _, err := c.advertised(0)
	check("client_advertise", err == nil, "%v", err)
	check("max_control_line", c.MaxControlLine > 0, "must be positive, not %d", c.MaxControlLine)
	check("max_control_line", c.MaxControlLine <= math.MaxInt32, "%d is too big", c.MaxControlLine)
	check("max_payload", c.MaxPayload != 0, "must be positive, or -1 for no limit")
	check("max_payload", c.MaxPayload <= math.MaxInt32, "%d is too big", c.MaxPayload)
	check("max_pending", c.MaxPending > 0, "must be positive, not %d", c.MaxPending)
	if c.MaxPayload > c.MaxPending {
		errs = append(errs, config.Between(fmt.Errorf("max_payload, which is %d, must not exceed max_pending, which is %d",
			c.MaxPayload, c.MaxPending), "max_payload", "max_pending"))
	}
	check("write_deadline", c.WriteDeadline > 0, "must be positive, not %v", c.WriteDeadline)
	check("write_timeout", slices.Contains(writeTimeouts, c.WriteTimeout),
		"expected default, close or retry, got %q", c.WriteTimeout)
	check("ping_interval", c.PingInterval > 0, "must be positive, not %v", c.PingInterval)
	check("ping_max", c.PingMax >= 0, "must not be negative, not %d", c.PingMax)
	check("max_subscriptions", c.MaxSubscriptions >= -1, "must not be below -1")
	check("max_subscription_tokens", c.MaxTokens >= 0 && c.MaxTokens <= tokensMax, "expected 0 to %d, got %d",
		tokensMax, c.MaxTokens)
	check("max_traced_msg_len", c.MaxTraced >= 0, "must not be negative, not %d", c.MaxTraced)
	check("lame_duck_duration", c.LameDuckDuration >= lameDuckMin, "%v is too short, the minimum is %v",
		c.LameDuckDuration, lameDuckMin)
	check("lame_duck_grace_period", c.LameDuckGrace > 0, "must be positive, not %v", c.LameDuckGrace)
	if c.LameDuckGrace >= c.LameDuckDuration {
		errs = append(errs, config.Between(fmt.Errorf("lame_duck_grace_period, which is %v, must be shorter than "+
			"lame_duck_duration, which is %v", c.LameDuckGrace, c.LameDuckDuration),
			"lame_duck_grace_period", "lame_duck_duration"))
	}
	return errors.Join(errs...)
}

// advertised returns the address that clients are told, for a bound port.
func (c Config) advertised(bound int) (host string, port int, err error) {
	if c.Advertise == "" {
		return c.Host, bound, nil
	}
	host, text, err := net.SplitHostPort(c.Advertise)
	if err != nil && strings.Contains(err.Error(), "missing port") {
		return strings.Trim(c.Advertise, "[]"), bound, nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("expected host or host:port, got %q", c.Advertise)
	}
	port, err = strconv.Atoi(text)
	switch {
	case err != nil || port < anyPort || port > portMax:
		return "", 0, fmt.Errorf("%q is not a port", text)
	case port <= 0:
		port = bound
	}
	return host, port, nil
}
