package transport

import (
	"crypto/tls"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics tell of handshakes, when certificates expire, and of what went wrong.
type Metrics struct {
	security *Security
	tcp      *TCP
}

// NewMetrics returns the metrics of streams and what secures them.
func NewMetrics(s *Security, t *TCP) *Metrics { return &Metrics{s, t} }

var (
	handshakesTotal = prometheus.NewDesc("gnatsd_tls_handshakes_total", "TLS handshakes that came to an end.",
		[]string{"kind", "version", "result"}, nil)
	panicsTotal = prometheus.NewDesc("gnatsd_connection_panics_total",
		"Connections ended by what went wrong inside of the server.", nil, nil)
	certificateEnd = prometheus.NewDesc("gnatsd_tls_certificate_not_after_seconds",
		"Unix time at which the certificate expires.", []string{"listener"}, nil)
)

// Describe sends nothing: monitoring has a certificate of its own to tell of,
// under the same name.
func (*Metrics) Describe(chan<- *prometheus.Desc) {}

// Collect reads what is kept anyway.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	to <- prometheus.MustNewConstMetric(panicsTotal, prometheus.CounterValue, float64(m.tcp.Panics()))
	for _, k := range m.security.current.Load().keepers {
		to <- prometheus.MustNewConstMetric(certificateEnd, prometheus.GaugeValue,
			float64(k.current.Load().expires.Unix()), k.name)
	}
	m.security.handshakes.each(func(h handshake, count uint64) {
		to <- prometheus.MustNewConstMetric(handshakesTotal, prometheus.CounterValue, float64(count),
			h.door, h.version, h.result)
	})
}

// A handshake is one sort of those that are counted. There are few: doors times
// versions times results.
type handshake struct{ door, version, result string }

// handshakes count how they end. They outlive a reload.
type handshakes struct {
	mu     sync.Mutex // guards counts
	counts map[handshake]uint64
}

func (h *handshakes) note(door string, state *tls.ConnectionState, err error) {
	one := handshake{door: door, result: "ok"}
	if state.Version != 0 {
		one.version = strings.TrimPrefix(tls.VersionName(state.Version), "TLS ")
	}
	if err != nil {
		one.result = "failed"
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.counts == nil {
		h.counts = map[handshake]uint64{}
	}
	h.counts[one]++
}

func (h *handshakes) each(f func(handshake, uint64)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for one, count := range h.counts {
		f(one, count)
	}
}

var _ prometheus.Collector = (*Metrics)(nil)
