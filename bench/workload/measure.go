package workload

import (
	"context"
	"fmt"
	"time"

	"gnatsd/bench/figures"
	"gnatsd/bench/load"
	"gnatsd/bench/proc"
)

// subscribers is how many connections share the subscriptions of a Subscribe workload.
const subscribers = 10

// warmUp is the time before a measurement of the given length.
func warmUp(duration time.Duration) time.Duration { return duration/4 + 50*time.Millisecond }

// stream measures publishers at full speed. Figures are per delivered message, or per published one when nobody
// listens.
func (w Workload) stream(ctx context.Context, server *proc.Process, duration time.Duration) (figures.Sample, error) {
	stream, err := load.OpenStream(ctx, server.Endpoint(), w.Shape)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	if err := stream.WarmUp(ctx, warmUp(duration)); err != nil {
		return nil, fmt.Errorf("warming up: %w", err)
	}
	account, err := open(server)
	if err != nil {
		return nil, err
	}
	tally, failure := stream.Run(ctx, duration)
	units := tally.Delivered
	if w.Shape.Copies() == 0 {
		units = tally.Published
	}
	sample, err := account.close(units)
	if err != nil {
		return nil, err
	}
	sample[figures.Lost] = float64(tally.Lost)
	return sample, failure
}

// roundTrip measures request and reply.
func (w Workload) roundTrip(ctx context.Context, server *proc.Process,
	duration time.Duration,
) (figures.Sample, error) {
	trips, err := load.OpenRoundTrip(ctx, server.Endpoint(), w.Shape.Payload)
	if err != nil {
		return nil, err
	}
	defer trips.Close()
	if _, err := trips.Run(ctx, warmUp(duration)); err != nil {
		return nil, fmt.Errorf("warming up: %w", err)
	}
	account, err := open(server)
	if err != nil {
		return nil, err
	}
	latencies, err := trips.Run(ctx, duration)
	if err != nil {
		return nil, err
	}
	sample, err := account.close(int64(len(latencies)))
	if err != nil {
		return nil, err
	}
	sample[figures.P50] = float64(figures.Percentile(latencies, 50))
	sample[figures.P99] = float64(figures.Percentile(latencies, 99))
	sample[figures.P999] = float64(figures.Percentile(latencies, 99.9))
	return sample, nil
}

// idle measures connections that are greeted and then left alone.
func (w Workload) idle(ctx context.Context, server *proc.Process) (figures.Sample, error) {
	if err := touch(ctx, server); err != nil {
		return nil, err
	}
	account, err := open(server)
	if err != nil {
		return nil, err
	}
	conns, err := load.DialMany(ctx, server.Endpoint(), load.Duplex, w.Count, nil)
	if err != nil {
		return nil, err
	}
	defer load.CloseAll(conns)
	sample, err := account.close(int64(w.Count))
	if err != nil {
		return nil, err
	}
	return sample, account.growth(ctx, sample, w.Count)
}

// subscribe measures distinct literal subscriptions, sent in one go by each of ten connections.
func (w Workload) subscribe(ctx context.Context, server *proc.Process) (figures.Sample, error) {
	conns, err := load.DialMany(ctx, server.Endpoint(), load.Subscriber, subscribers, nil)
	if err != nil {
		return nil, err
	}
	defer load.CloseAll(conns)
	batches := make([]load.Batch, subscribers)
	for i := range w.Count {
		batches[i%subscribers].Add(load.Subscription{Subject: load.Subject(i), SID: load.SID(i)})
	}
	account, err := open(server)
	if err != nil {
		return nil, err
	}
	if err := load.SubscribeAll(conns, batches); err != nil {
		return nil, err
	}
	sample, err := account.close(int64(w.Count))
	if err != nil {
		return nil, err
	}
	return sample, account.growth(ctx, sample, w.Count)
}

// touch opens and closes one connection, so that what a server allocates once is not charged to the first.
func touch(ctx context.Context, server *proc.Process) error {
	c, err := server.Endpoint().Dial(ctx, load.Duplex)
	if err != nil {
		return err
	}
	return c.Close()
}
