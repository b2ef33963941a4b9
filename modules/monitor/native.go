package monitor

import (
	"crypto/tls"
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue

// native collects what the monitor and the kernel know, under names that follow
// the conventions of Prometheus.
type native struct {
	monitor *Monitor
	families
}

// families are the descriptions of metrics by name without "gnatsd_".
type families map[string]*prometheus.Desc

func (f families) add(name, help string, labels ...string) {
	f[name] = prometheus.NewDesc("gnatsd_"+name, help, labels, nil)
}

// Describe sends what Collect may send.
func (f families) Describe(to chan<- *prometheus.Desc) {
	for _, d := range f {
		to <- d
	}
}

// A series takes values of families, with their labels.
type series func(name string, kind prometheus.ValueType, v float64, labels ...string)

func (f families) series(to chan<- prometheus.Metric) series {
	return func(name string, kind prometheus.ValueType, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(f[name], kind, v, labels...)
	}
}

func newNative(m *Monitor) *native {
	f := families{}
	f.add("build_info", "Build of the running binary.", "version", "revision", "goversion")
	f.add("server_info", "Identity of the server.", "server_id", "server_name", "cluster")
	f.add("start_time_seconds", "Unix time of the start.")
	f.add("ready", "1 if all doors let strangers in.")
	f.add("lame_duck", "1 if the server sends its clients away.")
	f.add("config_last_reload_timestamp_seconds", "Unix time of the last attempt to reload, 0 for none.")
	f.add("config_last_reload_successful", "1 if the last attempt to reload worked, or if there was none.")
	f.add("config_reloads_total", "Attempts to reload.", "result")
	f.add("routes", "Open route connections.")
	f.add("connections", "Open connections.", "kind", "type")
	f.add("connections_opened_total", "Connections accepted or dialled and let in.", "kind", "type")
	f.add("connections_closed_total", "Connections closed, of those let in.", "kind", "reason")
	f.add("slow_consumers_total", "Connections closed because they did not keep up.", "kind", "cause")
	f.add("stale_connections_total", "Connections closed because PINGs stayed unanswered.", "kind")
	f.add("messages_received_total", "Messages received.", "kind")
	f.add("messages_sent_total", "Messages sent.", "kind")
	f.add("bytes_received_total", "Bytes of headers and payloads received.", "kind")
	f.add("bytes_sent_total", "Bytes of headers and payloads sent.", "kind")
	f.add("pending_bytes", "Bytes queued.", "kind")
	f.add("pending_bytes_max", "The longest queue, in bytes.", "kind")
	f.add("producer_stalls_total", "How often a publisher was held back for a destination.")
	f.add("producer_stall_seconds_total", "For how long publishers were held back, in all.")
	f.add("no_responders_total", "Requests that nobody got and whose sender was told.")
	f.add("tls_certificate_not_after_seconds", "Unix time at which the certificate expires.", "listener")
	return &native{m, f}
}

// Collect reads counters that are kept anyway, and the queue of each link.
func (n *native) Collect(to chan<- prometheus.Metric) {
	m, put := n.monitor, n.series(to)
	b := &m.with.Build
	put("build_info", gauge, 1, b.Version, b.Commit, runtime.Version())
	put("server_info", gauge, 1, b.ServerID, b.ServerName, m.clusterName())
	put("start_time_seconds", gauge, float64(m.started.UnixMilli())/1e3)
	ready := m.unready() == ""
	put("ready", gauge, truth(ready))
	put("lame_duck", gauge, truth(!ready && m.doors.Load() != nil))
	collectReloads(m.reloads(), put)
	for _, kind := range []kernel.Kind{kernel.KindClient, kernel.KindRoute} {
		collectKind(m.with.Kernel, kind, put)
	}
	put("routes", gauge, float64(m.with.Kernel.Open(kernel.KindRoute)))
	collectPending(m.with.Kernel, put)
	put("producer_stalls_total", counter, float64(m.with.Kernel.Held.Load()))
	put("producer_stall_seconds_total", counter, time.Duration(m.with.Kernel.HeldTime.Load()).Seconds())
	put("no_responders_total", counter, float64(m.with.Kernel.NoResponders.Load()))
	if not := certificateEnd(m.with.TLS); !not.IsZero() {
		put("tls_certificate_not_after_seconds", gauge, float64(not.Unix()), "monitor")
	}
}

func collectReloads(r config.Reloads, put series) {
	put("config_reloads_total", counter, float64(r.Succeeded), "ok")
	put("config_reloads_total", counter, float64(r.Failed), "error")
	put("config_last_reload_successful", gauge, truth(r.LastFine))
	last := 0.0
	if !r.Last.IsZero() {
		last = float64(r.Last.UnixMilli()) / 1e3
	}
	put("config_last_reload_timestamp_seconds", gauge, last)
}

// types say which protocol the parties of a kind speak.
var types = map[kernel.Kind]string{kernel.KindClient: "nats"}

func collectKind(k *kernel.Kernel, kind kernel.Kind, put series) {
	name, t := kind.String(), k.Totals(kind)
	put("connections", gauge, float64(k.Open(kind)), name, types[kind])
	put("connections_opened_total", counter, float64(t.Sessions), name, types[kind])
	put("messages_received_total", counter, float64(t.InMessages), name)
	put("messages_sent_total", counter, float64(t.OutMessages), name)
	put("bytes_received_total", counter, float64(t.InBytes), name)
	put("bytes_sent_total", counter, float64(t.OutBytes), name)
	closed := k.Closed(kind)
	for _, r := range reasons {
		put("connections_closed_total", counter, float64(closed[r]), name, caseOf(r))
	}
	put("slow_consumers_total", counter, float64(closed[kernel.SlowConsumerPending]), name, "pending")
	put("slow_consumers_total", counter, float64(closed[kernel.SlowConsumerDeadline]), name, "deadline")
	put("stale_connections_total", counter, float64(closed[kernel.StaleConnection]), name)
}

// reasons are all for which a link can end, so that each is counted from the
// start.
var reasons = []kernel.Reason{
	kernel.ClientClosed, kernel.ReadError, kernel.WriteError, kernel.AuthenticationTimeout,
	kernel.AuthenticationFailure, kernel.SlowConsumerPending, kernel.SlowConsumerDeadline, kernel.ParseError,
	kernel.ProtocolViolation, kernel.StaleConnection, kernel.BadProtocolVersion, kernel.NoRespondersNeedHeaders,
	kernel.MaxConnectionsExceeded, kernel.MaxPayloadExceeded, kernel.MaxControlLineExceeded,
	kernel.MaxSubscriptionsExceeded, kernel.ServerShutdown, kernel.DuplicateRoute, kernel.DuplicateServerName,
	kernel.ClusterNameConflict, kernel.TLSHandshakeFailure, kernel.InternalError,
}

// caseOf writes a reason as the value of a label: slow_consumer_pending_bytes.
func caseOf(r kernel.Reason) string {
	return strings.NewReplacer(" ", "_", "(", "", ")", "").Replace(strings.ToLower(string(r)))
}

// collectPending looks at each link, whose lock it takes for a moment.
func collectPending(k *kernel.Kernel, put series) {
	type queues struct{ sum, most int }
	all := map[kernel.Kind]queues{kernel.KindClient: {}, kernel.KindRoute: {}}
	for _, s := range k.Sessions() {
		if s.Link() == nil {
			continue
		}
		queued, _, _ := s.Link().Pending()
		q := all[s.Kind]
		all[s.Kind] = queues{q.sum + queued, max(q.most, queued)}
	}
	for kind, q := range all {
		put("pending_bytes", gauge, float64(q.sum), kind.String())
		put("pending_bytes_max", gauge, float64(q.most), kind.String())
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
