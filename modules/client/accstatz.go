package client

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// Accstatz answers /accstatz: the traffic of each account.
type Accstatz struct{ protocol *Protocol }

// NewAccstatz returns the endpoint of a protocol.
func NewAccstatz(p *Protocol) *Accstatz { return &Accstatz{p} }

// Path is "/accstatz".
func (*Accstatz) Path() string { return "/accstatz" }

// AccountStats is the answer of /accstatz.
type AccountStats struct {
	ServerID string        `json:"server_id"`
	Now      time.Time     `json:"now"`
	Accounts []AccountStat `json:"account_statz"`
}

// An AccountStat is the traffic with the parties of an account, past ones
// included.
type AccountStat struct {
	Account       string `json:"acc"`
	Name          string `json:"name"`
	Connections   int    `json:"conns"`
	Leafnodes     int    `json:"leafnodes"`
	Total         int    `json:"total_conns"`
	Subscriptions int    `json:"num_subscriptions"`
	Sent          Moved  `json:"sent"`
	Received      Moved  `json:"received"`
	SlowConsumers int64  `json:"slow_consumers"`
}

// Moved counts messages in one direction, and how many of them went over links
// to other servers.
type Moved struct {
	Amount
	Gateways Amount `json:"gateways"`
	Routes   Amount `json:"routes"`
	Leafs    Amount `json:"leafs"`
}

// Amount is so many messages of so many bytes.
type Amount struct {
	Messages uint64 `json:"msgs"`
	Bytes    uint64 `json:"bytes"`
}

// add counts a connection's traffic.
func (s *AccountStat) add(f *figures) {
	s.Sent.Messages += f.outMsgs
	s.Sent.Bytes += f.outBytes
	s.Received.Messages += uint64(f.inMsgs)
	s.Received.Bytes += uint64(f.inBytes)
}

// Answer sums up, for accounts with a connection or, if unused ones are asked
// for, for all.
func (z *Accstatz) Answer(q *status.Query) (any, error) {
	unused := q.Bool("unused")
	if err := q.Err(); err != nil {
		return nil, err
	}
	stats := z.protocol.closed.traffic()
	z.protocol.mu.Lock()
	parties := slices.Collect(maps.Keys(z.protocol.parties))
	z.protocol.mu.Unlock()
	for _, p := range parties {
		f, account := p.figures(), p.face().account
		s := stats[account]
		s.Connections++
		s.add(&f)
		stats[account] = s
	}
	answer := &AccountStats{
		ServerID: z.protocol.build.ServerID, Now: status.Time(time.Now()), Accounts: []AccountStat{},
	}
	for _, a := range z.protocol.kernel.Accounts() {
		s := stats[a.Name()]
		s.Account, s.Name, s.Total, s.Subscriptions = a.Name(), a.Name(), s.Connections, a.Router().Count()
		if unused || s.Total > 0 {
			answer.Accounts = append(answer.Accounts, s)
		}
	}
	slices.SortFunc(answer.Accounts, func(a, b AccountStat) int { return cmp.Compare(a.Account, b.Account) })
	return answer, nil
}

// traffic returns what closed connections have left behind, by account.
func (a *archive) traffic() map[string]AccountStat {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.accounts == nil {
		return map[string]AccountStat{}
	}
	return maps.Clone(a.accounts)
}

// count adds a closed connection to its account. The lock is held.
func (a *archive) count(r *record) {
	if a.accounts == nil {
		a.accounts = map[string]AccountStat{}
	}
	s := a.accounts[r.card.account]
	s.add(&r.figures)
	if r.reason == kernel.SlowConsumerPending || r.reason == kernel.SlowConsumerDeadline {
		s.SlowConsumers++
	}
	a.accounts[r.card.account] = s
}

var _ status.Endpoint = (*Accstatz)(nil)
