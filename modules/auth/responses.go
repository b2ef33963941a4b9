package auth

import (
	"container/list"
	"sync"
	"time"

	"gnatsd/kernel"
)

// responsesCap bounds the requests a session may still answer; the oldest is
// forgotten for a new one.
const responsesCap = 8192

// A responder is the permissions of one session that may answer what it is
// asked (security B.7).
type responder struct {
	*permissions
	now func() time.Time

	mu    sync.Mutex // guards all below; held by publishers and by the party's own goroutine
	asked map[string]*list.Element
	by    list.List // of *asking, the oldest first
}

// asking is one request that may be answered.
type asking struct {
	reply string
	since time.Time
	count int
}

func newResponder(p *permissions) *responder {
	return &responder{permissions: p, now: time.Now, asked: map[string]*list.Element{}}
}

// Asked notes a request. The same reply again is a new one.
func (r *responder) Asked(reply []byte) {
	if r.MayPublish(reply) {
		return
	}
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.asked[string(reply)]; e != nil {
		a := e.Value.(*asking)
		a.since, a.count = now, 0
		r.by.MoveToBack(e)
		return
	}
	r.prune(now)
	text := string(reply)
	r.asked[text] = r.by.PushBack(&asking{reply: text, since: now})
}

// prune forgets what is too old, from the oldest on, and makes room for one.
func (r *responder) prune(now time.Time) {
	for e := r.by.Front(); e != nil; e = r.by.Front() {
		if a := e.Value.(*asking); !r.over(a, now) && len(r.asked) < responsesCap {
			return
		}
		r.forget(e)
	}
}

func (r *responder) over(a *asking, now time.Time) bool {
	return r.responses.TTL > 0 && now.Sub(a.since) > r.responses.TTL
}

func (r *responder) forget(e *list.Element) { delete(r.asked, r.by.Remove(e).(*asking).reply) }

// MayRespond counts an answer.
func (r *responder) MayRespond(to []byte) bool {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.asked[string(to)]
	if e == nil {
		return false
	}
	a := e.Value.(*asking)
	if r.over(a, now) {
		r.forget(e)
		return false
	}
	a.count++
	if r.responses.Max > 0 && a.count >= r.responses.Max {
		r.forget(e)
	}
	return true
}

var _ kernel.Responder = (*responder)(nil)
