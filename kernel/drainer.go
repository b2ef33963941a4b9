package kernel

import "context"

// A Drainer has parties that a server which is to go sends away, before it stops:
// it lets nobody new in, tells those who understand it, and closes them one after
// the other over the time that its configuration gives.
type Drainer interface {
	// Drain returns when the last party has left, or when ctx ends because the
	// server stops at once. It is called at most once, while the server runs, on a
	// goroutine of its own.
	Drain(ctx context.Context) error
}

// A Reopener writes to a file that others may have moved away.
type Reopener interface {
	// Reopen closes the file and opens its path again. It returns the line that
	// says so, which the caller logs.
	Reopen() (string, error)
}
