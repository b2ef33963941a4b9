package client

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// Metrics counts how clients get in, and what they are refused.
type Metrics struct{ protocol *Protocol }

// NewMetrics returns the metrics of a protocol.
func NewMetrics(p *Protocol) *Metrics { return &Metrics{p} }

type families struct {
	connectionsMax, rejected, authFailures, authDuration, errors, rtt *prometheus.Desc
}

// described makes the families when they are first asked for: without monitoring
// they cost nothing.
var described = sync.OnceValue(func() *families {
	family := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("gnatsd_"+name, help, labels, nil)
	}
	return &families{
		connectionsMax: family("connections_max", "Clients at the same time that are allowed, -1 for no limit."),
		rejected:       family("connections_rejected_total", "Connections refused when they came.", "reason"),
		authFailures:   family("auth_failures_total", "Failed logins.", "reason"),
		authDuration:   family("auth_duration_seconds", "Time to decide about a login.", "method"),
		errors:         family("protocol_errors_total", "Operations of clients that were refused.", "kind", "error"),
		rtt:            family("client_rtt_seconds", "Time from a PING of the server to its PONG.", "kind"),
	}
})

// Describe sends what Collect sends.
func (*Metrics) Describe(to chan<- *prometheus.Desc) {
	f := described()
	for _, d := range []*prometheus.Desc{
		f.connectionsMax, f.rejected, f.authFailures, f.authDuration, f.errors, f.rtt,
	} {
		to <- d
	}
}

// Collect reads counters that are kept anyway.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	f, p := described(), m.protocol
	closed, t := p.closed.counts(), p.tallies
	counter := func(d *prometheus.Desc, n uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	const kind = "client"
	counter(f.authFailures, closed[kernel.AuthenticationFailure], "bad_credentials")
	counter(f.authFailures, closed[kernel.AuthenticationTimeout], "timeout")
	counter(f.errors, closed[kernel.ProtocolViolation]+closed[kernel.ParseError], kind, "parser")
	counter(f.errors, closed[kernel.MaxControlLineExceeded], kind, "control_line")
	counter(f.errors, closed[kernel.MaxPayloadExceeded], kind, "payload")
	counter(f.errors, t.publishDenied.Load(), kind, "permission_publish")
	counter(f.errors, t.subscribeDenied.Load(), kind, "permission_subscribe")
	counter(f.errors, t.subscriptionsFull.Load(), kind, "max_subscriptions")
	for l := ofServer; l < limitCount; l++ {
		reason := limitNames[l]
		if l == ofHandshakes {
			reason = "tls"
		}
		counter(f.rejected, p.crowd.refused[l].Load(), reason)
	}
	histogram := func(d *prometheus.Desc, h *status.Histogram, labels ...string) {
		count, sum, buckets := h.Counts()
		to <- prometheus.MustNewConstHistogram(d, count, sum, buckets, labels...)
	}
	for method, h := range t.logins {
		histogram(f.authDuration, h, method)
	}
	histogram(f.rtt, t.rtt, kind)
	to <- prometheus.MustNewConstMetric(f.connectionsMax, prometheus.GaugeValue, float64(p.config().MaxConnections))
}

var _ prometheus.Collector = (*Metrics)(nil)
