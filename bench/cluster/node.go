package main

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"sync"
	"time"

	"gnatsd/bench/proc"
)

// patience bounds everything that is waited for.
const patience = 20 * time.Second

// node is one server of a cluster.
type node struct {
	*proc.Process
	route string // where it takes routes
	log   *journal
}

// startNode starts a server that dials the routes given.
func startNode(ctx context.Context, server proc.Server, others int, routes ...string) (*node, error) {
	n := &node{log: &journal{others: others, open: make(chan struct{}), full: make(chan struct{})}}
	server.Extra = []string{"--cluster", "nats://127.0.0.1:-1", "--cluster_name", "bench"}
	if others > 0 {
		server.Extra = append(server.Extra, "-D")
	}
	for _, route := range routes {
		server.Extra = append(server.Extra, "--routes", "nats://"+route)
	}
	server.Log = n.log
	var err error
	if n.Process, err = server.Start(ctx); err != nil {
		return n, err
	}
	if err := n.log.wait(ctx, n.log.open); err != nil {
		return n, fmt.Errorf("%w: it listens for no routes", err)
	}
	n.route = n.log.route
	return n, nil
}

// stopAll stops those that were started.
func stopAll(nodes []*node) {
	for _, n := range nodes {
		if n != nil && n.Process != nil {
			n.Stop()
		}
	}
}

var (
	registers = regexp.MustCompile(`Registering remote route "(\w+)"`)
	listens   = regexp.MustCompile(`Listening for route connections on (\S+)`)
)

// journal reads the log of a server and notes when it listens, and when it has registered all others.
type journal struct {
	others int
	open   chan struct{} // closed when it listens
	full   chan struct{} // closed when all others are registered

	mu    sync.Mutex // guards all below
	rest  []byte     // of a line
	known map[string]bool
	route string    // where it listens
	began time.Time // since when
	ended time.Time // when all others are registered
}

func (j *journal) Write(text []byte) (int, error) {
	now := time.Now()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.rest = append(j.rest, text...)
	whole := bytes.LastIndexByte(j.rest, '\n') + 1
	if found := listens.FindSubmatch(j.rest[:whole]); found != nil && j.began.IsZero() {
		j.began, j.route = now, string(found[1])
		close(j.open)
	}
	for _, found := range registers.FindAllSubmatch(j.rest[:whole], -1) {
		if j.known == nil {
			j.known = map[string]bool{}
		}
		j.known[string(found[1])] = true
	}
	j.rest = append([]byte(nil), j.rest[whole:]...)
	if j.ended.IsZero() && j.others > 0 && len(j.known) == j.others {
		j.ended = now
		close(j.full)
	}
	return len(text), nil
}

// await returns since when the server listens, and when all others were registered.
func (j *journal) await(ctx context.Context) (began, ended time.Time, err error) {
	if err := j.wait(ctx, j.full); err != nil {
		return began, ended, fmt.Errorf("%w: the mesh is not complete", err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.began, j.ended, nil
}

// wait waits for a channel to be closed.
func (j *journal) wait(ctx context.Context, closed <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-closed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
