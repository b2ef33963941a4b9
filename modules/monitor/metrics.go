package monitor

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// isMetricName tells whether the text can begin the name of a metric.
func isMetricName(text string) bool {
	return text != "" && text == safeName(text) && (text[0] < '0' || text[0] > '9')
}

// metrics makes the page /metrics of what all modules count.
func (m *Monitor) metrics() (http.HandlerFunc, error) {
	registry := prometheus.NewRegistry()
	m.asked = newAsked()
	all := []prometheus.Collector{
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		newNative(m), m.asked.requests, m.asked.durations, m.asked.scrape,
	}
	if m.config.Metrics.Accounts {
		all = append(all, newAccounts(m))
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
	return func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		handler.ServeHTTP(w, r)
		m.asked.scrape.Set(time.Since(begun).Seconds())
	}, nil
}

// asked counts what the port itself is asked.
type asked struct {
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	scrape    prometheus.Gauge
}

func newAsked() *asked {
	return &asked{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "gnatsd_http_requests_total", Help: "Requests to the monitoring port.",
		}, []string{"path", "code"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "gnatsd_http_request_duration_seconds", Help: "Time to answer requests to the monitoring port.",
			Buckets: []float64{.001, .005, .025, .1, .5, 2.5, 10},
		}, []string{"path"}),
		scrape: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "gnatsd_monitor_last_scrape_duration_seconds", Help: "Time that the last answer of /metrics took.",
		}),
	}
}

// note counts an answer; unknown paths are taken together. A nil asked counts
// nothing.
func (a *asked) note(path string, code int, took time.Duration) {
	if a == nil {
		return
	}
	if path == "" {
		path = "other"
	}
	a.requests.WithLabelValues(path, strconv.Itoa(code)).Inc()
	a.durations.WithLabelValues(path).Observe(took.Seconds())
}

// answered remembers the status of an answer.
type answered struct {
	http.ResponseWriter
	code int
}

// WriteHeader sends the status.
func (w *answered) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap is for http.ResponseController.
func (w *answered) Unwrap() http.ResponseWriter { return w.ResponseWriter }
