package cluster

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel"
)

// Metrics measures routes.
type Metrics struct{ cluster *Cluster }

// NewMetrics returns the metrics of a cluster.
func NewMetrics(c *Cluster) *Metrics { return &Metrics{c} }

func family(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("gnatsd_route_"+name, help, labels, nil)
}

var (
	routePeers   = family("peers", "Other servers of the cluster to which there is a route.")
	routeUp      = family("up", "1 for each server with a route, 0 for a configured one without.", "remote_name")
	routeDials   = family("dials_total", "Attempts to connect to another server.", "result")
	routePending = family("pending_bytes", "Bytes queued for another server.", "remote_name")
	routeRTT     = family("rtt_seconds", "Last round trip to another server.", "remote_name")
)

// Describe sends what Collect sends.
func (*Metrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{routePeers, routeUp, routeDials, routePending, routeRTT} {
		to <- d
	}
}

// measured is what is measured of another server.
type measured struct {
	link *kernel.Link // nil: there is no route
	rtt  time.Duration
}

// Collect asks the loop. A name that two servers have is measured once.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	c := m.cluster
	remotes := map[string]measured{}
	peers := 0
	c.inspect(func(m *mesh) {
		for _, missing := range m.search.missing() {
			if missing.Configured {
				remotes[missing.Address] = measured{}
			}
		}
		for _, p := range m.nodes {
			if r := c.routes[p.link]; r != nil {
				remotes[p.first.ServerName] = measured{r.link, p.rtt}
			}
		}
		peers = len(m.nodes)
	})
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(routePeers, float64(peers))
	for name, r := range remotes {
		if r.link == nil {
			gauge(routeUp, 0, name)
			continue
		}
		queued, _, _ := r.link.Pending()
		gauge(routeUp, 1, name)
		gauge(routePending, float64(queued), name)
		gauge(routeRTT, r.rtt.Seconds(), name)
	}
	dials := func(n int64, result string) {
		to <- prometheus.MustNewConstMetric(routeDials, prometheus.CounterValue, float64(n), result)
	}
	dials(c.dialed.Load(), "connected")
	dials(c.undialed.Load(), "failed")
}

var _ prometheus.Collector = (*Metrics)(nil)
