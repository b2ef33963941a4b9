package client

import (
	"fmt"
	"time"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

// Quotas say how what many clients want is shared out among them.
type Quotas struct {
	_          struct{} `group:"Limits" since:"2.0.0" reload:"new"`
	PerAddress int      `conf:"max_connections_per_ip" alias:"max_connections_per_address"`
	PerUser    int      `conf:"max_connections_per_user"`
	Waiting    int      `conf:"max_unauthenticated_connections" zero:"default"`

	Silence time.Duration `conf:"silence_timeout"`

	Publish Rate `conf:"publish_rate"`
}

// Rate is what each user may publish in a second.
type Rate struct {
	_        struct{} `group:"Limits" since:"2.0.0" reload:"new"`
	Messages int64    `conf:"messages"`
	Bytes    int64    `conf:"bytes" unit:"bytes"`
	Action   string   `conf:"action"`
}

var quotaDocs = map[string]string{
	"max_connections_per_ip": "Clients of one address at the same time, or of one IPv6 network of 64 bits; " +
		"0 for no limit",
	"max_connections_per_user": "Connections of one user at the same time, 0 for no limit",
	"max_unauthenticated_connections": "Clients at the same time that have not logged in yet, or not said a word; " +
		"-1 for no limit",
	"silence_timeout": "How long a client may say nothing at all where no credentials are asked for, 0 for ever",
	"publish_rate.messages": "Messages that one user, or one address without a user, may publish in a second; " +
		"0 for no limit",
	"publish_rate.bytes":  "The same in bytes of headers and payloads",
	"publish_rate.action": "What happens to more: pause reads the client more slowly, error refuses the message",
}

// Docs returns one sentence for each key.
func (Quotas) Docs() map[string]string { return quotaDocs }

// DefaultQuotas is the configuration of who writes none.
func DefaultQuotas() Quotas {
	return Quotas{Waiting: 16 << 10, Silence: 30 * time.Second, Publish: Rate{Action: "pause"}}
}

// Validate reports what can't work.
func (q Quotas) Validate() error {
	refuse := func(format string, args ...any) func(...string) error {
		return func(key ...string) error { return config.Inside(fmt.Errorf(format, args...), key...) }
	}
	switch {
	case q.PerAddress < 0:
		return refuse("must not be negative, not %d", q.PerAddress)("max_connections_per_ip")
	case q.PerUser < 0:
		return refuse("must not be negative, not %d", q.PerUser)("max_connections_per_user")
	case q.Waiting < -1:
		return refuse("must be positive, or -1 for no limit")("max_unauthenticated_connections")
	case q.Silence < 0:
		return refuse("must not be negative, not %v", q.Silence)("silence_timeout")
	case q.Publish.Messages < 0:
		return refuse("must not be negative, not %d", q.Publish.Messages)("publish_rate", "messages")
	case q.Publish.Bytes < 0:
		return refuse("must not be negative, not %d", q.Publish.Bytes)("publish_rate", "bytes")
	case q.Publish.Action != "" && q.Publish.Action != "pause" && q.Publish.Action != "error":
		return refuse("expected pause or error, got %q", q.Publish.Action)("publish_rate", "action")
	}
	return nil
}

func (r Rate) rate() kernel.Rate {
	return kernel.Rate{Messages: r.Messages, Bytes: r.Bytes, Refuse: r.Action == "error"}
}

// PrepareQuotas makes ready for other quotas. They hold for clients that come or
// log in from then on.
func (p *Protocol) PrepareQuotas(q Quotas) (commit func(), err error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	return func() { p.crowd.quotas.Store(&q) }, nil
}
