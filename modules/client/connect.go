package client

import (
	"context"
	"encoding/json"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// connect is what a client says of itself (protocol §4). An absent field keeps
// the value it had.
type connect struct {
	Verbose      *bool   `json:"verbose"`
	Pedantic     *bool   `json:"pedantic"`
	Echo         *bool   `json:"echo"`
	Protocol     *int    `json:"protocol"`
	Headers      *bool   `json:"headers"`
	NoResponders *bool   `json:"no_responders"`
	User         *string `json:"user"`
	Pass         *string `json:"pass"`
	Token        *string `json:"auth_token"`
	NKey         *string `json:"nkey"`
	Signature    *string `json:"sig"`
	JWT          *string `json:"jwt"`
	Name         *string `json:"name"`
	Lang         *string `json:"lang"`
	Version      *string `json:"version"`
	Account      *string `json:"account"`
	NewAccount   *string `json:"new_account"`
}

// options are what CONNECT has settled, with the values of who sent none.
type options struct {
	Verbose, Pedantic, Headers bool
	Protocol                   int
	Name, Lang, Version        string
}

func defaultOptions() options { return options{Verbose: true, Pedantic: true} }

// The protocol versions there are: 1 understands INFO at any time.
const protocolMax = 1

// onConnect decides about a CONNECT.
func (p *party) onConnect(text []byte) {
	var c connect
	if err := json.Unmarshal(text, &c); err != nil {
		p.log.Debug("Bad CONNECT", zap.Error(err))
		p.end("", kernel.ProtocolViolation)
		return
	}
	if !p.settle(&c) || !p.login(&c) {
		return
	}
	p.connected = true
	p.timing.connected(p)
	if p.options.Verbose {
		p.reply([]byte(wire.OK))
	}
	if p.log.Core().Enabled(zap.DebugLevel) {
		p.log.Debug("Client connected", zap.String("name", p.options.Name), zap.String("lang", p.options.Lang),
			zap.String("version", p.options.Version), zap.String("account", p.session.Account().Name()))
	}
}

// settle takes over the options, and reports whether they can be.
func (p *party) settle(c *connect) bool {
	o := p.options
	take(&o.Verbose, c.Verbose)
	take(&o.Pedantic, c.Pedantic)
	take(&o.Protocol, c.Protocol)
	take(&o.Headers, c.Headers)
	take(&o.Name, c.Name)
	take(&o.Lang, c.Lang)
	take(&o.Version, c.Version)
	if o.Protocol < 0 || o.Protocol > protocolMax {
		p.end("invalid client protocol", kernel.BadProtocolVersion)
		return false
	}
	o.Headers = o.Headers && !p.protocol.config.NoHeaders
	noResponders := p.session.NoResponders
	take(&noResponders, c.NoResponders)
	if noResponders && !o.Headers {
		p.end("no responders requires headers support", kernel.NoRespondersNeedHeaders)
		return false
	}
	if p.connected {
		p.session.UnsubscribeAll() // a second CONNECT begins anew (§4)
	}
	p.options = o
	p.session.NoResponders = noResponders
	take(&p.session.Echo, c.Echo)
	p.session.SetFramer(p.protocol.framerFor(p, o.Headers))
	return true
}

func take[T any](into *T, said *T) {
	if said != nil {
		*into = *said
	}
}

func text(said *string) string {
	if said == nil {
		return ""
	}
	return *said
}

// login finds out who the party is and what it may do.
func (p *party) login(c *connect) bool {
	if c.Account != nil && *c.Account != "" || c.NewAccount != nil && *c.NewAccount != "" {
		p.refuse(nil)
		return false
	}
	p.present(c, "") // before the verdict: who failed to log in is shown too
	ctx, cancel := context.WithTimeout(context.Background(), authTimeout)
	defer cancel()
	id, err := p.protocol.auth.Authenticate(ctx, &kernel.Credentials{
		User: text(c.User), Password: text(c.Pass), Token: text(c.Token),
		NKey: text(c.NKey), Signature: text(c.Signature), JWT: text(c.JWT),
		Remote: p.link.Remote(), Kind: kernel.KindClient,
	})
	if err == nil {
		if id.Limits.Subscriptions == 0 {
			id.Limits.Subscriptions = p.protocol.config.MaxSubscriptions
		}
		err = p.session.Bind(id, p.protocol.permissions.Permissions(id))
	}
	if err != nil {
		p.refuse(err)
		return false
	}
	p.present(c, id.User)
	return true
}

// authTimeout is how long a party may take to log in, and the authenticator to
// decide.
const authTimeout = 2 * time.Second

// refuse ends a party that is not let in. It is told the same for every cause.
func (p *party) refuse(err error) {
	p.log.Warn("Authentication failed", zap.Error(err))
	p.end("Authorization Violation", kernel.AuthenticationFailure)
}
