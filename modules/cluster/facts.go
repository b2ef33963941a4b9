package cluster

import (
	"time"

	"gnatsd/kernel/status"
)

// Facts are what the page about the whole server says of the cluster.
type Facts struct{ cluster *Cluster }

// NewFacts returns the facts of a cluster.
func NewFacts(c *Cluster) *Facts { return &Facts{c} }

// Summary is the block "cluster" of that page.
type Summary struct {
	Name          string        `json:"name,omitempty"`
	Addr          string        `json:"addr,omitempty"`
	Port          int           `json:"cluster_port,omitempty"`
	AuthTimeout   float64       `json:"auth_timeout,omitempty"` // seconds
	URLs          []string      `json:"urls,omitempty"`         // host:port of the configured routes
	WriteDeadline time.Duration `json:"write_deadline,omitempty"`
}

// Fill adds them. Without a cluster there are none.
func (f *Facts) Fill(s *status.Server) {
	c := f.cluster
	var summary Summary
	var urls []string
	there := c.inspect(func(m *mesh) {
		summary.Name = m.name.text
		for _, t := range m.search.targets {
			if t.explicit {
				summary.URLs = append(summary.URLs, t.address)
			}
		}
		urls = m.clientURLs()
		s.Remotes = len(m.nodes)
	})
	if !there {
		return
	}
	summary.Addr, summary.Port = c.settings.Host, c.port
	summary.AuthTimeout, summary.WriteDeadline = c.settings.Authorization.Timeout.Seconds(), c.settings.WriteDeadline
	s.Cluster = summary
	if len(urls) > 0 && c.deps.Advertiser != nil {
		s.ConnectURLs = append(c.deps.Advertiser.ClientURLs(), urls...)
	}
	s.SlowStats.Routes, s.StaleStats.Routes = c.slow.Load(), c.stale.Load()
	s.SlowConsumers += s.SlowStats.Routes
	s.StaleConnections += s.StaleStats.Routes
}

var _ status.Source = (*Facts)(nil)
