package figures

// Metric names one figure of a Sample. The value is the key used in the JSON result, so it ends in its unit.
type Metric string

// The figures a workload can produce. "Each" is the workload's unit: a delivered message, a round trip, a connection
// or a subscription.
const (
	Rate     Metric = "rate_per_s"     // units per second of wall time
	CPU      Metric = "cpu_ns"         // server CPU per unit, user and system
	User     Metric = "cpu_user_ns"    // user part of CPU
	System   Metric = "cpu_system_ns"  // system part of CPU
	LoadCPU  Metric = "load_cpu_ns"    // CPU of the load generator per unit
	RSS      Metric = "rss_bytes"      // peak resident memory of the server while measuring
	EachSize Metric = "bytes_each"     // growth of resident memory per unit
	Lost     Metric = "lost"           // messages published but never delivered
	P50      Metric = "p50_ns"         // median latency
	P99      Metric = "p99_ns"         // 99th percentile latency
	P999     Metric = "p999_ns"        // 99.9th percentile latency
	Kept     Metric = "rate_kept"      // rate beside a disturbance, as a part of the rate without
	Gap      Metric = "gap_ns"         // longest time in which a healthy subscriber received nothing
	Times    Metric = "p99_times_idle" // 99th percentile latency beside a flood, as a multiple of that without
	Units    Metric = "units_measured" // how many units the figures rest on
)

// Sample is one measurement of one server. A metric that was not measured is absent.
type Sample map[Metric]float64

// Label is the metric's name for people.
func (m Metric) Label() string {
	switch m {
	case Rate:
		return "rate"
	case CPU:
		return "CPU"
	case RSS:
		return "peak memory"
	case EachSize:
		return "memory each"
	case P50:
		return "p50"
	case P99:
		return "p99"
	case P999:
		return "p99.9"
	case Kept:
		return "rate kept"
	case Gap:
		return "longest gap"
	case Times:
		return "p99 of idle"
	default:
		return string(m)
	}
}
