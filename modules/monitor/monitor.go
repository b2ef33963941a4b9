package monitor

import (
	"crypto/tls"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
	"gnatsd/kernel/status"
)

// Settings are what the module is given by the rest of the server.
type Settings struct {
	Kernel     *kernel.Kernel
	Build      kernel.Build
	Log        *zap.Logger
	TLS        func() *tls.Config // for HTTPS, at each moment; nil if there is none
	Tree       kernelfx.Tree      // the configuration, nil if it is not to be shown
	Levels     kernel.Levels      // of the log, nil if they cannot be switched
	Endpoints  []status.Endpoint
	Sources    []status.Source
	Collectors []status.Collector
}

// Monitor answers.
type Monitor struct {
	config  Config
	with    Settings
	log     *zap.Logger
	base    string
	started time.Time
	prepare func() error    // makes the pages, the first time
	pages   map[string]page // once prepared
	asked   *asked          // nil without /metrics
	access  *access
	usage   usage
	history history
	doors   atomic.Pointer[[]kernel.Door] // set when all are open
	bound   atomic.Pointer[binding]

	mu       sync.Mutex // guards requests
	requests map[string]int64
}

// A page is what is found under one path.
type page struct {
	counted string // the path under which /varz counts it, empty for not at all
	needs   role
	serve   http.HandlerFunc
	change  http.HandlerFunc // answers PUT; nil: nothing here can be changed
}

// New makes the monitor. Nothing is opened or started.
func New(c Config, s Settings) (*Monitor, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	m := &Monitor{
		config: c, with: s, log: s.Log, base: c.base(), started: time.Now(), access: newAccess(c.Access),
		requests: map[string]int64{},
	}
	m.prepare = sync.OnceValue(m.addPages)
	for _, always := range []string{"/", "/varz", "/connz", "/routez", "/subsz"} {
		m.requests[always] = 0 // tools insist on these
	}
	return m, nil
}

// addPages makes all pages and what they need. It is done when a door is opened
// to them or when one is asked for: who has no port for them does not pay.
func (m *Monitor) addPages() error {
	m.pages = map[string]page{}
	for _, e := range append(absent{m.with.Build}.endpoints(), m.own()...) {
		m.add(e)
	}
	for _, e := range m.with.Endpoints {
		m.add(e)
	}
	m.alias("/subscriptionsz", "/subsz")
	m.page("/", roleRead, m.index)
	probes{m}.add()
	m.addProcess()
	levelSwitch{m}.add()
	if m.config.Metrics.Enabled {
		metrics, err := m.metrics()
		if err != nil {
			return err
		}
		m.page("/metrics", roleRead, metrics)
	}
	if m.config.Access.Dashboard {
		return m.addDashboard()
	}
	return nil
}

// add makes a page of an endpoint; the last of a path counts.
func (m *Monitor) add(e status.Endpoint) { m.page(e.Path(), roleRead, m.answer(e)) }

func (m *Monitor) page(path string, needs role, serve http.HandlerFunc) {
	m.pages[path] = page{counted: path, needs: needs, serve: serve}
}

func (m *Monitor) alias(path, of string) {
	if p, ok := m.pages[of]; ok {
		m.pages[path] = p
	}
}

// Ready notes that all doors are open.
func (m *Monitor) Ready(doors []kernel.Door) { m.doors.Store(&doors) }

// count notes a request for a page.
func (m *Monitor) count(path string) {
	if path == "" {
		return
	}
	m.mu.Lock()
	m.requests[path]++
	m.mu.Unlock()
}

var _ kernelfx.ReadyObserver = (*Monitor)(nil)
