package workload

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gnatsd/bench/figures"
	"gnatsd/bench/load"
	"gnatsd/bench/proc"
)

// beside measures a stream alone, then beside the disturbance. Figures are those of the second; Kept says what is left
// of the first.
func (w Workload) beside(ctx context.Context, server *proc.Process, duration time.Duration) (figures.Sample, error) {
	stream, err := load.OpenStream(ctx, server.Endpoint(), w.Shape)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	if err := stream.WarmUp(ctx, warmUp(duration)); err != nil {
		return nil, fmt.Errorf("warming up: %w", err)
	}
	begin := time.Now()
	alone, err := stream.Run(ctx, duration)
	if err != nil {
		return nil, fmt.Errorf("measuring alone: %w", err)
	}
	rate := float64(alone.Delivered) / time.Since(begin).Seconds()
	stop, err := stream.Disturb(ctx, w.Disturb, rate/float64(max(1, w.Shape.Subscribers)))
	if err != nil {
		return nil, err
	}
	account, err := open(server)
	if err != nil {
		return nil, errors.Join(err, stop())
	}
	tally, failure := stream.Run(ctx, duration)
	sample, err := account.close(tally.Delivered)
	if err := errors.Join(err, stop()); err != nil {
		return nil, err
	}
	sample[figures.Lost] = float64(tally.Lost)
	sample[figures.Kept] = sample[figures.Rate] / rate
	sample[figures.Gap] = float64(tally.Gap)
	return sample, failure
}

// fair measures round trips of quiet connections, alone and beside a stream. Figures are those beside it.
func (w Workload) fair(ctx context.Context, server *proc.Process, duration time.Duration) (figures.Sample, error) {
	stream, err := load.OpenStream(ctx, server.Endpoint(), w.Shape)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	quiet, err := load.OpenQuiet(ctx, server.Endpoint(), w.Shape.Payload, w.Count)
	if err != nil {
		return nil, err
	}
	defer quiet.Close()
	if _, err := quiet.Run(ctx, warmUp(duration)); err != nil {
		return nil, fmt.Errorf("warming up: %w", err)
	}
	idle, err := quiet.Run(ctx, duration)
	if err != nil {
		return nil, fmt.Errorf("measuring alone: %w", err)
	}
	if err := stream.WarmUp(ctx, warmUp(duration)); err != nil {
		return nil, fmt.Errorf("warming up: %w", err)
	}
	account, err := open(server)
	if err != nil {
		return nil, err
	}
	flooded := make(chan error, 1)
	go func() {
		_, err := stream.Run(ctx, duration+warmUp(duration))
		flooded <- err
	}()
	busy, err := quiet.Run(ctx, duration)
	if failure := <-flooded; failure != nil {
		return nil, fmt.Errorf("flooding: %w", failure)
	}
	if err != nil {
		return nil, err
	}
	sample, err := account.close(int64(len(busy)))
	if err != nil {
		return nil, err
	}
	sample[figures.P50] = float64(figures.Percentile(busy, 50))
	sample[figures.P99] = float64(figures.Percentile(busy, 99))
	sample[figures.P999] = float64(figures.Percentile(busy, 99.9))
	sample[figures.Times] = sample[figures.P99] / float64(figures.Percentile(idle, 99))
	return sample, nil
}
