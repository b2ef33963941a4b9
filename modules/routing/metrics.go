package routing

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// Metrics counts subscriptions.
type Metrics struct {
	routers *Routers
	kernel  *kernel.Kernel
}

// NewMetrics returns the metrics of all routers.
func NewMetrics(r *Routers, k *kernel.Kernel) *Metrics { return &Metrics{r, k} }

// families are made when they are first asked for: without monitoring they cost
// nothing.
var families = sync.OnceValue(func() (f struct{ held, changes, hits, misses, entries *prometheus.Desc }) {
	family := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("gnatsd_"+name, help, labels, nil)
	}
	f.held = family("subscriptions", "Subscriptions of all accounts, by the kind of who has made them.", "kind")
	f.changes = family("subscription_changes_total", "Subscriptions that were made and ended.", "op")
	f.hits = family("match_cache_hits_total", "Messages whose subject the publisher's memory knew.")
	f.misses = family("match_cache_misses_total", "Messages whose subject was looked up.")
	f.entries = family("match_cache_entries", "Subjects that publishers remember.")
	return f
})

// Describe sends what Collect sends.
func (*Metrics) Describe(to chan<- *prometheus.Desc) {
	f := families()
	for _, d := range []*prometheus.Desc{f.held, f.changes, f.hits, f.misses, f.entries} {
		to <- d
	}
}

// Collect sums up the routers.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	var sum status.Stored
	for _, r := range m.routers.all() {
		sum.Add(r.stored())
	}
	f := families()
	put := func(d *prometheus.Desc, kind prometheus.ValueType, v uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, kind, float64(v), labels...)
	}
	const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue
	put(f.changes, counter, sum.Inserts, "insert")
	put(f.changes, counter, sum.Removes, "remove")
	held := map[kernel.Kind]uint64{kernel.KindClient: 0, kernel.KindRoute: 0}
	for _, s := range m.kernel.Sessions() {
		held[s.Kind] += uint64(s.Subscriptions())
	}
	for kind, n := range held {
		put(f.held, gauge, n, kind.String())
	}
	var all kernel.Lookups
	for _, l := range m.kernel.Lookups() {
		all.Messages += l.Messages
		all.Matched += l.Matched
		all.Entries += l.Entries
	}
	put(f.hits, counter, all.Messages-min(all.Matched, all.Messages))
	put(f.misses, counter, all.Matched)
	put(f.entries, gauge, uint64(all.Entries))
}

var _ prometheus.Collector = (*Metrics)(nil)
