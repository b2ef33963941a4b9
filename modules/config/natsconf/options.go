package natsconf

import (
	"io/fs"
	"os"
)

// Defaults of Options.
const (
	DefaultMaxSize     = 16 << 20
	DefaultMaxValues   = 1 << 20
	DefaultMaxDepth    = 1000
	DefaultMaxIncludes = 1000

	maxErrors = 10      // after so many errors the parser gives up
	mostSize  = 1 << 30 // what MaxSize may be at most
)

// Options bound the parser and tell it about the world around the text. The zero value is ready to use.
type Options struct {
	// Environ holds "NAME=value" strings; nil means the environment of the process at the time of the call.
	Environ []string

	// Open opens an included file; nil means os.Open. The caller of Open closes the file.
	Open func(path string) (fs.File, error)

	// MaxSize bounds the bytes of the configuration as if it were written out in one text: with every included file,
	// and the value of a variable once per reference. 0 means DefaultMaxSize,
	// and 1 GiB is the most.
	MaxSize int

	// MaxValues bounds the number of values in the text and what it includes. 0 means DefaultMaxValues.
	MaxValues int

	// MaxDepth bounds the nesting of maps, arrays and includes. 0 means DefaultMaxDepth.
	MaxDepth int

	// MaxIncludes bounds the include directives that are followed. 0 means DefaultMaxIncludes.
	MaxIncludes int
}

// filled returns the options with defaults in place of zero values.
func (o Options) filled() Options {
	if o.Environ == nil {
		o.Environ = os.Environ()
	}
	if o.Open == nil {
		o.Open = func(path string) (fs.File, error) { return os.Open(path) }
	}
	for _, limit := range []struct {
		value    *int
		standard int
	}{
		{&o.MaxSize, DefaultMaxSize},
		{&o.MaxValues, DefaultMaxValues},
		{&o.MaxDepth, DefaultMaxDepth},
		{&o.MaxIncludes, DefaultMaxIncludes},
	} {
		if *limit.value <= 0 {
			*limit.value = limit.standard
		}
	}
	o.MaxSize = min(o.MaxSize, mostSize)
	return o
}
