package main

import (
	"context"
	"fmt"
	"time"

	"gnatsd/bench/load"
	"gnatsd/bench/proc"
)

// pair measures the CPU that two servers together use for a message from a publisher on one to a subscriber on the
// other, in nanoseconds.
func (o options) pair(payload int) func(context.Context, proc.Server) (float64, error) {
	return func(ctx context.Context, server proc.Server) (float64, error) {
		nodes := make([]*node, 2)
		defer func() { stopAll(nodes) }()
		var err error
		if nodes[0], err = startNode(ctx, server, 0); err != nil {
			return 0, err
		}
		if nodes[1], err = startNode(ctx, server, 0, nodes[0].route); err != nil {
			return 0, err
		}
		if err := crossed(nodes[0], nodes[1]); err != nil { // clients that are there before are told of the route
			return 0, err
		}
		endpoint := nodes[0].Endpoint()
		endpoint.Far = nodes[1].Endpoint().Address
		shape := load.Shape{Payload: payload, Publishers: 1, Subscribers: 1, Subjects: 1}
		stream, err := load.OpenStream(ctx, endpoint, shape)
		if err != nil {
			return 0, err
		}
		defer stream.Close()
		if err := crossed(nodes[0], nodes[1]); err != nil {
			return 0, err
		}
		if err := stream.WarmUp(ctx, o.duration/4); err != nil {
			return 0, fmt.Errorf("warming up: %w", err)
		}
		before, err := used(nodes)
		if err != nil {
			return 0, err
		}
		tally, err := stream.Run(ctx, o.duration)
		if err != nil {
			return 0, err
		}
		after, err := used(nodes)
		if err != nil {
			return 0, err
		}
		if tally.Lost > 0 {
			return 0, fmt.Errorf("%d messages were lost", tally.Lost)
		}
		return float64(after-before) / float64(tally.Delivered), nil
	}
}

// used is the CPU of all servers together.
func used(nodes []*node) (sum time.Duration, err error) {
	for _, n := range nodes {
		usage, err := n.Usage()
		if err != nil {
			return 0, err
		}
		sum += usage.CPU
	}
	return sum, nil
}

// crossed waits until interest made before is known to the other server: interest made now is.
func crossed(from, to *node) error {
	subscriber, err := dialText(to.Endpoint().Address)
	if err != nil {
		return err
	}
	defer subscriber.Close()
	publisher, err := dialText(from.Endpoint().Address)
	if err != nil {
		return err
	}
	defer publisher.Close()
	const options = `CONNECT {"verbose":false,"pedantic":false}` + "\r\nPING\r\n"
	if err := subscriber.say("SUB probe 1\r\n" + options); err != nil {
		return err
	}
	heard := make(chan error, 1)
	go func() { heard <- subscriber.until("MSG probe ") }() // ends with the connection
	retry := time.NewTicker(5 * time.Millisecond)
	defer retry.Stop()
	for {
		if err := publisher.say("PUB probe 0\r\n\r\n"); err != nil {
			return err
		}
		select {
		case err := <-heard:
			return err
		case <-retry.C:
		}
	}
}
