package logging

import (
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap/zapcore"
)

// counts are the lines so far, by level.
type counts struct{ written, suppressed [levelCount]atomic.Uint64 }

const levelCount = 6

// counted are the levels in the order of the counts.
var counted = [levelCount]zapcore.Level{
	TraceLevel, zapcore.DebugLevel, zapcore.InfoLevel, zapcore.WarnLevel, zapcore.ErrorLevel, zapcore.FatalLevel,
}

func indexOf(level zapcore.Level) int {
	for i, l := range counted {
		if level <= l {
			return i
		}
	}
	return levelCount - 1
}

// Metrics counts lines.
type Metrics struct{ log *Log }

// NewMetrics returns the metrics of a log.
func NewMetrics(l *Log) *Metrics { return &Metrics{l} }

var families = sync.OnceValue(func() (f struct{ messages, suppressed *prometheus.Desc }) {
	f.messages = prometheus.NewDesc("gnatsd_log_messages_total", "Lines written to the log.", []string{"level"}, nil)
	f.suppressed = prometheus.NewDesc("gnatsd_log_suppressed_total",
		"Lines left out because they repeated others.", []string{"level"}, nil)
	return f
})

// Describe sends what Collect sends.
func (*Metrics) Describe(to chan<- *prometheus.Desc) {
	to <- families().messages
	to <- families().suppressed
}

// Collect reads the counters.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	f, n := families(), &m.log.counts
	for i, level := range counted {
		name := levelName(level)
		to <- prometheus.MustNewConstMetric(f.messages, prometheus.CounterValue, float64(n.written[i].Load()), name)
		to <- prometheus.MustNewConstMetric(f.suppressed, prometheus.CounterValue, float64(n.suppressed[i].Load()), name)
	}
}

var _ prometheus.Collector = (*Metrics)(nil)
