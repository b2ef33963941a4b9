package load

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// Disturb says what goes on beside a stream.
type Disturb struct {
	Frozen   int // subscribers of the stream's subject that never read
	Crawling int // those that read a hundredth of what the others do
	Churn    int // subscriptions begun and ended each second, of subjects that nobody publishes to
}

const (
	disturbTick   = 10 * time.Millisecond
	crawlFraction = 0.01
	// comeBack is after what time who was cut connects again, as client libraries do.
	comeBack = 2 * time.Second
)

// Disturb begins to disturb the stream, whose subscribers get rate messages a second each when undisturbed. Who is
// cut comes back after comeBack. stop ends it and says what failed.
func (s *Stream) Disturb(ctx context.Context, what Disturb, rate float64) (stop func() error, err error) {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	failures := make(chan error, what.Frozen+what.Crawling+1)
	begin := func(run func(context.Context) error) { group.Go(func() { failures <- run(ctx) }) }
	for range what.Frozen {
		begin(func(ctx context.Context) error { return s.dawdle(ctx, 0) })
	}
	for range what.Crawling {
		each := rate * crawlFraction * float64(s.frame.Length) * disturbTick.Seconds()
		begin(func(ctx context.Context) error { return s.dawdle(ctx, int(each)) })
	}
	if what.Churn > 0 {
		begin(func(ctx context.Context) error { return s.churn(ctx, what.Churn) })
	}
	return func() error {
		cancel()
		group.Wait()
		close(failures)
		var all []error
		for failure := range failures {
			all = append(all, failure)
		}
		return errors.Join(all...)
	}, nil
}

// dawdle subscribes like the stream's subscribers and reads so many bytes each tick, again some time after it was cut.
func (s *Stream) dawdle(ctx context.Context, each int) error {
	for ctx.Err() == nil {
		c, err := s.endpoint.Dial(ctx, Subscriber)
		if err != nil {
			return orEnd(ctx, fmt.Errorf("opening a slow subscriber: %w", err))
		}
		if err := s.endpoint.Dialect.Subscribe(c, s.subscriptions(0)); err == nil {
			_ = every(ctx, func() error { return sip(c, each) }) // ends when the server cuts it
		}
		_ = c.Close()
		select {
		case <-ctx.Done():
		case <-time.After(comeBack):
		}
	}
	return nil
}

// sip reads up to n bytes, and finds out whether the connection is still there.
func sip(c *Conn, n int) error {
	if n > 0 {
		if err := c.SetReadDeadline(time.Now().Add(disturbTick)); err != nil {
			return err
		}
		if _, err := c.Read(make([]byte, n)); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
	}
	_, err := c.Write([]byte("PONG\r\n"))
	return err
}

// churn begins and ends so many subscriptions a second.
func (s *Stream) churn(ctx context.Context, perSecond int) error {
	c, err := s.endpoint.Dial(ctx, Subscriber)
	if err != nil {
		return orEnd(ctx, fmt.Errorf("opening the connection that comes and goes: %w", err))
	}
	defer c.Close()
	each, number := int(float64(perSecond)*disturbTick.Seconds()), 0
	return orEnd(ctx, every(ctx, func() error {
		var ops []byte
		for range each {
			number++
			ops = fmt.Appendf(ops, "SUB churn.%06d %d\r\nUNSUB %d\r\n", number%100_000, number, number)
		}
		_, err := c.Write(ops)
		return err
	}))
}

// every calls do each tick until it fails or ctx ends.
func every(ctx context.Context, do func() error) error {
	tick := time.NewTicker(disturbTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if err := do(); err != nil {
				return err
			}
		}
	}
}

// orEnd is err, or nothing if that is only because ctx ended.
func orEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
