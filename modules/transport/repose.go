package transport

import "time"

// repose decides when the reader of a quiet stream is replaced by a new one. A
// goroutine keeps the stack it once needed, several kilobytes that a parked one
// has no use for; a busy one would only have to grow it again.
type repose struct {
	parked time.Duration // since processStart: when there was nothing more to read
	busy   bool          // something was read since
	hot    bool          // the wait before that was a short one
	renew  bool          // the reader stops for a new goroutine to go on
}

// quietTime is how long a stream brings nothing before its reader is replaced
// after the next batch.
const quietTime = time.Second

var processStart = time.Now()

// woken is called when there may be something to read.
func (r *repose) woken() {
	if r.parked != 0 {
		r.hot = time.Since(processStart)-r.parked < quietTime
	}
}

// rested is called when there is nothing more to read. It reports whether this
// goroutine is to stop: after the first batch of a stream, and after each that
// followed a long wait.
func (r *repose) rested() (stop bool) {
	r.renew = r.busy && !r.hot
	if r.busy {
		r.parked = time.Since(processStart)
	}
	r.busy = false
	return r.renew
}
