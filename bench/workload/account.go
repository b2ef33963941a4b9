package workload

import (
	"context"
	"errors"
	"time"

	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
)

// account takes the difference between two readings of the clocks.
type account struct {
	server *proc.Process
	before proc.Usage
	load   time.Duration
	start  time.Time
	blind  bool // the system has no accounts to read
}

// open starts an account now.
func open(server *proc.Process) (*account, error) {
	a := &account{server: server}
	err := server.ResetPeak()
	if err == nil {
		a.before, err = server.Usage()
	}
	if a.blind = errors.Is(err, proc.ErrNoAccounting); err != nil && !a.blind {
		return nil, err
	}
	a.load = proc.OwnCPU()
	a.start = time.Now()
	return a, nil
}

// close returns the figures of units done since open.
func (a *account) close(units int64) (figures.Sample, error) {
	elapsed := time.Since(a.start)
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / float64(max(units, 1)) }
	sample := figures.Sample{
		figures.Rate:    float64(units) / elapsed.Seconds(),
		figures.LoadCPU: each(proc.OwnCPU() - a.load),
		figures.Units:   float64(units),
	}
	if a.blind {
		return sample, nil
	}
	after, err := a.server.Usage()
	if err != nil {
		return nil, err
	}
	cpu := each(after.CPU - a.before.CPU)
	sample[figures.CPU] = cpu
	user, system := after.User-a.before.User, after.System-a.before.System
	if sum := user + system; sum > 0 { // a short measurement may see no tick at all
		sample[figures.User] = cpu * float64(user) / float64(sum)
		sample[figures.System] = cpu * float64(system) / float64(sum)
	}
	sample[figures.RSS] = float64(after.Peak)
	return sample, nil
}

// growth adds how much resident memory each of units took, once the memory has settled.
func (a *account) growth(ctx context.Context, sample figures.Sample, units int) error {
	if a.blind {
		return nil
	}
	settled, err := settle(ctx, a.server)
	if err != nil {
		return err
	}
	sample[figures.EachSize] = float64(settled-a.before.RSS) / float64(units)
	return nil
}

const (
	settlePoll    = 100 * time.Millisecond
	settlePolls   = 5 // that many readings in a row have to agree
	settleTimeout = 5 * time.Second
)

// settle waits until the resident memory stays within half a percent, at most settleTimeout, and returns it.
func settle(ctx context.Context, server *proc.Process) (int64, error) {
	poll := time.NewTicker(settlePoll)
	defer poll.Stop()
	deadline := time.Now().Add(settleTimeout)
	var reference int64
	for steady := 0; ; {
		now, err := server.Usage()
		if err != nil {
			return 0, err
		}
		if change := now.RSS - reference; max(change, -change)*200 <= reference {
			steady++
		} else {
			steady, reference = 0, now.RSS
		}
		if steady >= settlePolls || time.Now().After(deadline) {
			return now.RSS, nil
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
