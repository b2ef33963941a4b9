package client

import (
	"encoding/json"

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
	NewAccount   any     `json:"new_account"`
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
	if !p.timing.halt(p) {
		return // too late
	}
	err := checkConnect(text)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		p.debug("Bad CONNECT", zap.Error(err))
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
	p.debug("Client connected", zap.String("event", "client_authenticated"), zap.String("name", p.options.Name),
		zap.String("lang", p.options.Lang), zap.String("version", p.options.Version),
		zap.String("account", p.session.Account().Name()), zap.String("user", p.face().user))
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
	o.Headers = o.Headers && !p.protocol.config().NoHeaders
	noResponders := p.session.NoResponders
	take(&noResponders, c.NoResponders)
	if noResponders && !o.Headers {
		p.end("no responders requires headers support", kernel.NoRespondersNeedHeaders)
		return false
	}
	if p.connected || p.guest {
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
