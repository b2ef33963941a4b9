package cluster

import (
	"cmp"
	"slices"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
	"gnatsd/modules/cluster/interest"
)

// Routez answers /routez: the other servers of the cluster, and those that are
// looked for.
type Routez struct{ cluster *Cluster }

// NewRoutez returns the endpoint of a cluster.
func NewRoutez(c *Cluster) *Routez { return &Routez{c} }

// Path is "/routez".
func (*Routez) Path() string { return "/routez" }

// Routes is the answer of /routez. Missing is an addition of this server, as are
// the fields of [Route] behind the lists of subscriptions.
type Routes struct {
	ServerID   string            `json:"server_id"`
	ServerName string            `json:"server_name"`
	Now        time.Time         `json:"now"`
	Import     *interest.Allowed `json:"import,omitempty"`
	Export     *interest.Allowed `json:"export,omitempty"`
	Count      int               `json:"num_routes"`
	Routes     []Route           `json:"routes"`
	Missing    []Missing         `json:"missing,omitempty"`
}

// A Route is the connection to one other server.
type Route struct {
	ID            uint64                `json:"rid"`
	RemoteID      string                `json:"remote_id"`
	RemoteName    string                `json:"remote_name"`
	Solicited     bool                  `json:"did_solicit"`
	Configured    bool                  `json:"is_configured"`
	IP            string                `json:"ip"`
	Port          uint16                `json:"port"`
	Start         time.Time             `json:"start"`
	LastActivity  time.Time             `json:"last_activity"`
	RTT           string                `json:"rtt,omitempty"`
	Uptime        string                `json:"uptime"`
	Idle          string                `json:"idle"`
	Import        *interest.Allowed     `json:"import,omitempty"`
	Export        *interest.Allowed     `json:"export,omitempty"`
	Pending       int                   `json:"pending_size"`
	InMsgs        int64                 `json:"in_msgs"`
	OutMsgs       uint64                `json:"out_msgs"`
	InBytes       int64                 `json:"in_bytes"`
	OutBytes      uint64                `json:"out_bytes"`
	Subscriptions int                   `json:"subscriptions"`
	List          []string              `json:"subscriptions_list,omitempty"`
	Detail        []status.Subscription `json:"subscriptions_list_detail,omitempty"`

	Version  string   `json:"remote_version,omitempty"`
	URLs     []string `json:"remote_connect_urls,omitempty"` // where clients reach the other server
	LameDuck bool     `json:"lame_duck,omitempty"`           // it is about to go
}

// Missing is a server that is looked for: one that is configured or was lost.
type Missing struct {
	Address    string `json:"address"`
	RemoteID   string `json:"remote_id,omitempty"` // of the server that was last found there
	Configured bool   `json:"is_configured"`
	Attempts   int    `json:"attempts"` // that have failed since it was last there
	Error      string `json:"error,omitempty"`
}

// shownRoute is a route with what its description needs and may take long.
type shownRoute struct {
	Route
	session *kernel.Session
}

// Answer describes the routes. What takes time is done here and not in the
// cluster's loop.
func (z *Routez) Answer(q *status.Query) (any, error) {
	list, detail := q.Detail("subs")
	if err := q.Err(); err != nil {
		return nil, err
	}
	c, now := z.cluster, time.Now()
	answer := &Routes{
		ServerID: c.deps.Build.ServerID, ServerName: c.deps.Build.ServerName, Now: status.Time(now), Routes: []Route{},
	}
	permissions := c.settings().Permissions
	answer.Import, answer.Export = permissions.Import, permissions.Export
	var found []shownRoute
	c.inspect(func(m *mesh) {
		found = c.show(m, now)
		answer.Missing = m.search.missing()
	})
	for i := range found {
		r := &found[i]
		r.measure()
		if list || detail {
			r.listSubscriptions(detail)
		}
		answer.Routes = append(answer.Routes, r.Route)
	}
	answer.Count = len(answer.Routes)
	return answer, nil
}

// show returns the registered routes, oldest first. It is called in the loop.
func (c *Cluster) show(m *mesh, now time.Time) []shownRoute {
	var all []shownRoute
	for _, p := range ordered(m.peers) {
		r := c.routes[p.link]
		if r == nil || p.state != registered {
			continue
		}
		last := r.lastActivity()
		shown := Route{
			ID: p.link, RemoteID: p.id, RemoteName: p.first.ServerName, Solicited: p.target != nil,
			Configured: p.target != nil && p.target.explicit, IP: p.remote.Addr().String(), Port: p.remote.Port(),
			Start: status.Time(r.link.Started), LastActivity: status.Time(last),
			Uptime: status.Uptime(now.Sub(r.link.Started)), Idle: status.Uptime(now.Sub(last)),
			Version: p.first.Version, URLs: slices.Clone(p.first.ConnectURLs), LameDuck: p.lameDuck,
			Import: p.first.Import, Export: p.export,
		}
		if p.rtt > 0 {
			shown.RTT = status.RTT(p.rtt)
		}
		all = append(all, shownRoute{shown, r.session})
	}
	return all
}

// missing returns the targets that lead nowhere at present.
func (s *search) missing() []Missing {
	var all []Missing
	for _, t := range s.targets {
		if t.self || (t.id != "" && s.known(t.id)) {
			continue
		}
		one := Missing{Address: t.address, RemoteID: t.id, Configured: t.explicit, Attempts: t.failed}
		if t.failure != nil {
			one.Error = t.failure.Error()
		}
		all = append(all, one)
	}
	return all
}

// measure adds what moves.
func (r *shownRoute) measure() {
	r.InMsgs, r.InBytes = r.session.Received()
	r.Pending, r.OutMsgs, r.OutBytes = r.session.Link().Pending()
	r.Subscriptions = r.session.Subscriptions()
}

// listSubscriptions adds what the other server wants, in order of subject, as
// records or as subjects alone.
func (r *shownRoute) listSubscriptions(detail bool) {
	var all []status.Subscription
	kernel.EachSubscription(r.session, func(sub *kernel.Subscription) bool {
		all = append(all, status.NewSubscription(sub, kernel.GlobalAccount))
		return true
	})
	slices.SortFunc(all, func(a, b status.Subscription) int { return cmp.Compare(a.SID, b.SID) })
	if detail {
		r.Detail = all
		return
	}
	for _, sub := range all {
		r.List = append(r.List, sub.Subject)
	}
}

var _ status.Endpoint = (*Routez)(nil)
