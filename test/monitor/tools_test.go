package monitor

import (
	"regexp"
	"strings"
	"testing"
)

// Goal: each tool that people run finds each field it needs, of the type it
// decodes into. Method: a table of what the tools read, compared with the shapes
// of the pages of a server with traffic.

var tools = []struct{ name, page, strings, numbers string }{
	{
		"nats-top", "/varz", "server_id server_name version uptime now",
		"cpu mem slow_consumers in_msgs out_msgs in_bytes out_bytes write_deadline",
	},
	{
		"nats-top", "/connz?limit=10&sort=cid&subs=1",
		"connections[].ip connections[].name connections[].lang connections[].version connections[].uptime " +
			"connections[].last_activity connections[].subscriptions_list[]",
		"num_connections connections[].cid connections[].port connections[].subscriptions " +
			"connections[].pending_bytes connections[].in_msgs connections[].out_msgs connections[].in_bytes " +
			"connections[].out_bytes",
	},
	{
		"exporter", "/varz", "server_id server_name version start config_load_time",
		"connections total_connections routes remotes subscriptions slow_consumers max_payload ping_interval",
	},
	{
		"exporter", "/connz?auth=true",
		"server_id now connections[].kind connections[].type connections[].start connections[].rtt " +
			"connections[].idle connections[].name_tag",
		"total offset limit",
	},
	{"exporter", "/routez", "server_id server_name", "num_routes"},
	{
		"exporter", "/subsz", "",
		"num_subscriptions num_cache num_inserts num_removes num_matches cache_hit_rate max_fanout avg_fanout",
	},
	{"exporter", "/healthz?js-enabled-only=true", "status", ""},
	{"exporter", "/healthz?js-server-only=true", "status", ""},
	{
		"exporter", "/accstatz?unused=1", "account_statz[].acc account_statz[].name",
		"account_statz[].conns account_statz[].sent.msgs account_statz[].received.bytes account_statz[].slow_consumers",
	},
	{"exporter", "/jsz?consumers=true&config=true", "server_id", "memory storage streams consumers api.total"},
	{
		"telegraf", "/varz", "now start",
		"in_msgs out_msgs in_bytes out_bytes cores cpu mem connections total_connections subscriptions " +
			"slow_consumers routes remotes",
	},
	{
		"metricbeat", "/varz", "server_id now uptime",
		"mem cores cpu total_connections remotes http_req_stats./ http_req_stats./connz http_req_stats./routez " +
			"http_req_stats./subsz http_req_stats./varz",
	},
	{
		"datadog", "/varz", "",
		"connections subscriptions slow_consumers remotes routes in_msgs out_msgs in_bytes out_bytes mem",
	},
}

func TestToolsFindTheirFields(t *testing.T) {
	t.Parallel()
	w := start(t)
	traffic(w)
	for _, tool := range tools {
		have := strings.Join(shape(t, w.text(tool.page)), "\n") + "\n"
		for kind, names := range map[string]string{"string": tool.strings, "number": tool.numbers} {
			for name := range strings.FieldsSeq(names) {
				if !strings.Contains("\n"+have, "\n"+name+" "+kind+"\n") {
					t.Errorf("%s: %s has no %s of type %s", tool.name, tool.page, name, kind)
				}
			}
		}
	}
	uptime := regexp.MustCompile(`^(\d+y)?(\d+d)?(\d+h)?(\d+m)?\d+s$`)
	if got, _ := w.json("/varz")["uptime"].(string); !uptime.MatchString(got) {
		t.Errorf("metricbeat cannot read the uptime %q", got)
	}
	// nats-top sends each of its words as it is.
	const words = "cid start subs pending msgs_to msgs_from bytes_to bytes_from last idle uptime rtt"
	for word := range strings.FieldsSeq(words) {
		w.json("/connz?sort=" + word)
	}
	for word := range strings.FieldsSeq("stop reason") {
		w.json("/connz?state=closed&sort=" + word)
	}
}
