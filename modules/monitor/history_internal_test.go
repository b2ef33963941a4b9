package monitor

import "testing"

func TestHistoryKeepsTheLast(t *testing.T) {
	t.Parallel()
	for _, taken := range []int{0, 1, historyMax, historyMax + 1, 3*historyMax + 7} {
		var h history
		for i := range taken {
			h.add(sample{Time: int64(i)})
		}
		all := h.all()
		if len(all) != min(taken, historyMax) {
			t.Fatalf("after %d: %d samples", taken, len(all))
		}
		for i, s := range all {
			if want := int64(taken - len(all) + i); s.Time != want {
				t.Fatalf("after %d: place %d holds %d, want %d", taken, i, s.Time, want)
			}
		}
	}
}
