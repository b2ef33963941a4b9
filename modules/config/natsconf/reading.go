package natsconf

import "fmt"

// reading is what one call of Parse shares among the text, the files it includes and the environment values it uses.
type reading struct {
	opts     Options
	env      *environment
	written  int // bytes so far, if everything were written out in one text
	values   int // values so far
	depth    int // maps, arrays and includes that are open
	includes int // include directives so far
}

func newReading(opts Options) *reading {
	opts = opts.filled()
	return &reading{opts: opts, env: newEnvironment(opts.Environ)}
}

// write accounts for n more bytes of configuration.
func (r *reading) write(n int, pos Pos) *Error {
	if n > r.opts.MaxSize-r.written {
		return &Error{Pos: pos, Class: TooLarge, Text: fmt.Sprintf("the configuration is too large, with includes and "+
			"variables written out it has more than the %d bytes allowed", r.opts.MaxSize)}
	}
	r.written += n
	return nil
}

// enter opens levels more levels of nesting; the caller closes them.
func (r *reading) enter(levels int, pos Pos) *Error {
	if levels > r.opts.MaxDepth-r.depth {
		return &Error{Pos: pos, Class: TooDeep, Text: fmt.Sprintf("the configuration is nested too deeply, "+
			"expected at most %d levels of maps, arrays and includes", r.opts.MaxDepth)}
	}
	r.depth += levels
	return nil
}

// count accounts for one more value.
func (r *reading) count(pos Pos) *Error {
	if r.values >= r.opts.MaxValues {
		return &Error{
			Pos: pos, Class: TooLarge,
			Text: fmt.Sprintf("the configuration has more than the %d values allowed", r.opts.MaxValues),
		}
	}
	r.values++
	return nil
}
