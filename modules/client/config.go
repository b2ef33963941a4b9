package client

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Config is what users write.
type Config struct {
	_    struct{} `group:"Server"`
	Host string   `conf:"host" alias:"net,addr" flag:"a,addr,net" arg:"host" doc:"Bind to host address"`
	Port int      `conf:"port" flag:"p,port" arg:"port" doc:"Use port for clients, -1 for any free one"`

	MaxConnections int `conf:"max_connections" alias:"max_conn" reload:"live" doc:"Clients at the same time, -1 for no limit"`
	MaxPayload     int `conf:"max_payload" unit:"bytes" reload:"live" doc:"Size of a message with its headers, -1 for no limit"`
	MaxControlLine int `conf:"max_control_line" unit:"bytes" reload:"live" doc:"Length of a protocol line, behind the name of the operation"`
	MaxPending     int `conf:"max_pending" alias:"max_pending_size" unit:"bytes" reload:"live" doc:"Bytes queued for a client before it is closed as a slow consumer"`

	MaxSubscriptions int `conf:"max_subscriptions" alias:"max_subs" reload:"live" doc:"Subscriptions of one client, 0 for no limit"`
	MaxTokens        int `conf:"max_subscription_tokens" alias:"max_sub_tokens" reload:"live" doc:"Tokens of a subscription's subject, 0 for no limit"`

	WriteDeadline time.Duration `conf:"write_deadline" reload:"live" doc:"How long a client may take nothing before it is closed as a slow consumer"`
	PingInterval  time.Duration `conf:"ping_interval" reload:"live" doc:"How often a silent client is asked for a sign of life"`
	PingMax       int           `conf:"ping_max" reload:"live" doc:"Unanswered PINGs before a client is stale"`

	NoHeaders bool `conf:"no_header_support" doc:"Do not speak of headers"`
}

// DefaultConfig is the configuration of who writes none.
func DefaultConfig() Config {
	return Config{
		Host:           "0.0.0.0",
		Port:           4222,
		MaxConnections: 64 << 10,
		MaxPayload:     1 << 20,
		MaxControlLine: 4 << 10,
		MaxPending:     64 << 20,
		WriteDeadline:  10 * time.Second,
		PingInterval:   2 * time.Minute,
		PingMax:        2,
	}
}

// anyPort is how users write "any free port".
const anyPort = -1

// Validate reports everything that can't work.
func (c Config) Validate() error {
	var errs []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	check(c.Port >= anyPort && c.Port <= 65535, "port %d is not a port", c.Port)
	check(!strings.ContainsAny(c.Host, " \t\r\n"), "host %q contains blanks", c.Host)
	check(c.MaxControlLine > 0, "max_control_line must be positive, not %d", c.MaxControlLine)
	check(c.MaxPayload != 0 && c.MaxPayload >= -1, "max_payload must be positive or -1, not %d", c.MaxPayload)
	check(c.MaxPending > 0, "max_pending must be positive, not %d", c.MaxPending)
	check(c.MaxPayload <= c.MaxPending, "max_payload (%d) must not exceed max_pending (%d)", c.MaxPayload, c.MaxPending)
	check(c.WriteDeadline > 0, "write_deadline must be positive, not %v", c.WriteDeadline)
	check(c.PingInterval > 0, "ping_interval must be positive, not %v", c.PingInterval)
	check(c.PingMax >= 0, "ping_max must not be negative, not %d", c.PingMax)
	check(c.MaxSubscriptions >= -1 && c.MaxTokens >= -1, "limits of subscriptions must not be below -1")
	return errors.Join(errs...)
}
