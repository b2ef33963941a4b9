package monitor

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// peers collects what the page of routes shows. So it is there for whichever
// module contributes that page.
type peers struct {
	monitor *Monitor
	families
}

func newPeers(m *Monitor) *peers {
	f := families{}
	f.add("routes", "Open route connections.")
	f.add("route_peers", "Servers that there is a route to.")
	f.add("route_pending_bytes", "Bytes queued for another server.", "remote_name")
	f.add("route_rtt_seconds", "Longest round trip to another server.", "remote_name")
	return &peers{m, f}
}

// peer is what the routes to one server add up to.
type peer struct {
	pending float64
	rtt     time.Duration
}

// Collect asks the page and takes the routes to each server together.
func (p *peers) Collect(to chan<- prometheus.Metric) {
	put := p.series(to)
	put("routes", gauge, float64(p.monitor.with.Kernel.Open(kernel.KindRoute)))
	all := map[string]peer{}
	for _, route := range p.monitor.listed("/routez", nil, "routes") {
		name, _ := route["remote_name"].(string)
		if name == "" {
			name, _ = route["remote_id"].(string)
		}
		pending, _ := route["pending_size"].(float64)
		text, _ := route["rtt"].(string)
		rtt, _ := time.ParseDuration(text) // none: 0
		one := all[name]
		all[name] = peer{one.pending + pending, max(one.rtt, rtt)}
	}
	put("route_peers", gauge, float64(len(all)))
	for name, one := range all {
		put("route_pending_bytes", gauge, one.pending, name)
		put("route_rtt_seconds", gauge, one.rtt.Seconds(), name)
	}
}

// listed returns a list of objects that the endpoint of a path answers with.
func (m *Monitor) listed(path string, asked map[string][]string, name string) []map[string]any {
	e := m.endpoint(path)
	if e == nil {
		return nil
	}
	answer, err := e.Answer(status.NewQuery(asked))
	if err != nil {
		return nil
	}
	items, _ := tree(answer)[name].([]any)
	all := make([]map[string]any, 0, len(items))
	for _, item := range items {
		if object, ok := item.(map[string]any); ok {
			all = append(all, object)
		}
	}
	return all
}

var _ prometheus.Collector = (*peers)(nil)
