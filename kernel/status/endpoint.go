package status

// An Endpoint answers questions about one part of the server. Answer may be
// called by any number of goroutines at the same time. It returns a struct, map
// or slice that is the caller's; an error, of the query or an *[Error], is the
// asker's mistake and is told to him.
type Endpoint interface {
	// Path is where the endpoint is found: "/connz".
	Path() string
	Answer(q *Query) (any, error)
}

// A Source adds what its module knows to the page about the whole server. Fill
// is called by any number of goroutines at the same time.
type Source interface{ Fill(*Server) }

// A Collector is a prometheus.Collector. The kernel does not import what it
// does not need itself: who collects asserts the type.
type Collector any

// A Listening door can tell whether it still lets strangers in; while one does
// not, the server is not ready. Name is how probes call it.
type Listening interface {
	Listening() (name string, listening bool)
}

// Error is an answer other than the one asked for.
type Error struct {
	Code int // as of HTTP
	Text string
}

func (e *Error) Error() string { return e.Text }
