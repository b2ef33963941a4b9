package client

import (
	"context"
	"math/rand/v2"
	"time"

	"gnatsd/kernel"
)

// pauseMax is the longest pause between two clients that a lame duck closes: with
// few clients it is done long before its time.
const pauseMax = time.Second

// pauseMin is the shortest pause; where that would take too long, several are
// closed at once.
const pauseMin = time.Millisecond

// Drain lets nobody new in, tells the clients, gives them time to leave by
// themselves, and closes the others one after the other in random order, so that
// the servers they go to are not overrun.
func (d *Door) Drain(ctx context.Context) error {
	if err := d.Close(ctx); err != nil {
		return err
	}
	p, c := d.protocol, d.protocol.config()
	if len(p.all()) == 0 {
		return nil
	}
	p.leaving.Store(true)
	p.announce()
	if err := pause(ctx, c.LameDuckGrace); err != nil {
		return err
	}
	all := p.all()
	p.log.Info("Closing existing clients")
	step, most := pace(c.LameDuckDuration-c.LameDuckGrace, len(all))
	for len(all) > 0 {
		n := min(step, len(all))
		for _, c := range all[:n] {
			c.link.Close(kernel.ServerShutdown)
		}
		if all = all[n:]; len(all) == 0 {
			return nil
		}
		if err := pause(ctx, most/2+rand.N(most/2)); err != nil {
			return err
		}
	}
	return nil
}

// pace returns how many clients are closed at a time, and the longest pause
// behind each time.
func pace(total time.Duration, clients int) (step int, most time.Duration) {
	most = min(pauseMax, total/time.Duration(max(clients, 1)))
	if most >= pauseMin {
		return 1, most
	}
	times := max(1, int(total/pauseMin))
	return (clients + times - 1) / times, pauseMin
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var _ kernel.Drainer = (*Door)(nil)
