package monitor

import (
	"maps"
	"math"
	"runtime"
	"runtime/debug"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
	"gnatsd/modules/config"
)

// own are the endpoints of this module.
func (m *Monitor) own() []status.Endpoint {
	return []status.Endpoint{
		endpoint{"/varz", func(*status.Query) (any, error) { return m.Server(), nil }},
		endpoint{"/accountz", m.accountz},
	}
}

// endpoint makes an endpoint of a function.
type endpoint struct {
	path   string
	answer func(*status.Query) (any, error)
}

func (e endpoint) Path() string                        { return e.path }
func (e endpoint) Answer(q *status.Query) (any, error) { return e.answer(q) }

// Server describes the whole server: what the kernel counts, and what each
// module adds.
func (m *Monitor) Server() *status.Server {
	now := time.Now()
	b := &m.with.Build
	s := &status.Server{
		Identity: status.Identity{
			ID: b.ServerID, Name: b.ServerName, Version: kernel.Level, Proto: 1, Commit: b.Commit, Go: runtime.Version(),
		},
		Features: status.Features{
			Cluster: nothing, Gateway: nothing, Leaf: nothing, MQTT: nothing, WebSocket: nothing, JetStream: nothing,
		},
		Process:        m.usage.process(m.started, now),
		ConfigLoadTime: status.Time(m.started),
		SystemAccount:  kernel.SystemAccount,
	}
	if r := m.reloads(); r.Succeeded > 0 {
		s.ConfigLoadTime = status.Time(r.Since)
	}
	s.ConfigDigest = m.reloads().Digest
	s.HTTPBasePath = m.config.BasePath
	if at := m.bound.Load(); at != nil {
		s.HTTPHost = at.shown.Host
		if at.secure {
			s.HTTPSPort = at.shown.Port
		} else {
			s.HTTPPort = at.shown.Port
		}
	}
	m.traffic(s)
	m.mu.Lock()
	s.Requests = maps.Clone(m.requests)
	m.mu.Unlock()
	for _, source := range m.with.Sources {
		source.Fill(s)
	}
	return s
}

// reloads tells what has become of the configuration since the start.
func (m *Monitor) reloads() config.Reloads {
	if live, ok := m.with.Tree.(interface{ Reloads() config.Reloads }); ok {
		return live.Reloads()
	}
	return config.Reloads{Since: m.started, LastFine: true}
}

// clusterName returns the name of the cluster, empty for none.
func (m *Monitor) clusterName() string {
	cluster, _ := tree(m.Server())["cluster"].(map[string]any)
	name, _ := cluster["name"].(string)
	return name
}

// nothing is the block of a feature that is not configured.
var nothing = struct{}{}

// process reads the process's own figures.
func (u *usage) process(started, now time.Time) status.Process {
	memory, cpu := u.read(now)
	p := status.Process{
		Start: status.Time(started), Now: status.Time(now), Uptime: status.Uptime(now.Sub(started)),
		Memory: memory, CPU: cpu, Cores: runtime.NumCPU(), MaxProcs: runtime.GOMAXPROCS(0),
	}
	if limit := debug.SetMemoryLimit(-1); limit != math.MaxInt64 {
		p.MemoryLimit = limit
	}
	return p
}

// traffic sums up sessions and accounts.
func (m *Monitor) traffic(s *status.Server) {
	k := m.with.Kernel
	clients, routes := k.Totals(kernel.KindClient), k.Totals(kernel.KindRoute)
	s.Connections = k.Open(kernel.KindClient)
	s.Routes = k.Open(kernel.KindRoute)
	s.InClientMsgs, s.InClientBytes = clients.InMessages, clients.InBytes
	s.OutClientMsgs, s.OutClientBytes = clients.OutMessages, clients.OutBytes
	s.InMsgs, s.InBytes = clients.InMessages+routes.InMessages, clients.InBytes+routes.InBytes
	s.OutMsgs, s.OutBytes = clients.OutMessages+routes.OutMessages, clients.OutBytes+routes.OutBytes
	s.StalledClients = k.Held.Load()
	closed := k.Closed(kernel.KindRoute)
	s.SlowStats.Routes = int64(closed[kernel.SlowConsumerPending] + closed[kernel.SlowConsumerDeadline])
	s.StaleStats.Routes = int64(closed[kernel.StaleConnection])
	s.SlowConsumers, s.StaleConnections = s.SlowStats.Routes, s.StaleStats.Routes
	for _, a := range k.Accounts() {
		s.Subscriptions += a.Router().Count()
	}
}
