package client

import (
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel"
)

// Metrics counts how connections of clients end.
type Metrics struct{ protocol *Protocol }

// NewMetrics returns the metrics of a protocol.
func NewMetrics(p *Protocol) *Metrics { return &Metrics{p} }

func family(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("gnatsd_"+name, help, labels, nil)
}

var (
	connectionsMax = family("connections_max", "Clients at the same time that are allowed, -1 for no limit.")
	closedTotal    = family("connections_closed_total", "Closed connections.", "kind", "reason")
	rejectedTotal  = family("connections_rejected_total", "Connections refused when they came.", "reason")
	authFailures   = family("auth_failures_total", "Failed logins.", "reason")
	slowTotal      = family("slow_consumers_total", "Clients closed because they did not keep up.", "kind", "cause")
	staleTotal     = family("stale_connections_total", "Connections closed because PINGs stayed unanswered.", "kind")
	pendingSum     = family("pending_bytes", "Bytes queued for clients.", "kind")
	pendingMax     = family("pending_bytes_max", "The longest queue of a client, in bytes.", "kind")
)

// reasons are all for which a client's connection can end, so that each is
// counted from the start.
var reasons = []kernel.Reason{
	kernel.ClientClosed, kernel.ReadError, kernel.WriteError, kernel.AuthenticationTimeout,
	kernel.AuthenticationFailure, kernel.SlowConsumerPending, kernel.SlowConsumerDeadline, kernel.ParseError,
	kernel.ProtocolViolation, kernel.StaleConnection, kernel.BadProtocolVersion, kernel.NoRespondersNeedHeaders,
	kernel.MaxConnectionsExceeded, kernel.MaxPayloadExceeded, kernel.MaxControlLineExceeded,
	kernel.MaxSubscriptionsExceeded, kernel.ServerShutdown, kernel.InternalError,
}

// caseOf writes a reason as the value of a label: slow_consumer_pending_bytes.
func caseOf(r kernel.Reason) string {
	return strings.NewReplacer(" ", "_", "(", "", ")", "").Replace(strings.ToLower(string(r)))
}

// Describe sends what Collect sends.
func (*Metrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		connectionsMax, closedTotal, rejectedTotal, authFailures, slowTotal, staleTotal, pendingSum, pendingMax,
	} {
		to <- d
	}
}

// Collect reads counters that are kept anyway, and the queue of each client.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	p := m.protocol
	closed := p.closed.counts()
	counter := func(d *prometheus.Desc, r kernel.Reason, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(closed[r]), labels...)
	}
	const kind = "client"
	for _, r := range reasons {
		counter(closedTotal, r, kind, caseOf(r))
	}
	for l := ofServer; l < limitCount; l++ {
		to <- prometheus.MustNewConstMetric(rejectedTotal, prometheus.CounterValue,
			float64(p.crowd.refused[l].Load()), limitNames[l])
	}
	counter(authFailures, kernel.AuthenticationFailure, "bad_credentials")
	counter(authFailures, kernel.AuthenticationTimeout, "timeout")
	counter(slowTotal, kernel.SlowConsumerPending, kind, "pending")
	counter(slowTotal, kernel.SlowConsumerDeadline, kind, "deadline")
	counter(staleTotal, kernel.StaleConnection, kind)
	sum, most := p.pending()
	gauge := func(d *prometheus.Desc, v int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(v), labels...)
	}
	gauge(connectionsMax, p.config().MaxConnections)
	gauge(pendingSum, sum, kind)
	gauge(pendingMax, most, kind)
}

// pending returns the sum and the longest of the queues.
func (p *Protocol) pending() (sum, most int) {
	p.mu.Lock()
	links := make([]*kernel.Link, 0, len(p.parties))
	for c := range p.parties {
		links = append(links, c.link)
	}
	p.mu.Unlock()
	for _, l := range links {
		queued, _, _ := l.Pending()
		sum, most = sum+queued, max(most, queued)
	}
	return sum, most
}

var _ prometheus.Collector = (*Metrics)(nil)
