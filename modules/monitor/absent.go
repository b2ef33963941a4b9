package monitor

import (
	"net/http"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// stamp begins the answers of pages that belong to no module of this build.
type stamp struct {
	ServerID string    `json:"server_id"`
	Now      time.Time `json:"now"`
}

// absent answers for modules that are not in the build.
type absent struct{ build kernel.Build }

func (a absent) stamp() stamp { return stamp{a.build.ServerID, status.Time(time.Now())} }

// endpoints are the pages about features that a build may lack. They answer what
// the reference does when the feature is not configured; a module that has the
// feature contributes the page and takes its place.
func (a absent) endpoints() []status.Endpoint {
	return []status.Endpoint{
		endpoint{"/routez", a.noRoutes},
		endpoint{"/gatewayz", a.noGateways},
		endpoint{"/leafz", a.noLeafs},
		endpoint{"/jsz", a.noJetStream},
		endpoint{"/raftz", func(*status.Query) (any, error) {
			return nil, &status.Error{Code: http.StatusNotFound, Text: "No Raft nodes registered"}
		}},
		endpoint{"/ipqueuesz", func(q *status.Query) (any, error) { q.Bool("all"); return nothing, q.Err() }},
	}
}

func (a absent) noRoutes(q *status.Query) (any, error) {
	q.Detail("subs")
	return struct {
		ServerID string     `json:"server_id"`
		Name     string     `json:"server_name"`
		Now      time.Time  `json:"now"`
		Count    int        `json:"num_routes"`
		Routes   []struct{} `json:"routes"`
	}{a.build.ServerID, a.build.ServerName, status.Time(time.Now()), 0, []struct{}{}}, q.Err()
}

func (a absent) noGateways(q *status.Query) (any, error) {
	q.Detail("subs")
	q.Bool("accs")
	return struct {
		stamp
		Outbound struct{} `json:"outbound_gateways"`
		Inbound  struct{} `json:"inbound_gateways"`
	}{stamp: a.stamp()}, q.Err()
}

func (a absent) noLeafs(q *status.Query) (any, error) {
	q.Bool("subs")
	return struct {
		stamp
		Count int        `json:"leafnodes"`
		Leafs []struct{} `json:"leafs"`
	}{stamp: a.stamp(), Leafs: []struct{}{}}, q.Err()
}

// jetStream is the answer of /jsz while there is no JetStream.
type jetStream struct {
	Memory          int64  `json:"memory"`
	Storage         int64  `json:"storage"`
	ReservedMemory  uint64 `json:"reserved_memory"`
	ReservedStorage uint64 `json:"reserved_storage"`
	Accounts        int    `json:"accounts"`
	Assets          int    `json:"ha_assets"`
	API             struct {
		Level  int    `json:"level"`
		Total  uint64 `json:"total"`
		Errors uint64 `json:"errors"`
	} `json:"api"`
	stamp
	Disabled bool `json:"disabled"`
	Config   struct {
		MaxMemory  int64 `json:"max_memory"`
		MaxStorage int64 `json:"max_storage"`
	} `json:"config"`
	Streams   int    `json:"streams"`
	Consumers int    `json:"consumers"`
	Messages  uint64 `json:"messages"`
	Bytes     uint64 `json:"bytes"`
	Total     int    `json:"total"`
}

func (a absent) noJetStream(q *status.Query) (any, error) {
	for _, name := range []string{"accounts", "streams", "consumers", "direct-consumers", "config"} {
		q.Bool(name)
	}
	q.Page()
	leader := q.Bool("leader-only")
	q.Bool("raft")
	q.Bool("stream-leader-only")
	if leader {
		q.Refuse("filtered response: not leader")
	}
	return &jetStream{stamp: a.stamp(), Disabled: true}, q.Err()
}
