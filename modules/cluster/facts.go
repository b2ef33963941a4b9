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
	TLSTimeout    float64       `json:"tls_timeout,omitempty"`  // seconds
	TLSRequired   bool          `json:"tls_required,omitempty"`
	TLSVerify     bool          `json:"tls_verify,omitempty"`
	WriteDeadline time.Duration `json:"write_deadline,omitempty"`
	CertNotAfter  *time.Time    `json:"tls_cert_not_after,omitempty"`
}

// Fill adds them. Without a cluster there are none.
func (f *Facts) Fill(s *status.Server) {
	c := f.cluster
	var summary Summary
	var urls []string
	there := c.inspect(func(m *mesh) {
		summary.Name = m.name.Text
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
	settings := c.settings()
	summary.Addr, summary.Port = settings.Host, c.port
	summary.AuthTimeout, summary.WriteDeadline = settings.Authorization.Timeout.Seconds(), settings.WriteDeadline
	if profile := c.profile(); profile != nil {
		summary.TLSTimeout, summary.TLSRequired, summary.TLSVerify = profile.Timeout.Seconds(), true, true
		if shown := profile.Accept().Certificates; len(shown) > 0 && shown[0].Leaf != nil {
			summary.CertNotAfter = &shown[0].Leaf.NotAfter
		}
	}
	s.Cluster = summary
	if len(urls) > 0 && c.deps.Advertiser != nil {
		s.ConnectURLs = append(c.deps.Advertiser.ClientURLs(), urls...)
	}
	s.SlowStats.Routes, s.StaleStats.Routes = c.slow.Load(), c.stale.Load()
	s.SlowConsumers += s.SlowStats.Routes
	s.StaleConnections += s.StaleStats.Routes
}

var _ status.Source = (*Facts)(nil)
