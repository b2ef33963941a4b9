package routing

import (
	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel/status"
)

// Metrics counts subscriptions.
type Metrics struct{ routers *Routers }

// NewMetrics returns the metrics of all routers.
func NewMetrics(r *Routers) *Metrics { return &Metrics{r} }

var (
	held = prometheus.NewDesc("gnatsd_subscriptions",
		"Subscriptions of all accounts.", nil, nil)
	changes = prometheus.NewDesc("gnatsd_subscription_changes_total",
		"Subscriptions that were made and ended.", []string{"op"}, nil)
)

// Describe sends what Collect sends.
func (*Metrics) Describe(to chan<- *prometheus.Desc) {
	to <- held
	to <- changes
}

// Collect sums up the routers.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	var sum status.Stored
	for _, r := range m.routers.all() {
		sum.Add(r.stored())
	}
	to <- prometheus.MustNewConstMetric(held, prometheus.GaugeValue, float64(sum.Subscriptions))
	to <- prometheus.MustNewConstMetric(changes, prometheus.CounterValue, float64(sum.Inserts), "insert")
	to <- prometheus.MustNewConstMetric(changes, prometheus.CounterValue, float64(sum.Removes), "remove")
}

var _ prometheus.Collector = (*Metrics)(nil)
