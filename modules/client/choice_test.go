package client

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"net/url"
	"slices"
	"testing"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// A page is what sorting everything would give, for every page.
func TestPageIsAPartOfTheWholeOrder(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		all := make([]candidate, random.IntN(60))
		for i := range all {
			all[i] = candidate{id: uint64(i + 1), rank: random.Int64N(4), text: string(rune('a' + random.IntN(2)))}
		}
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		c := &choice{at: status.Page{Offset: random.IntN(70), Limit: 1 + random.IntN(70)}}
		want := slices.Clone(all)
		slices.SortFunc(want, before)
		want = want[c.at.Begin(len(want)):c.at.End(len(want))]
		if got := c.page(all); !slices.Equal(got, want) {
			t.Fatalf("seed %d, page %+v of %d:\n got %v\nwant %v", seed, c.at, len(all), got, want)
		}
	}
}

// Ranks put the latest, largest and longest first, as the words promise.
func TestOrdersOfTime(t *testing.T) {
	t.Parallel()
	now := time.Now()
	young := &record{started: now.Add(-time.Second), figures: figures{last: now}}
	old := &record{started: now.Add(-time.Hour), figures: figures{last: now.Add(-time.Minute)}}
	for word, first := range map[string]*record{"last": young, "idle": old, "uptime": young} {
		a, _ := orders[word](young, now)
		b, _ := orders[word](old, now)
		if (a > b) != (first == young) {
			t.Errorf("%s: %d for the young one, %d for the old one", word, a, b)
		}
	}
}

func TestArchiveKeepsTheLast(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 1, 3} {
		a := archive{max: limit}
		for i := range 8 {
			a.add(record{id: uint64(i), card: &anonymous, reason: kernel.ClientClosed})
		}
		var ids []uint64
		for _, r := range a.all() {
			ids = append(ids, r.id)
		}
		want := []uint64{0, 1, 2, 3, 4, 5, 6, 7}[8-limit:]
		if !slices.Equal(ids, want) || a.counts()[kernel.ClientClosed] != 8 {
			t.Errorf("of %d: %v, counted %d", limit, ids, a.counts()[kernel.ClientClosed])
		}
	}
}

func FuzzConnzQuery(f *testing.F) {
	f.Add("sort=subs&limit=9223372036854775807&offset=1")
	f.Add("state=ANY&cid=18446744073709551615&subs=DETAIL&filter_subject=..>")
	p := &Protocol{parties: map[*party]struct{}{}, closed: archive{max: 10}}
	for i := range 5 {
		p.closed.add(record{
			id: uint64(i), card: &card{name: fmt.Sprint(i)}, remote: netip.MustParseAddrPort("127.0.0.1:1"),
			subs: []status.Subscription{{Subject: "a.b"}}, stopped: time.Now(),
		})
	}
	f.Fuzz(func(t *testing.T, text string) {
		values, _ := url.ParseQuery(text) // what can't be read is absent
		answer, err := NewConnz(p).Answer(status.NewQuery(values))
		if err != nil {
			return
		}
		c := answer.(*Connections)
		if c.Count != len(c.Connections) || c.Count > c.Total || c.Limit <= 0 || c.Offset < 0 {
			t.Errorf("%q: %+v", text, c)
		}
	})
}
