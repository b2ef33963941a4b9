package status_test

import (
	"testing"
	"time"

	"gnatsd/kernel/status"
)

func TestUptime(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[float64]string{
		-5: "0s", 0.9: "0s", 59: "59s", 60: "1m0s", 3600: "1h0m0s", 86400: "1d0h0m0s", 90061: "1d1h1m1s",
		31536000: "1y0d0h0m0s",
	} {
		if got := status.Uptime(time.Duration(seconds * float64(time.Second))); got != want {
			t.Errorf("%v s: %s, want %s", seconds, got, want)
		}
	}
}

func TestRTT(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0s", 999: "999ns", 539_789: "539µs", 35_446_767: "35.446767ms", 107_922_127_283: "1m47.922127283s",
	} {
		if got := status.RTT(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	const most = int(^uint(0) >> 1)
	for _, c := range []struct {
		page       status.Page
		n          int
		begin, end int
	}{
		{status.Page{Limit: 3}, 10, 0, 3},
		{status.Page{Offset: 8, Limit: 3}, 10, 8, 10},
		{status.Page{Offset: most, Limit: most}, 10, 10, 10},
		{status.Page{Offset: 1, Limit: most}, 10, 1, 10},
		{status.Page{Limit: 1}, 0, 0, 0},
	} {
		if b, e := c.page.Begin(c.n), c.page.End(c.n); b != c.begin || e != c.end {
			t.Errorf("%+v of %d: %d to %d", c.page, c.n, b, e)
		}
	}
}
