package client

// Goal: clients of a lame duck are closed within its time, however many they are.
// Inside the package, as the arithmetic is not exported.

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		total   time.Duration
		clients int
		step    int
		most    time.Duration
	}{
		{"few", time.Minute, 5, 1, time.Second},
		{"one", time.Minute, 1, 1, time.Second},
		{"more", 10 * time.Second, 100, 1, 100 * time.Millisecond},
		{"many", 10 * time.Second, 100_000, 10, time.Millisecond},
		{"no time", time.Millisecond / 2, 10, 10, time.Millisecond},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			step, most := pace(test.total, test.clients)
			if step != test.step || most != test.most {
				t.Errorf("%d every %v, want %d every %v", step, most, test.step, test.most)
			}
			if times := time.Duration((test.clients + step - 1) / step); times*most > test.total+time.Millisecond {
				t.Errorf("takes %v of %v", times*most, test.total)
			}
		})
	}
}

func FuzzPace(f *testing.F) {
	f.Add(int64(time.Second), 10)
	f.Fuzz(func(t *testing.T, total int64, clients int) {
		if total <= 0 || clients < 0 {
			return
		}
		if step, most := pace(time.Duration(total), clients); step < 1 || most <= 0 || most > pauseMax {
			t.Errorf("pace(%d, %d) = %d, %v", total, clients, step, most)
		}
	})
}
