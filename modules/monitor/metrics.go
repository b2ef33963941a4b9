package monitor

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"regexp"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"gnatsd/kernel"
)

var metricName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// metrics makes the page /metrics of what all modules count.
func (m *Monitor) metrics() (http.Handler, error) {
	registry := prometheus.NewRegistry()
	all := []prometheus.Collector{
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		&native{monitor: m},
	}
	if m.config.Metrics.Compat {
		all = append(all, newCompat(m))
	}
	for _, c := range m.with.Collectors {
		collector, ok := c.(prometheus.Collector)
		if !ok {
			return nil, fmt.Errorf("metrics: %T is no prometheus.Collector", c)
		}
		all = append(all, collector)
	}
	for _, c := range all {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("metrics of %T: %w", c, err)
		}
	}
	handler := promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
	return handler, nil
}

// native collects what the monitor knows itself, under names that follow the
// conventions of Prometheus.
type native struct{ monitor *Monitor }

func family(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("gnatsd_"+name, help, labels, nil)
}

var (
	buildInfo   = family("build_info", "Build of the running binary.", "version", "revision", "goversion")
	serverInfo  = family("server_info", "Identity of the server.", "server_id", "server_name")
	startTime   = family("start_time_seconds", "Unix time of the start.")
	ready       = family("ready", "1 if all doors let strangers in.")
	connections = family("connections", "Open connections.", "kind")
	opened      = family("connections_opened_total", "Connections accepted or dialled and let in.", "kind")
	received    = family("messages_received_total", "Messages received.", "kind")
	sent        = family("messages_sent_total", "Messages sent.", "kind")
	receivedB   = family("bytes_received_total", "Bytes of headers and payloads received.", "kind")
	sentB       = family("bytes_sent_total", "Bytes of headers and payloads sent.", "kind")
	cutOff      = family("slow_consumer_cuts_total", "Connections of all kinds closed because they did not keep up.")
	stalls      = family("producer_stalls_total", "How often a publisher was held back for a destination.")
	accounts    = family("account_connections", "Open connections by account.", "account")
	accountSubs = family("account_subscriptions", "Subscriptions by account.", "account")
	requests    = family("http_requests_total", "Requests to the monitoring port.", "path")
	expiry      = family("tls_certificate_not_after_seconds", "Unix time at which the certificate expires.", "listener")
)

// Describe sends what Collect may send.
func (n *native) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		buildInfo, serverInfo, startTime, ready, connections, opened, received, sent, receivedB, sentB, cutOff,
		stalls, accounts, accountSubs, requests, expiry,
	} {
		to <- d
	}
}

// accountsMax bounds the series of accounts; the rest is summed up.
const accountsMax = 1000

// Collect reads counters that are kept anyway.
func (n *native) Collect(to chan<- prometheus.Metric) {
	m := n.monitor
	put := func(d *prometheus.Desc, kind prometheus.ValueType, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, kind, v, labels...)
	}
	const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue
	b := &m.with.Build
	put(buildInfo, gauge, 1, b.Version, b.Commit, runtime.Version())
	put(serverInfo, gauge, 1, b.ServerID, b.ServerName)
	put(startTime, gauge, float64(m.started.UnixMilli())/1e3)
	put(ready, gauge, truth(m.unready() == ""))
	k := m.with.Kernel
	for _, kind := range []kernel.Kind{kernel.KindClient, kernel.KindRoute} {
		t := k.Totals(kind)
		put(connections, gauge, float64(k.Open(kind)), kind.String())
		put(opened, counter, float64(t.Sessions), kind.String())
		put(received, counter, float64(t.InMessages), kind.String())
		put(sent, counter, float64(t.OutMessages), kind.String())
		put(receivedB, counter, float64(t.InBytes), kind.String())
		put(sentB, counter, float64(t.OutBytes), kind.String())
	}
	put(cutOff, counter, float64(k.SlowConsumers.Load()))
	put(stalls, counter, float64(k.Held.Load()))
	n.collectAccounts(put)
	m.mu.Lock()
	for path, count := range m.requests {
		put(requests, counter, float64(count), path)
	}
	m.mu.Unlock()
	if not := certificateEnd(m.with.TLS); !not.IsZero() {
		put(expiry, gauge, float64(not.Unix()), "monitor")
	}
}

func (n *native) collectAccounts(put func(*prometheus.Desc, prometheus.ValueType, float64, ...string)) {
	var restSessions, restSubs, rest float64
	for i, a := range n.monitor.with.Kernel.Accounts() {
		sessions, subs := float64(a.Sessions()), float64(a.Router().Count())
		if i >= accountsMax {
			restSessions, restSubs, rest = restSessions+sessions, restSubs+subs, rest+1
			continue
		}
		put(accounts, prometheus.GaugeValue, sessions, a.Name())
		put(accountSubs, prometheus.GaugeValue, subs, a.Name())
	}
	if rest > 0 {
		put(accounts, prometheus.GaugeValue, restSessions, "_other")
		put(accountSubs, prometheus.GaugeValue, restSubs, "_other")
	}
}

// certificateEnd returns when the certificate expires, the zero time if there is
// none.
func certificateEnd(now func() *tls.Config) time.Time {
	if now == nil {
		return time.Time{}
	}
	c := now()
	if len(c.Certificates) == 0 || c.Certificates[0].Leaf == nil {
		return time.Time{}
	}
	return c.Certificates[0].Leaf.NotAfter
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

var _ prometheus.Collector = (*native)(nil)
