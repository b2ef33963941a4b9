package kernel_test

// Goal: back-pressure follows progress. A reader that takes nothing or next to
// nothing slows down nobody and is cut; readers that are merely slower than the
// publisher hold it back, lose nothing and are not cut.
// Method: virtual time; peers that take bytes at a given rate.

import (
	"testing"
	"testing/synctest"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
)

// reader is a peer that takes so many bytes each millisecond until stopped.
func (h *house) reader(t *testing.T, perMilli int, stop chan struct{}) *party {
	p := h.enter(kerneltest.NewBoundedStream(0).Count())
	p.subscribe(t, "foo", "", "1")
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.stream.Take(perMilli)
			case <-stop:
				p.stream.Take(1 << 40)
				return
			}
		}
	}()
	return p
}

// flood publishes batches of 64 KiB for a time, each taking the publisher a
// millisecond, and returns how many bytes that were.
func (p *party) flood(t *testing.T, subject string, d time.Duration) int {
	payload := string(make([]byte, 64<<10))
	sent := 0
	for end := time.Now().Add(d); time.Now().Before(end); {
		<-time.After(time.Millisecond) // virtual: the work of the publisher
		p.batch(t, subject, payload)
		sent += len(payload)
	}
	return sent
}

func (h *house) wait(t *testing.T) {
	if err := h.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestFrozenAndCrawlingReadersHurtOnlyThemselves(t *testing.T) {
	for name, rate := range map[string]int{"frozen": 0, "crawling": 640} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, stop := newHouse(), make(chan struct{})
				h.bounds.MaxPending.Store(8 << 20)
				publisher := h.enter(kerneltest.NewStream())
				bad := h.reader(t, rate, stop)
				healthy := []*party{h.reader(t, 1<<20, stop), h.reader(t, 1<<20, stop)}
				alone := 64 << 10 * 120 // bytes of that time at full pace
				sent := publisher.flood(t, "foo", 120*time.Millisecond)
				if sent < alone*9/10 {
					t.Errorf("held back to %d of %d bytes", sent, alone)
				}
				if bad.Link().Reason() == "" {
					publisher.flood(t, "foo", 120*time.Millisecond)
				}
				if reason := bad.Link().Reason(); reason != kernel.SlowConsumerPending {
					t.Errorf("the bad reader: %q", reason)
				}
				for _, p := range healthy {
					if reason := p.Link().Reason(); reason != "" {
						t.Errorf("a healthy reader was closed: %s", reason)
					}
				}
				close(stop)
				h.wait(t)
			})
		})
	}
}

// The longest time a publisher is held for a reader that takes nothing.
func TestNoLongGapWhenAReaderFreezes(t *testing.T) {
	for name, rates := range map[string][]int{
		"beside a quick one":    {0, 1 << 20},
		"beside a slower one":   {0, 32 << 10},
		"two beside a quick":    {0, 0, 1 << 20},
		"two beside a slower":   {0, 0, 32 << 10},
		"slower one came first": {32 << 10, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, stop := newHouse(), make(chan struct{})
				publisher := h.enter(kerneltest.NewStream())
				for _, rate := range rates {
					h.reader(t, rate, stop)
				}
				longest := time.Duration(0)
				for range 120 {
					before := time.Now()
					publisher.flood(t, "foo", time.Millisecond)
					longest = max(longest, time.Since(before))
				}
				if longest > 50*time.Millisecond {
					t.Errorf("held for %v", longest)
				}
				close(stop)
				h.wait(t)
			})
		})
	}
}

// A reader alone on its subject that stops for a while, as a program does that
// collects garbage or gets no processor, is waited for: nobody else is there to
// suffer. One that does not come back is cut.
func TestALoneReaderMayPause(t *testing.T) {
	for name, c := range map[string]struct {
		pause time.Duration
		want  kernel.Reason
	}{
		"comes back": {800 * time.Millisecond, ""},
		"is gone":    {time.Hour, kernel.SlowConsumerPending},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, stop := newHouse(), make(chan struct{})
				h.bounds.MaxPending.Store(4 << 20)
				publisher := h.enter(kerneltest.NewStream())
				reader := h.reader(t, 0, stop)
				reader.stream.Take(1 << 20)
				pause := time.AfterFunc(c.pause, func() { reader.stream.Take(1 << 40) })
				sent := publisher.flood(t, "foo", 1300*time.Millisecond)
				pause.Stop()
				if reason := reader.Link().Reason(); reason != c.want {
					t.Errorf("the reader's end: %q, want %q", reason, c.want)
				}
				close(stop)
				h.wait(t)
				if got := reader.stream.Size(); c.want == "" && got < sent {
					t.Errorf("%d bytes arrived of %d", got, sent)
				}
			})
		})
	}
}

