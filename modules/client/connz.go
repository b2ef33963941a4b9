package client

import (
	"cmp"
	"slices"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
	"gnatsd/kernel/subject"
)

// Connz answers /connz: the connections of clients, open and closed.
type Connz struct{ protocol *Protocol }

// NewConnz returns the endpoint of a protocol.
func NewConnz(p *Protocol) *Connz { return &Connz{p} }

// Path is "/connz".
func (*Connz) Path() string { return "/connz" }

// Connections is the answer of /connz.
type Connections struct {
	ServerID    string       `json:"server_id"`
	Now         time.Time    `json:"now"`
	Count       int          `json:"num_connections"`
	Total       int          `json:"total"`
	Offset      int          `json:"offset"`
	Limit       int          `json:"limit"`
	Connections []Connection `json:"connections"`
}

// A Connection is one of them.
type Connection struct {
	ID           uint64        `json:"cid"`
	Kind         string        `json:"kind"`
	Type         string        `json:"type"`
	IP           string        `json:"ip"`
	Port         uint16        `json:"port"`
	Start        time.Time     `json:"start"`
	LastActivity time.Time     `json:"last_activity"`
	Stop         *time.Time    `json:"stop,omitempty"`
	Reason       kernel.Reason `json:"reason,omitempty"`
	RTT          string        `json:"rtt"`
	Uptime       string        `json:"uptime"`
	Idle         string        `json:"idle"`
	Flow
	Subscriptions int    `json:"subscriptions"`
	Name          string `json:"name,omitempty"`
	Lang          string `json:"lang,omitempty"`
	Version       string `json:"version,omitempty"`
	*TLSFacts
	User    string                `json:"authorized_user,omitempty"`
	Account string                `json:"account,omitempty"`
	List    []string              `json:"subscriptions_list,omitempty"`
	Detail  []status.Subscription `json:"subscriptions_list_detail,omitempty"`
	NameTag string                `json:"name_tag,omitempty"`
}

// Flow is what has moved over a connection, and what waits to.
type Flow struct {
	Pending  int    `json:"pending_bytes"`
	InMsgs   int64  `json:"in_msgs"`
	OutMsgs  uint64 `json:"out_msgs"`
	InBytes  int64  `json:"in_bytes"`
	OutBytes uint64 `json:"out_bytes"`
	Stalls   uint64 `json:"stalls,omitempty"`
}

// Answer picks the connections that are asked for, orders no more than the page
// needs, and describes those on the page.
func (z *Connz) Answer(q *status.Query) (any, error) {
	asked := newChoice(q)
	if err := q.Err(); err != nil {
		return nil, err
	}
	now := time.Now()
	chosen := asked.choose(z.protocol, now)
	total := len(chosen)
	chosen = asked.page(chosen)
	answer := Connections{
		ServerID: z.protocol.build.ServerID, Now: status.Time(now), Count: len(chosen), Total: total,
		Offset: asked.at.Offset, Limit: asked.at.Limit, Connections: make([]Connection, 0, len(chosen)),
	}
	if asked.id != 0 {
		answer.Limit = 1
	}
	for _, c := range chosen {
		answer.Connections = append(answer.Connections, asked.describe(c, now))
	}
	return &answer, nil
}

// describe shows a connection.
func (asked *choice) describe(c candidate, now time.Time) Connection {
	r := c.record
	if c.party != nil {
		open := c.party.record()
		r = &open
	}
	shown := Connection{
		ID: r.id, Kind: "Client", Type: "nats", IP: r.remote.Addr().String(), Port: r.remote.Port(),
		Start: status.Time(r.started), LastActivity: status.Time(r.last), Reason: r.reason, RTT: status.RTT(r.rtt),
		Uptime: status.Uptime(r.uptime(now)), Idle: status.Uptime(r.idle(now)),
		Flow: Flow{
			Pending: r.pending, InMsgs: r.inMsgs, InBytes: r.inBytes, OutMsgs: r.outMsgs, OutBytes: r.outBytes,
			Stalls: r.stalls,
		},
		Subscriptions: r.subscriptions, Name: r.card.name, Lang: r.card.lang, Version: r.card.version,
		TLSFacts: r.tls,
	}
	if !r.stopped.IsZero() {
		stop := status.Time(r.stopped)
		shown.Stop = &stop
	}
	if asked.auth {
		shown.User, shown.NameTag = r.card.user, r.card.account
		if c.party != nil && r.tls != nil {
			shown.Certs = c.party.certificates()
		}
		if r.card.account != kernel.GlobalAccount {
			shown.Account = r.card.account
		}
	}
	asked.listSubscriptions(&shown, c)
	return shown
}

// listSubscriptions adds the subscriptions in order of subject, as records or as
// subjects alone.
func (asked *choice) listSubscriptions(shown *Connection, c candidate) {
	if !asked.list && !asked.detail {
		return
	}
	var all []status.Subscription
	if c.party == nil {
		all = slices.Clone(c.record.subs)
	} else {
		kernel.EachSubscription(c.party.session, func(sub *kernel.Subscription) bool {
			all = append(all, status.NewSubscription(sub, ""))
			return true
		})
	}
	slices.SortFunc(all, func(a, b status.Subscription) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.SID, b.SID))
	})
	if asked.detail {
		shown.Detail = all
		return
	}
	for _, sub := range all {
		shown.List = append(shown.List, sub.Subject)
	}
}

// hears tells whether a connection has a subscription that overlaps a subject.
func (c candidate) hears(filter string) bool {
	found := false
	if c.party == nil {
		for _, sub := range c.record.subs {
			found = found || subject.Overlaps(sub.Subject, filter)
		}
		return found
	}
	kernel.EachSubscription(c.party.session, func(sub *kernel.Subscription) bool {
		found = subject.Overlaps(sub.Subject(), filter)
		return !found
	})
	return found
}

var _ status.Endpoint = (*Connz)(nil)
