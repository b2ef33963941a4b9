package kernel

import (
	"context"
	"net"
)

// A Door is something a stranger can knock on: a listening socket and what is
// behind it. No module listens by itself; one gate, started last and stopped
// first, binds all doors in order of rank, then serves them.
//
// Bind and Serve are called once, in that order; Close may be called at any
// time, also twice and without Bind.
type Door interface {
	// Name says what is behind the door, for logs: "client", "cluster", "monitor".
	Name() string
	// Rank orders binding: lower first, equal ranks by name.
	Rank() int
	// Bind takes the address and listens; nobody is let in yet. It returns nil
	// with a nil Addr afterwards if configuration keeps the door shut.
	Bind(ctx context.Context) error
	// Addr returns the bound address, nil before Bind and for a shut door.
	Addr() net.Addr
	// Serve starts letting strangers in and returns at once.
	Serve()
	// Close stops letting strangers in and returns when the address is free.
	// Those inside stay.
	Close(ctx context.Context) error
}

// Fatal ends the server: a worker calls it when it cannot go on and the server
// is of no use without it. It returns at once; the stop is orderly.
type Fatal func(error)

// Schemed is a Door that knows the scheme of its URLs better than others.
type Schemed interface {
	// Scheme returns it, as in "https". It is called when the door is bound.
	Scheme() string
}
