package test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Every message goes to exactly one member, and no member of a healthy group is left out.
func TestQueueGroup(t *testing.T) {
	t.Parallel()
	const members, messages = 4, 2000
	s := harness.Start(t)
	var counts [members]atomic.Int64
	var seen sync.Map
	var total atomic.Int64
	for i := range members {
		nc := dial(t, s)
		_, err := nc.QueueSubscribe("job", "workers", func(m *nats.Msg) {
			if _, twice := seen.LoadOrStore(string(m.Data), true); twice {
				t.Errorf("message %s was delivered twice", m.Data)
			}
			counts[i].Add(1)
			total.Add(1)
		})
		must(t, err)
		must(t, nc.Flush())
	}
	plain := subscribe(t, dial(t, s), "job")
	pub := dial(t, s)
	for i := range messages {
		must(t, pub.Publish("job", []byte(strconv.Itoa(i))))
	}
	must(t, pub.Flush())
	harness.Eventually(t, harness.Patience, "all jobs are done", func() bool { return total.Load() == messages })
	for i := range messages {
		if got := string(next(t, plain).Data); got != strconv.Itoa(i) {
			t.Fatalf("the plain subscriber got %s instead of %d", got, i)
		}
	}
	for i := range counts {
		// A fair choice misses a quarter of the mean with a probability below 1e-20.
		if n := counts[i].Load(); n < messages/members/4 {
			t.Errorf("member %d got only %d of %d messages", i, n, messages)
		}
	}
}

func TestQueueMemberLeaves(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	stays, leaves := dial(t, s), dial(t, s)
	sub, err := stays.QueueSubscribeSync("job", "workers")
	must(t, err)
	must(t, stays.Flush())
	_, err = leaves.QueueSubscribeSync("job", "workers")
	must(t, err)
	must(t, leaves.Flush())
	leaves.Close()

	pub := dial(t, s)
	// The server learns of the close on its own time: probe until 20 in a row reach the one that stays.
	inARow := 0
	harness.Eventually(t, harness.Patience, "all messages reach the member that stays", func() bool {
		must(t, pub.Publish("job", nil))
		must(t, pub.Flush())
		must(t, stays.Flush())
		inARow++
		if pending, _, err := sub.Pending(); err != nil || pending != inARow {
			inARow = 0
			for ; pending > 0; pending-- {
				next(t, sub)
			}
		}
		return inARow == 20
	})
}
