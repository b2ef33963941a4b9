package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"gnatsd/bench/proc"
)

// mesh measures how long so many servers take to become a mesh, in milliseconds: the seed is there, the others start
// together. It counts from the moment when the last of them listens, or from the start of the processes.
func mesh(size int, fromStart bool) func(context.Context, proc.Server) (float64, error) {
	return func(ctx context.Context, server proc.Server) (float64, error) {
		nodes := make([]*node, size)
		defer func() { stopAll(nodes) }()
		var err error
		if nodes[0], err = startNode(ctx, server, size-1); err != nil {
			return 0, err
		}
		errs := make([]error, size)
		began := time.Now()
		var starting sync.WaitGroup
		for i := 1; i < size; i++ {
			starting.Go(func() { nodes[i], errs[i] = startNode(ctx, server, size-1, nodes[0].route) })
		}
		starting.Wait()
		if err := errors.Join(errs...); err != nil {
			return 0, err
		}
		first, last := began, began
		for _, n := range nodes {
			listens, complete, err := n.log.await(ctx)
			if err != nil {
				return 0, err
			}
			first, last = later(first, listens), later(last, complete)
		}
		if fromStart {
			first = began
		}
		return milliseconds(last.Sub(first)), nil
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
