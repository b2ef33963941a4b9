//go:build !linux

package monitor

import (
	"runtime/metrics"
	"time"
)

// processUsage returns what the Go runtime has of the system's memory, and the
// processor time it has measured itself.
func processUsage() (memory int64, used time.Duration) {
	samples := []metrics.Sample{
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/cpu/classes/total:cpu-seconds"},
		{Name: "/cpu/classes/idle:cpu-seconds"},
	}
	metrics.Read(samples)
	memory = int64(samples[0].Value.Uint64() - samples[1].Value.Uint64())
	seconds := samples[2].Value.Float64() - samples[3].Value.Float64()
	return memory, time.Duration(seconds * float64(time.Second))
}
