package monitor

import (
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

// exporterNames are read by the boards that are shipped with the exporter.
var exporterNames = []string{
	"gnatsd_varz_cpu", "gnatsd_varz_mem", "gnatsd_varz_in_bytes", "gnatsd_varz_in_msgs", "gnatsd_varz_out_bytes",
	"gnatsd_varz_out_msgs", "gnatsd_varz_connections", "gnatsd_varz_subscriptions", "gnatsd_varz_slow_consumers",
	"gnatsd_varz_slow_consumer_stats_clients", "gnatsd_varz_http_req_stats_connz", "gnatsd_varz_start",
	"gnatsd_connz_num_connections", "gnatsd_connz_total", "gnatsd_routez_num_routes", "gnatsd_subsz_num_subscriptions",
	"gnatsd_accstatz_current_connections", "gnatsd_healthz_status", "jetstream_server_jetstream_disabled",
}

func TestMetricsNames(t *testing.T) {
	t.Parallel()
	w := start(t)
	text := w.text("/metrics")
	for _, name := range exporterNames {
		if !regexp.MustCompile(`(?m)^` + name + `\{[^}]*server_id="[^"]+"[^}]*\} `).MatchString(text) {
			t.Errorf("%s is not there", name)
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