func TestMerelySlowerReadersHoldThePublisher(t *testing.T) {
	for name, rates := range map[string][]int{
		"one":       {16 << 10},
		"all alike": {16 << 10, 16 << 10, 16 << 10},
		"one half":  {32 << 10, 1 << 20, 1 << 20, 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, stop := newHouse(), make(chan struct{})
				publisher := h.enter(kerneltest.NewStream())
				var readers []*party
				for _, rate := range rates {
					readers = append(readers, h.reader(t, rate, stop))
				}
				sent := publisher.flood(t, "foo", time.Second)
				queued := 0
				for _, p := range readers {
					n, _, _ := p.Link().Pending()
					queued += n
				}
				if queued > 8<<20 {
					t.Errorf("%d bytes are queued", queued)
				}
				close(stop)
				h.wait(t)
				for _, p := range readers {
					if reason := p.Link().Reason(); reason != "" {
						t.Errorf("a reader was closed: %s", reason)
					}
					if got := p.stream.Size(); got < sent {
						t.Errorf("%d bytes arrived of %d", got, sent)
					}
				}
				if h.Held.Load() == 0 {
					t.Error("nobody was held back")
				}
			})
		})
	}
}

// A reader with a maximum, and one whose publisher gets an answer in each batch,
// are waited for like any other.
func TestSlowerReadersOfAnySortHoldThePublisher(t *testing.T) {
	for name, c := range map[string]struct {
		max    uint64
		answer bool
	}{
		"with a maximum":  {max: 1 << 30},
		"answers between": {answer: true},
		"both":            {max: 1 << 30, answer: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, stop := newHouse(), make(chan struct{})
				h.bounds.MaxPending.Store(4 << 20)
				publisher := h.enter(kerneltest.NewStream().Count())
				reader := h.reader(t, 2<<10, stop)
				if c.max > 0 {
					reader.Unsubscribe([]byte("1"), c.max)
				}
				payload := string(make([]byte, 64<<10))
				sent := 0
				for end := time.Now().Add(time.Second); time.Now().Before(end); sent += len(payload) {
					<-time.After(time.Millisecond) // virtual: the work of the publisher
					publisher.Begin(nil)
					publisher.publish(t, "foo", "", payload)
					if c.answer {
						publisher.Reply([]byte("+OK\r\n"))
					}
					publisher.End()
				}
				if reason := reader.Link().Reason(); reason != "" {
					t.Errorf("the reader was closed: %s", reason)
				}
				close(stop)
				h.wait(t)
				if got := reader.stream.Size(); got < sent {
					t.Errorf("%d bytes arrived of %d", got, sent)
				}
			})
		})
	}
}

func TestWriteDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		publisher, frozen := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewBoundedStream(0))
		frozen.subscribe(t, "foo", "", "1")
		publisher.batch(t, "foo", "x")
		h.wait(t)
		if reason := frozen.Link().Reason(); reason != kernel.SlowConsumerDeadline {
			t.Errorf("closed for %q", reason)
		}
		if n := h.SlowConsumers.Load(); n != 1 {
			t.Errorf("%d slow consumers counted", n)
		}
	})
}

// With Retry the deadline passes for nothing; a link that is to be closed does not
// wait, and too much in the queue closes it as ever.
func TestRetryAtTheWriteDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		h.bounds.Retry.Store(true)
		publisher := h.enter(kerneltest.NewStream())
		late, leaving := h.enter(kerneltest.NewBoundedStream(0)), h.enter(kerneltest.NewBoundedStream(0))
		late.subscribe(t, "foo", "", "1")
		leaving.subscribe(t, "foo", "", "1")
		publisher.batch(t, "foo", "x")
		<-time.After(35 * time.Second) // virtual: three deadlines
		if reason := late.Link().Reason(); reason != "" {
			t.Fatalf("closed for %q", reason)
		}
		late.stream.Take(1 << 20)
		leaving.Link().Say([]byte("bye"), kernel.ServerShutdown)
		before := time.Now()
		h.wait(t)
		if took := time.Since(before); took > 10*time.Second {
			t.Errorf("a link that was to be closed has waited for %v", took)
		}
		if late.stream.Size() == 0 {
			t.Error("nothing was written when there was room again")
		}
		if n := h.SlowConsumers.Load(); n != 0 {
			t.Errorf("%d slow consumers counted", n)
		}
	})
}
