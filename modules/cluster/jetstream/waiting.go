package jetstream

import (
	"strconv"
	"time"
)

// waiting are the clients that wait for an answer, by the number of their
// request: two generations, of which the older is forgotten when the younger is
// full or a minute old.
type waiting struct {
	young, old map[string]string
	began      time.Time
	last       uint64
}

const (
	generationTime = time.Minute
	generationMax  = 64 << 10
)

func newWaiting() waiting { return waiting{young: map[string]string{}, old: map[string]string{}} }

// add notes where an answer is to go and returns the number of the request.
func (w *waiting) add(reply string, now time.Time) string {
	if len(w.young) >= generationMax || now.Sub(w.began) > generationTime {
		w.old, w.young, w.began = w.young, map[string]string{}, now
	}
	w.last++
	id := strconv.FormatUint(w.last, 36)
	w.young[id] = reply
	return id
}

// take returns where an answer is to go. There is one answer.
func (w *waiting) take(id string) (reply string, found bool) {
	for _, generation := range []map[string]string{w.young, w.old} {
		if reply, found = generation[id]; found {
			delete(generation, id)
			return reply, true
		}
	}
	return "", false
}
