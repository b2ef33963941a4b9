package status

import (
	"strconv"
	"time"
)

// Uptime formats whole seconds as tools read them: 1y2d3h4m5s, from the first
// unit that is not zero down. A year has 365 days.
func Uptime(d time.Duration) string {
	seconds := max(int64(d/time.Second), 0)
	units := [...]struct {
		name    byte
		seconds int64
	}{{'y', 365 * 86400}, {'d', 86400}, {'h', 3600}, {'m', 60}}
	var b []byte
	for _, u := range units {
		if n := seconds / u.seconds; n > 0 || len(b) > 0 {
			b = append(strconv.AppendInt(b, n, 10), u.name)
		}
		seconds %= u.seconds
	}
	return string(append(strconv.AppendInt(b, seconds, 10), 's'))
}

// RTT formats a round trip time: below a millisecond in whole microseconds.
func RTT(d time.Duration) string {
	if d > time.Microsecond && d < time.Millisecond {
		d = d.Truncate(time.Microsecond)
	}
	return d.String()
}

// Time returns a time as it is shown: in UTC, without the monotonic clock.
func Time(t time.Time) time.Time { return t.UTC().Round(0) }
