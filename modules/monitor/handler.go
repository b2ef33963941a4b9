package monitor

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel/status"
)

const (
	typeJSON   = "application/json"
	typeScript = "application/javascript"
	typeText   = "text/plain; charset=utf-8"
)

// ServeHTTP answers, whatever happens, and counts.
func (m *Monitor) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	w, begun, counted := &answered{to, http.StatusOK}, time.Now(), ""
	defer func() {
		if what := recover(); what != nil {
			panicked(m.log, what, w, r)
		}
		m.asked.note(counted, w.code, time.Since(begun))
	}()
	if err := m.prepare(); err != nil { // the door would not have opened
		m.log.Error("Monitoring is not ready", zap.Error(err))
		refuse(w, http.StatusInternalServerError, "internal error")
		return
	}
	counted = m.serve(w, r)
}

// serve finds the page and keeps away who may not see it. It returns the path by
// which the page is counted, empty for none.
func (m *Monitor) serve(w http.ResponseWriter, r *http.Request) string {
	path, below := strings.CutPrefix(r.URL.Path, m.base)
	if path == "" {
		path = "/"
	}
	p, found := m.pages[path]
	serve, needs := p.serve, p.needs
	switch {
	case r.Method == http.MethodPut && below && p.change != nil:
		serve, needs = p.change, roleChange
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", p.methods())
		refuse(w, http.StatusMethodNotAllowed, "method not allowed")
		return ""
	case strings.HasPrefix(path, "//"):
		http.Redirect(w, r, m.base+"/"+strings.TrimLeft(path, "/"), http.StatusTemporaryRedirect)
		return ""
	case !below || !found:
		http.NotFound(w, r)
		return ""
	}
	m.count(p.counted)
	if m.access.allow(w, r, needs, m.local()) {
		serve(w, r)
	}
	return p.counted
}

// methods are those that a page answers.
func (p *page) methods() string {
	if p.change != nil {
		return "GET, HEAD, PUT"
	}
	return "GET, HEAD"
}

// panicked turns a panic while answering into an answer.
func panicked(log *zap.Logger, what any, w http.ResponseWriter, r *http.Request) {
	log.Error("Panic while answering", zap.String("path", r.URL.Path), zap.Any("panic", what),
		zap.ByteString("stack", debug.Stack()))
	refuse(w, http.StatusInternalServerError, "internal error")
}

// answer serves an endpoint.
func (m *Monitor) answer(e status.Endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := e.Answer(status.NewQuery(r.URL.Query()))
		if err != nil {
			code := http.StatusBadRequest
			if told := (*status.Error)(nil); errors.As(err, &told) {
				code = told.Code
			}
			refuse(w, code, err.Error())
			return
		}
		if text, ok := m.encode(w, r, answer); ok {
			m.reply(w, r, http.StatusOK, text)
		}
	}
}

// encode writes an answer as tools and people read it; if it cannot, it says so
// and reports false.
func (m *Monitor) encode(w http.ResponseWriter, r *http.Request, answer any) (text []byte, ok bool) {
	text, err := json.MarshalIndent(answer, "", "  ")
	if err != nil {
		m.log.Error("Answer not encoded", zap.String("path", r.URL.Path), zap.Error(err))
		refuse(w, http.StatusInternalServerError, "internal error")
	}
	return text, err == nil
}

var callbackName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$.]{0,127}$`)
})

// reply sends JSON, or a script that hands it to a function of the asker's.
func (m *Monitor) reply(w http.ResponseWriter, r *http.Request, code int, text []byte) {
	callback := r.URL.Query().Get("callback")
	switch {
	case callback == "" || !m.config.JSONP || m.access.closed():
		m.open(w)
		w.Header().Set("Content-Type", typeJSON)
		w.WriteHeader(code)
	case !callbackName().MatchString(callback):
		refuse(w, http.StatusBadRequest, "invalid callback name")
		return
	default:
		m.open(w)
		w.Header().Set("Content-Type", typeScript)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		text = bytes.Join([][]byte{[]byte(callback), []byte("("), text, []byte(")")}, nil)
	}
	_, _ = w.Write(text) // who has gone does not need it
}

// open lets pages of other sites read the answer, unless not everybody may (I5).
func (m *Monitor) open(w http.ResponseWriter) {
	if !m.access.closed() {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
}

func refuse(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", typeText)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(text)) // who has gone does not need it
}
