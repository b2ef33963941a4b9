package monitor

import (
	"github.com/prometheus/client_golang/prometheus"

	"gnatsd/kernel/status"
)

// accountsMax bounds the series of accounts; the rest is summed up.
const accountsMax = 1000

// accounts collects the traffic of each account, as /accstatz has it.
type accounts struct {
	monitor *Monitor
	families
}

func newAccounts(m *Monitor) *accounts {
	f := families{}
	f.add("account_connections", "Open connections by account.", "account")
	f.add("account_subscriptions", "Subscriptions by account.", "account")
	f.add("account_messages_received_total", "Messages received from an account's connections.", "account")
	f.add("account_messages_sent_total", "Messages sent to an account's connections.", "account")
	f.add("account_bytes_received_total", "Bytes of headers and payloads received by account.", "account")
	f.add("account_bytes_sent_total", "Bytes of headers and payloads sent by account.", "account")
	return &accounts{m, f}
}

var accountSeries = []struct {
	name string
	kind prometheus.ValueType
	path []string
}{
	{"account_connections", gauge, []string{"conns"}},
	{"account_subscriptions", gauge, []string{"num_subscriptions"}},
	{"account_messages_received_total", counter, []string{"received", "msgs"}},
	{"account_messages_sent_total", counter, []string{"sent", "msgs"}},
	{"account_bytes_received_total", counter, []string{"received", "bytes"}},
	{"account_bytes_sent_total", counter, []string{"sent", "bytes"}},
}

// Collect asks the page.
func (a *accounts) Collect(to chan<- prometheus.Metric) {
	put := a.series(to)
	all := a.monitor.listed("/accstatz", map[string][]string{"unused": {"1"}}, "account_statz")
	for _, s := range accountSeries {
		rest := 0.0
		for i, account := range all {
			name, _ := account["acc"].(string)
			if i < accountsMax {
				put(s.name, s.kind, number(account, s.path), name)
			} else {
				rest += number(account, s.path)
			}
		}
		if len(all) > accountsMax {
			put(s.name, s.kind, rest, "_other")
		}
	}
}

// number returns what stands at a path in nested objects, 0 for nothing.
func number(value any, path []string) float64 {
	for _, key := range path {
		object, _ := value.(map[string]any)
		value = object[key]
	}
	n, _ := value.(float64)
	return n
}

var _ prometheus.Collector = (*accounts)(nil)

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
