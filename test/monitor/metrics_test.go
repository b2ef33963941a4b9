package monitor

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"gnatsd/test/harness"
)

// Goal: /metrics is what Prometheus wants and what existing dashboards read.

// inherited are complaints of the linter about names that are not ours: those of
// the Prometheus NATS exporter, which has gauges that end in _total.
var inherited = regexp.MustCompile(`^gnatsd_(connz|subsz)_total$`)

func TestMetricsAreClean(t *testing.T) {
	t.Parallel()
	w := start(t)
	traffic(w)
	problems, err := promlint.New(strings.NewReader(w.text("/metrics"))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if !inherited.MatchString(p.Metric) {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

// exporterNames are those of the exporter without the prefix, as far as they are
// about what this server has. The boards that are shipped with it read them.
const exporterNames = `
varz_connections varz_total_connections varz_routes varz_remotes varz_leafnodes varz_subscriptions varz_slow_consumers
varz_stale_connections varz_stalled_clients varz_in_msgs varz_out_msgs varz_in_bytes varz_out_bytes varz_in_client_msgs
varz_out_client_msgs varz_in_client_bytes varz_out_client_bytes varz_cpu varz_mem varz_cores varz_gomaxprocs
varz_max_connections varz_max_payload varz_max_control_line varz_max_pending varz_ping_interval varz_ping_max
varz_auth_timeout varz_tls_timeout varz_write_deadline varz_port varz_http_port varz_https_port varz_proto varz_start
varz_config_load_time varz_version varz_server_id varz_server_name varz_slow_consumer_stats_clients
varz_slow_consumer_stats_routes varz_slow_consumer_stats_gateways varz_slow_consumer_stats_leafs
varz_stale_connection_stats_clients varz_http_req_stats varz_http_req_stats_varz varz_http_req_stats_connz
varz_http_req_stats_routez varz_http_req_stats_subsz connz_num_connections connz_total connz_offset connz_limit
connz_pending_bytes connz_subscriptions connz_in_msgs connz_out_msgs connz_in_bytes connz_out_bytes routez_num_routes
subsz_num_subscriptions subsz_num_cache subsz_num_inserts subsz_num_removes subsz_num_matches subsz_cache_hit_rate
subsz_max_fanout subsz_avg_fanout subsz_total subsz_offset subsz_limit accstatz_current_connections
accstatz_total_connections accstatz_subscriptions accstatz_leaf_nodes accstatz_sent_messages accstatz_sent_bytes
accstatz_received_messages accstatz_received_bytes accstatz_slow_consumers accountz_client_connections
accountz_leafnode_connections accountz_subscriptions accountz_complete accountz_expired accountz_is_system
accountz_jetstream_enabled healthz_status healthz_status_value healthz_js_enabled_only_status
healthz_js_enabled_only_status_value healthz_js_server_only_status healthz_js_server_only_status_value`

// ownNames are the server's own families, with a label value that is there from
// the start.
const ownNames = `
build_info{goversion= server_info{cluster= start_time_seconds ready lame_duck config_last_reload_timestamp_seconds
config_last_reload_successful config_reloads_total{result="ok" config_reloads_total{result="error"
connections{kind="client",type="nats" connections{kind="route" connections_max
connections_opened_total{kind="client",type="nats" connections_closed_total{kind="client",reason="client_closed"
connections_closed_total{kind="route",reason="duplicate_route" connections_rejected_total{reason="max_connections"
connections_rejected_total{reason="tls" auth_failures_total{reason="bad_credentials"
auth_failures_total{reason="timeout" auth_duration_seconds_bucket{method="password"
messages_received_total{kind="client" messages_sent_total{kind="route" bytes_received_total{kind="client"
bytes_sent_total{kind="route" no_responders_total subscriptions{kind="client" subscriptions{kind="route"
subscription_changes_total{op="insert" subscription_changes_total{op="remove" match_cache_hits_total
match_cache_misses_total match_cache_entries pending_bytes{kind="client" pending_bytes_max{kind="route"
slow_consumers_total{cause="pending",kind="client" slow_consumers_total{cause="deadline",kind="route"
stale_connections_total{kind="route" producer_stalls_total producer_stall_seconds_total
protocol_errors_total{error="parser",kind="client" protocol_errors_total{error="permission_publish"
protocol_errors_total{error="permission_subscribe" protocol_errors_total{error="max_subscriptions"
client_rtt_seconds_bucket{kind="client" routes route_peers account_connections{account="$G"
account_subscriptions{account="$G" account_messages_received_total{account="$G"
account_messages_sent_total{account="$G" account_bytes_received_total{account="$G"
account_bytes_sent_total{account="$G" log_messages_total{level="error" log_suppressed_total{level="error"
http_requests_total{code="200",path="/varz" http_request_duration_seconds_bucket{path="/varz"
monitor_last_scrape_duration_seconds`

func TestMetricsAreAllThere(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.text("/varz")
	text := w.text("/metrics")
	for name := range strings.FieldsSeq(exporterNames) {
		if !strings.Contains(text, "\ngnatsd_"+name+"{") {
			t.Errorf("the exporter's %s is not there", name)
		}
	}
	for name := range strings.FieldsSeq(ownNames) {
		if !strings.Contains(text, "\ngnatsd_"+name+",") && !strings.Contains(text, "\ngnatsd_"+name+"}") &&
			!strings.Contains(text, "\ngnatsd_"+name+" ") && !strings.Contains(text, "\ngnatsd_"+name+`"`) {
			t.Errorf("%s is not there", name)
		}
	}
}

// What happens is counted where it is looked for.
func TestMetricsCount(t *testing.T) {
	t.Parallel()
	w := start(t, "-c", yamlFile(t, `
metrics: {connections: true}
authorization: {users: [{user: a, password: a, permissions: {publish: {deny: [no]}}}]}
max_subscriptions: 1
`))
	stranger := harness.Connect(t, w.Server)
	stranger.Send(`CONNECT {"verbose":false,"user":"a","pass":"wrong"}`)
	stranger.Expect("-ERR 'Authorization Violation'")
	stranger.ExpectClosed()
	c := harness.Connect(t, w.Server)
	c.Hello(`{"verbose":false,"user":"a","pass":"a","name":"it","headers":true,"no_responders":true}`)
	c.Send("PUB no 0", "", "SUB reply 1", "SUB more 2", "PUB nobody reply 2", "hi", "PUB nobody 2", "hi")
	c.ExpectRegexp(regexp.MustCompile(`^-ERR 'Permissions Violation for Publish`))
	c.Expect("-ERR 'maximum subscriptions exceeded'")
	c.ExpectRegexp(regexp.MustCompile(`^HMSG reply 1 `))
	for _, want := range []string{
		`auth_failures_total{reason="bad_credentials"} 1`,
		`protocol_errors_total{error="permission_publish",kind="client"} 1`,
		`protocol_errors_total{error="max_subscriptions",kind="client"} 1`, `no_responders_total 1`,
		`connections_closed_total{kind="client",reason="authentication_failure"} 1`,
		`auth_duration_seconds_count{method="password"} 2`, `connections{kind="client",type="nats"} 1`,
		`subscriptions{kind="client"} 1`, `account_messages_received_total{account="$G"} 3`,
		`match_cache_misses_total 2`, `match_cache_hits_total 1`,
		`http_requests_total{code="404",path="other"} `,
	} {
		fetch(t, http.MethodGet, w.url+"/nowhere")
		harness.Eventually(t, harness.Patience, want, func() bool {
			return strings.Contains(w.text("/metrics"), "\ngnatsd_"+want)
		})
	}
	text := w.text("/metrics")
	each := regexp.MustCompile(`(?m)^gnatsd_connz_in_msgs\{.*cid="\d+",.*name="it",.*type="nats",.*\} 3$`)
	if !each.MatchString(text) || !strings.Contains(text, "\ngnatsd_connz_last_activity{") {
		t.Error("the connection has no series of its own")
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if !inherited.MatchString(p.Metric) {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

func TestMetricsNames(t *testing.T) {
	t.Parallel()
	w := start(t)
	text := w.text("/metrics")
	for _, name := range []string{"gnatsd_varz_cpu", "gnatsd_healthz_status", "jetstream_server_jetstream_disabled"} {
		if !regexp.MustCompile(`(?m)^` + name + `\{[^}]*server_id="[^"]+"[^}]*\} `).MatchString(text) {
			t.Errorf("%s has no server_id", name)
		}
	}
	renamed := start(t, "-c", yamlFile(t, "metrics: {compat_prefix: nats, server_label: id}\n")).text("/metrics")
	if !strings.Contains(renamed, "\nnats_varz_cpu{") || !strings.Contains(renamed, "\nnats_server_jetstream_disabled{") {
		t.Error("compat_prefix changes nothing")
	}
	alone := start(t, "-c", yamlFile(t, "metrics: {compat: false}\n")).text("/metrics")
	if strings.Contains(alone, "gnatsd_varz_") || !strings.Contains(alone, "\ngnatsd_connections{") {
		t.Error("compat: false changes nothing, or too much")
	}
}

// The board asks for nothing that the server does not have.
func TestBoardReadsWhatThereIs(t *testing.T) {
	t.Parallel()
	root, err := harness.RepoRoot()
	if err != nil {
		t.Fatal(err)
	}
	board, err := os.ReadFile(filepath.Join(root, "packaging", "grafana", "gnatsd.json"))
	if err != nil {
		t.Fatal(err)
	}
	text := start(t).text("/metrics")
	found := regexp.MustCompile(`\b(gnatsd|go|process)_[a-z_]+`).FindAllString(string(board), -1)
	if len(found) < 10 {
		t.Fatalf("the board reads only %v", found)
	}
	slices.Sort(found)
	for _, name := range slices.Compact(found) {
		if !strings.Contains(text, "\n# TYPE "+name+" ") {
			t.Errorf("%s is not among the metrics", name)
		}
	}
}
