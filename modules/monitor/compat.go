package monitor

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel/status"
)

// compat serves the names of the Prometheus NATS exporter, which reads the same
// pages and flattens them: dashboards made for it work with this server as the
// target. All of them are gauges, as there.
type compat struct {
	monitor *Monitor
	prefix  string
	label   string // value of server_id
}

func newCompat(m *Monitor) *compat {
	c := &compat{monitor: m, prefix: m.config.Metrics.Prefix, label: m.with.Build.ServerName}
	if m.config.Metrics.Label == "id" {
		c.label = m.with.Build.ServerID
	}
	return c
}

// Describe sends nothing: which names there are depends on the pages.
func (*compat) Describe(chan<- *prometheus.Desc) {}

// shownTexts are the strings that are shown, as a gauge of 1 with the text as a
// label; shownTimes are shown in milliseconds.
var (
	shownTexts = map[string]bool{"server_id": true, "server_name": true, "version": true, "cluster_name": true}
	shownTimes = map[string]bool{"start": true, "config_load_time": true}
)

// Collect asks the pages for their figures. Lists are left out by asking for
// pages without them.
func (c *compat) Collect(to chan<- prometheus.Metric) {
	m := c.monitor
	c.flatten(to, "varz", "", tree(m.Server()), true)
	for _, path := range []string{"/routez", "/subsz"} {
		if e := m.endpoint(path); e != nil {
			if answer, err := e.Answer(status.NewQuery(nil)); err == nil {
				c.flatten(to, path[1:], "", tree(answer), false)
			}
		}
	}
	c.connections(to)
	healthy, text := 0.0, "ok"
	if m.unready() != "" {
		healthy, text = 1, "error"
	}
	for _, name := range []string{"healthz_status", "healthz_js_enabled_only_status", "healthz_js_server_only_status"} {
		c.put(to, name, healthy)
		c.put(to, name+"_value", 1, "value", text)
	}
	if m.config.Metrics.Accounts {
		c.accounts(to)
	}
	jetstream := "jetstream"
	if c.prefix != "gnatsd" {
		jetstream = c.prefix
	}
	to <- prometheus.MustNewConstMetric(prometheus.NewDesc(jetstream+"_server_jetstream_disabled",
		"Whether JetStream is disabled.", []string{"server_id"}, nil), prometheus.GaugeValue, 1, c.label)
}

// endpoint returns the endpoint in force for a path, nil if there is none.
func (m *Monitor) endpoint(path string) status.Endpoint {
	var found status.Endpoint
	for _, all := range [][]status.Endpoint{absent{m.with.Build}.endpoints(), m.own(), m.with.Endpoints} {
		for _, e := range all {
			if e.Path() == path {
				found = e
			}
		}
	}
	return found
}

// tree turns an answer into what its JSON says.
func tree(answer any) map[string]any {
	text, err := json.Marshal(answer)
	var values map[string]any
	if err != nil || json.Unmarshal(text, &values) != nil {
		return nil
	}
	return values
}

func (c *compat) flatten(to chan<- prometheus.Metric, page, prefix string, values map[string]any, texts bool) {
	for key, value := range values {
		name := strings.TrimRight(prefix+strings.ReplaceAll(strings.Trim(key, "/"), "/", "_"), "_")
		switch v := value.(type) {
		case float64:
			c.put(to, page+"_"+name, v)
		case bool:
			c.put(to, page+"_"+name, truth(v))
		case map[string]any:
			c.flatten(to, page, name+"_", v, texts)
		case string:
			c.text(to, page+"_"+name, name, v, texts)
		}
	}
}

func (c *compat) text(to chan<- prometheus.Metric, metric, name, value string, texts bool) {
	switch {
	case !texts:
	case shownTexts[name]:
		c.put(to, metric, 1, "value", value)
	case shownTimes[name]:
		if at, err := time.Parse(time.RFC3339Nano, value); err == nil {
			c.put(to, metric, float64(at.UnixMilli()))
		}
	}
}

// put sends one gauge; labels are names and values in turn.
func (c *compat) put(to chan<- prometheus.Metric, name string, value float64, labels ...string) {
	name = safeName(name)
	names, values := []string{"server_id"}, []string{c.label}
	for i := 0; i+1 < len(labels); i += 2 {
		names, values = append(names, labels[i]), append(values, labels[i+1])
	}
	desc := prometheus.NewDesc(c.prefix+"_"+name, "As the Prometheus NATS exporter has it.", names, nil)
	to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, values...)
}

// safeName replaces what may not be in the name of a metric.
func safeName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') || (r >= '0' && r <= '9') {
			return r
		}
		return '_'
	}, name)
}

// accountFigures are the exporter's names for the fields of /accstatz.
var accountFigures = []struct {
	name string
	path []string
}{
	{"current_connections", []string{"conns"}},
	{"total_connections", []string{"total_conns"}},
	{"subscriptions", []string{"num_subscriptions"}},
	{"leaf_nodes", []string{"leafnodes"}},
	{"sent_messages", []string{"sent", "msgs"}},
	{"sent_bytes", []string{"sent", "bytes"}},
	{"received_messages", []string{"received", "msgs"}},
	{"received_bytes", []string{"received", "bytes"}},
	{"slow_consumers", []string{"slow_consumers"}},
}

func (c *compat) accounts(to chan<- prometheus.Metric) {
	all := c.monitor.listed("/accstatz", url.Values{"unused": {"1"}}, "account_statz")
	for _, account := range all[:min(len(all), accountsMax)] {
		name, _ := account["acc"].(string)
		labels := []string{"account", name, "account_id", name, "account_name", name}
		for _, f := range accountFigures {
			c.put(to, "accstatz_"+f.name, number(account, f.path), labels...)
		}
		e := c.monitor.endpoint("/accountz")
		answer, err := e.Answer(status.NewQuery(url.Values{"acc": {name}}))
		if err != nil {
			continue // it has gone meanwhile
		}
		detail, _ := tree(answer)["account_detail"].(map[string]any)
		for _, key := range []string{
			"client_connections", "leafnode_connections", "subscriptions", "complete", "expired", "is_system",
			"jetstream_enabled",
		} {
			if is, ok := detail[key].(bool); ok || key == "is_system" {
				c.put(to, "accountz_"+key, truth(is), labels...)
			} else {
				c.put(to, "accountz_"+key, number(detail, []string{key}), labels...)
			}
		}
	}
}

var _ prometheus.Collector = (*compat)(nil)
