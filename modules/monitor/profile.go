package monitor

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"strconv"

	"gnatsd/kernel"
)

// Profile is the door to Go's profiles. It is on a loopback address whatever the
// other doors are on: it has no login (I3).
type Profile struct {
	monitor *Monitor
	server
}

// NewProfile makes the door.
func NewProfile(m *Monitor) *Profile {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return &Profile{monitor: m, server: server{handler: byAddress(mux), log: m.log}}
}

// byAddress answers only who names this machine; see namesMachine.
func byAddress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !namesMachine(r.Host) {
			refuse(w, http.StatusForbidden, "ask by address")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Name is "profile".
func (d *Profile) Name() string { return "profile" }

// Rank is before the door of the monitor.
func (d *Profile) Rank() int { return profileRank }

// Bind listens, if there is a port to listen on.
func (d *Profile) Bind(ctx context.Context) error {
	port := d.monitor.config.ProfPort
	if port == 0 {
		return nil
	}
	if err := d.server.bind(ctx, net.JoinHostPort(loopback, strconv.Itoa(max(port, 0)))); err != nil {
		return fmt.Errorf("error starting profiler: %w", err)
	}
	bound := d.server.Addr().(*net.TCPAddr)
	d.monitor.log.Info("profiling port: " + strconv.Itoa(bound.Port))
	return nil
}

var _ kernel.Door = (*Profile)(nil)
