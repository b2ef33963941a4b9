package cluster

import (
	"reflect"
	"slices"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/modules/cluster/interest"
	"gnatsd/modules/cluster/naming"
)

// Prepare makes ready for another configuration of the same cluster: where it
// listens stays. Routes are added and removed at once, credentials are asked of
// those that had come with others, permissions hold for the interest there is;
// all else is for what comes next.
func (c *Cluster) Prepare(next Config) (commit func(), err error) {
	if err := next.Validate(); err != nil {
		return nil, err
	}
	settings := next.settings()
	return func() {
		c.use(&settings)
		c.inspect(func(m *mesh) { c.adopt(m, &settings) })
		c.dismiss(&settings)
	}, nil
}

// use puts settings in force for what reads them from now on.
func (c *Cluster) use(s *Settings) {
	c.live.Store(s)
	c.hosts.Store(hostsOf(s.Routes))
	c.bounds.MaxPending.Store(int64(s.MaxPending))
	c.bounds.WriteDeadline.Store(int64(s.WriteDeadline))
	c.deps.Interest.Restrict(s.Permissions.Import)
}

// adopt puts settings in force for the mesh and its links, in the loop.
func (c *Cluster) adopt(m *mesh, s *Settings) {
	old := m.settings.Permissions
	if !old.Export.Same(s.Permissions.Export) {
		for _, r := range c.routes {
			r.session.Restrict(kernel.Identity{}, interest.GrantedTo(s.Permissions.Export))
		}
	}
	m.reconfigure(time.Now(), *s)
}

// dismiss closes the routes that came with credentials that are not good any
// more. To find out may take long where the password is hashed: it is not done
// in the loop.
func (c *Cluster) dismiss(s *Settings) {
	type guest struct {
		link       uint64
		user, pass string
	}
	var guests []guest
	c.inspect(func(m *mesh) {
		for _, p := range ordered(m.peers) {
			if p.target == nil && p.connected {
				guests = append(guests, guest{p.link, p.user, p.password})
			}
		}
	})
	for _, g := range guests {
		if s.admits(g.user, g.pass) {
			continue
		}
		c.post(func(m *mesh) {
			if p := m.peers[g.link]; p != nil && p.state != shut {
				m.refuse(p, "Authorization Violation", "credentials have changed", kernel.AuthenticationFailure)
			}
		})
	}
}

// reconfigure puts other settings in force.
func (m *mesh) reconfigure(now time.Time, s Settings) {
	m.now = now
	old := m.settings
	m.settings = s
	for _, p := range ordered(m.peers) {
		if !p.nextPing.IsZero() {
			p.nextPing = earlier(p.nextPing, now.Add(s.PingInterval))
		}
	}
	removed := m.search.replace(now, old.Routes)
	for _, p := range ordered(m.peers) {
		if p.target != nil && slices.Contains(removed, p.target) {
			i := m.self(p)
			i.Farewell = true
			m.out.send(p.link, appendInfo(nil, i))
			p.shut(m.out, "", kernel.ClientClosed)
		}
	}
	if s.Name != "" && s.Name != m.name.Text {
		m.rename(naming.Name{Text: s.Name}, nil)
	}
	if s.Name != "" {
		m.name.Dynamic = false
	}
	if !reflect.DeepEqual(old.Permissions, s.Permissions) || old.NoAdvertise != s.NoAdvertise {
		m.greetAll() // they send what they may send now
	}
	if old.NoAdvertise != s.NoAdvertise {
		m.announce()
	}
	m.search.due(now)
}

// replace makes the configured routes those of the settings, and returns the
// targets of those that are not among them any more.
func (s *search) replace(now time.Time, old []string) (removed []*target) {
	was := map[string]bool{}
	for _, route := range old {
		was[route] = true
	}
	for _, route := range s.settings.Routes {
		if t, err := parseRoute(route); err == nil && !was[route] {
			t.explicit, t.route, t.next = true, route, now
			s.targets = append(s.targets, t)
		}
	}
	s.targets = slices.DeleteFunc(s.targets, func(t *target) bool {
		if !t.explicit || slices.Contains(s.settings.Routes, t.route) {
			return false
		}
		t.dropped = true
		removed = append(removed, t)
		s.out.report(zap.InfoLevel, "Removed route nats://"+t.address)
		return true
	})
	for _, t := range s.targets {
		if !t.explicit && t.user != "" {
			t.user, t.password = s.settings.User, s.settings.Password
		}
	}
	return removed
}
