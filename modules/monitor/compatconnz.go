package monitor

import (
	"net/url"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// connectionFigures are what the exporter sums up over the connections.
var connectionFigures = []string{"pending_bytes", "subscriptions", "in_msgs", "out_msgs", "in_bytes", "out_bytes"}

// connections serves the names of the exporter for /connz: what it sums up over a
// page of connections is summed up over all of them here, from the kernel's
// counters.
func (c *compat) connections(to chan<- prometheus.Metric) {
	var open int
	sums := make([]float64, len(connectionFigures))
	for _, s := range c.monitor.with.Kernel.Sessions() {
		if s.Kind != kernel.KindClient {
			continue
		}
		open++
		messages, bytes := s.Received()
		out := s.Link().Flow()
		for i, n := range []float64{
			float64(out.Queued), float64(out.Subscriptions), float64(messages), float64(out.Messages), float64(bytes),
			float64(out.Bytes),
		} {
			sums[i] += n
		}
	}
	for name, n := range map[string]int{
		"num_connections": open, "total": open, "offset": 0, "limit": status.LimitDefault,
	} {
		c.put(to, "connz_"+name, float64(n))
	}
	if c.monitor.config.Metrics.Connections {
		c.eachConnection(to, open)
		return
	}
	for i, name := range connectionFigures {
		c.put(to, "connz_"+name, sums[i])
	}
}

// connectionLabels tell the connections apart.
var connectionLabels = []string{
	"cid", "kind", "type", "ip", "port", "name", "name_tag", "account", "account_id", "lang", "version", "tls_version",
	"tls_cipher_suite",
}

// eachConnection serves series for each connection instead of their sums, as the
// exporter does if it is told to.
func (c *compat) eachConnection(to chan<- prometheus.Metric, open int) {
	asked := url.Values{"auth": {"1"}, "limit": {strconv.Itoa(max(open, 1))}}
	for _, one := range c.monitor.listed("/connz", asked, "connections") {
		one["account_id"] = one["account"]
		var labels []string
		for _, name := range connectionLabels {
			labels = append(labels, name, asLabel(one[name]))
		}
		for _, name := range connectionFigures {
			c.put(to, "connz_"+name, number(one, []string{name}), labels...)
		}
		for name, unit := range map[string]time.Duration{
			"rtt": time.Microsecond, "uptime": time.Millisecond, "idle": time.Millisecond,
		} {
			text, _ := one[name].(string)
			c.put(to, "connz_"+name, float64(parseSpan(text))/float64(unit), labels...)
		}
		for _, name := range []string{"start", "last_activity"} {
			text, _ := one[name].(string)
			at, _ := time.Parse(time.RFC3339Nano, text) // as the page writes it
			c.put(to, "connz_"+name, float64(at.UnixMilli()), labels...)
		}
	}
}

func asLabel(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// parseSpan reads a duration of Go, or one with days and years as the pages have
// them, 0 for what is neither.
func parseSpan(text string) time.Duration {
	if d, err := time.ParseDuration(text); err == nil {
		return d
	}
	var sum, n time.Duration
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			n = 10*n + time.Duration(r-'0')
			continue
		case r == 'y':
			sum += n * 365 * 24 * time.Hour
		case r == 'd':
			sum += n * 24 * time.Hour
		case r == 'h':
			sum += n * time.Hour
		case r == 'm':
			sum += n * time.Minute
		case r == 's':
			sum += n * time.Second
		}
		n = 0
	}
	return sum
}
