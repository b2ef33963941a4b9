package client

import (
	"cmp"
	"container/heap"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// A choice is which connections are asked for, in which order and how they are
// to be shown.
type choice struct {
	auth, list, detail bool
	at                 status.Page
	id                 uint64
	open, closed       bool

	user, account, name, filter string
	search                      string // in lower case

	order order
}

// An order gives each connection a rank; higher ranks come first, then texts
// from A to Z, then lower ids. It is nil for the order of ids.
type order func(r *record, now time.Time) (rank int64, text string)

var orders = map[string]order{
	"":           nil,
	"cid":        nil,
	"start":      nil, // ids are given in order of start
	"subs":       ranked(func(r *record, _ time.Time) int64 { return int64(r.subscriptions) }),
	"pending":    ranked(func(r *record, _ time.Time) int64 { return int64(r.pending) }),
	"msgs_to":    ranked(func(r *record, _ time.Time) int64 { return int64(r.outMsgs) }),
	"msgs_from":  ranked(func(r *record, _ time.Time) int64 { return r.inMsgs }),
	"bytes_to":   ranked(func(r *record, _ time.Time) int64 { return int64(r.outBytes) }),
	"bytes_from": ranked(func(r *record, _ time.Time) int64 { return r.inBytes }),
	"last":       ranked(func(r *record, _ time.Time) int64 { return r.last.UnixNano() }),
	"idle":       ranked(func(r *record, now time.Time) int64 { return int64(r.idle(now)) }),
	"uptime":     ranked(func(r *record, now time.Time) int64 { return -int64(r.uptime(now)) }),
	"rtt":        ranked(func(r *record, _ time.Time) int64 { return int64(r.rtt) }),
	"stop":       ranked(func(r *record, _ time.Time) int64 { return r.stopped.UnixNano() }),
	"reason":     func(r *record, _ time.Time) (int64, string) { return 0, string(r.reason) },
}

func ranked(rank func(*record, time.Time) int64) order {
	return func(r *record, now time.Time) (int64, string) { return rank(r, now), "" }
}

// newChoice reads the parameters, in the documented order.
func newChoice(q *status.Query) *choice {
	c := &choice{auth: q.Bool("auth")}
	c.list, c.detail = q.Detail("subs")
	c.at = q.Page()
	c.id = q.Uint("cid")
	c.readState(q)
	c.readSort(q)
	c.user, c.account, c.name = q.Text("user"), q.Text("acc"), q.Text("name")
	c.filter, c.search = q.Text("filter_subject"), strings.ToLower(q.Text("search"))
	kind := q.Text("kind")
	if (kind != "" && !strings.EqualFold(kind, "client")) || q.Text("mqtt_client") != "" {
		c.open, c.closed = false, false // there is no other kind here
	}
	return c
}

func (asked *choice) readState(q *status.Query) {
	switch state := q.Text("state"); strings.ToLower(state) {
	case "", "open":
		asked.open = true
	case "closed":
		asked.closed = true
	case "any", "all":
		asked.open, asked.closed = true, true
	default:
		q.Refuse("Error decoding state for %s", state)
	}
}

func (asked *choice) readSort(q *status.Query) {
	word := q.Text("sort")
	found, known := orders[word]
	switch {
	case !known:
		q.Refuse("invalid sorting option: %s", word)
	case asked.open && (word == "stop" || word == "reason"):
		q.Refuse("sort by %s only valid on closed connections", word)
	}
	asked.order = found
}

// A candidate is an open connection, or a closed one.
type candidate struct {
	party  *party
	record *record
	id     uint64
	rank   int64
	text   string
}

// choose returns the connections asked for, in no order.
func (asked *choice) choose(p *Protocol, now time.Time) []candidate {
	var all []candidate
	if asked.open {
		p.mu.Lock()
		all = make([]candidate, 0, len(p.parties))
		for party := range p.parties {
			all = append(all, candidate{party: party, id: party.link.ID})
		}
		p.mu.Unlock()
	}
	if asked.closed {
		for _, r := range p.closed.all() {
			all = append(all, candidate{record: r, id: r.id})
		}
	}
	if asked.filtered() {
		all = slices.DeleteFunc(all, func(one candidate) bool { return !asked.wants(one) })
	}
	if asked.order == nil {
		return all
	}
	var open record // memory for each in turn
	for i := range all {
		r := all[i].record
		if r == nil {
			open = record{started: all[i].party.link.Started, figures: all[i].party.figures()}
			r = &open
		}
		all[i].rank, all[i].text = asked.order(r, now)
	}
	return all
}

// filtered tells whether wants could say no.
func (asked *choice) filtered() bool {
	return asked.id != 0 || asked.user != "" || asked.account != "" || asked.name != "" || asked.filter != "" ||
		asked.search != ""
}

func (asked *choice) wants(one candidate) bool {
	if asked.id != 0 && one.id != asked.id {
		return false
	}
	card := one.card()
	return (asked.user == "" || card.user == asked.user) &&
		(asked.account == "" || card.account == asked.account) &&
		(asked.name == "" || card.name == asked.name) &&
		(asked.search == "" || one.says(asked.search)) &&
		(asked.filter == "" || one.hears(asked.filter))
}

func (c candidate) card() *card {
	if c.party != nil {
		return c.party.face()
	}
	return c.record.card
}

// says tells whether a text, in lower case, is part of what is shown of a
// connection.
func (c candidate) says(text string) bool {
	var remote netip.AddrPort
	var reason kernel.Reason
	if c.party != nil {
		remote = c.party.link.Remote()
	} else {
		remote, reason = c.record.remote, c.record.reason
	}
	card := c.card()
	for _, shown := range []string{card.name, card.user, card.account, card.lang, remote.String(), string(reason)} {
		if strings.Contains(strings.ToLower(shown), text) {
			return true
		}
	}
	return strconv.FormatUint(c.id, 10) == text
}

// page orders no more than is shown: the first of all go through a heap that
// holds as many as there are up to the end of the page.
func (asked *choice) page(all []candidate) []candidate {
	begin, end := asked.at.Begin(len(all)), asked.at.End(len(all))
	if end == 0 {
		return nil
	}
	first := behind(slices.Clone(all[:end]))
	heap.Init(&first)
	for _, one := range all[end:] {
		if before(one, first[0]) < 0 {
			first[0] = one
			heap.Fix(&first, 0)
		}
	}
	slices.SortFunc(first, before)
	return first[begin:]
}

func before(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.text, b.text), cmp.Compare(a.id, b.id))
}

// behind is a heap with the last candidate on top. It only ever shrinks and
// grows by what page does, so it needs no Push and Pop.
type behind []candidate

func (h behind) Len() int           { return len(h) }
func (h behind) Less(i, j int) bool { return before(h[i], h[j]) > 0 }
func (h behind) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push and Pop belong to heap.Interface; neither Init nor Fix calls them.
func (h *behind) Push(x any) { *h = append(*h, x.(candidate)) }

// Pop takes the last element off.
func (h *behind) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
