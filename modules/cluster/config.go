package cluster

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gnatsd/modules/cluster/address"
	"gnatsd/modules/cluster/compression"
	"gnatsd/modules/cluster/interest"
	"gnatsd/modules/config"
)

// Config is what users write.
type Config struct {
	_       struct{} `group:"Cluster"`
	Cluster Block    `conf:"cluster"`
}

// Block is the block cluster.
type Block struct {
	_      struct{}       `group:"Cluster" reload:"live"`
	Name   string         `conf:"name" since:"2.0.0" flag:"cluster_name" arg:"name" doc:"Name of the cluster"`
	Listen address.Listen `conf:"listen" example:"127.0.0.1:6222" flag:"cluster,cluster_listen" arg:"url" reload:"no"`
	Host   string         `conf:"host" alias:"net" reload:"no" doc:"Address for routes"`
	Port   int            `conf:"port" reload:"no" doc:"Port for routes, -1 for any free one, 0 for none"`
	Routes []string       `conf:"routes" flag:"routes" arg:"urls" doc:"Servers to connect to"`

	Advertise      string `conf:"advertise" alias:"cluster_advertise" flag:"cluster_advertise" arg:"addr" reload:"new"`
	NoAdvertise    bool   `conf:"no_advertise" flag:"no_advertise" doc:"Tell of no client address"`
	ConnectRetries int    `conf:"connect_retries" flag:"connect_retries" arg:"n"`
	ConnectBackoff bool   `conf:"connect_backoff" since:"2.0.0" doc:"Wait longer after each failure, up to 30 s"`

	Compression compression.Mode `conf:"compression" since:"2.0.0" reload:"new"`

	PingInterval  time.Duration `conf:"ping_interval" since:"2.0.0" doc:"How often a server is asked for a sign of life"`
	PingMax       int           `conf:"ping_max" since:"2.0.0" doc:"Unanswered PINGs before a route is stale"`
	WriteDeadline time.Duration `conf:"write_deadline" since:"2.0.0" doc:"How long a server may take nothing"`
	MaxPending    int           `conf:"max_pending" since:"2.0.0" unit:"bytes" doc:"Bytes queued for a server"`

	Authorization Authorization        `conf:"authorization"`
	Permissions   interest.Permissions `conf:"permissions" example:"{ import: ['a.>'], export: ['b.>'] }"`
}

// Authorization is what other servers must show.
type Authorization struct {
	_        struct{}      `group:"Cluster" reload:"live"`
	User     string        `conf:"user" alias:"username" doc:"User that other servers show"`
	Password config.Secret `conf:"password" alias:"pass"`
	Timeout  time.Duration `conf:"timeout" reload:"new" doc:"Time another server has to introduce itself"`

	Permissions interest.Permissions `conf:"permissions" example:"{ import: ['a.>'], export: ['b.>'] }"`
}

var docs = map[string]string{
	"cluster.listen":      "URL for routes",
	"cluster.advertise":   "Where other servers dial this one, if it is not where it listens",
	"cluster.compression": "Accepted for the files of others, routes are plain",
	"cluster.permissions": "Interest that may cross routes: what is asked for, and what others may ask for",

	"cluster.connect_retries":           "Attempts a second apart to reach a server that others tell of",
	"cluster.authorization.password":    "Password that other servers show, plain or bcrypt",
	"cluster.authorization.permissions": "The same as cluster.permissions, which counts if it is given",
}

// Docs returns one sentence for each key that has none in its tag.
func (Config) Docs() map[string]string { return docs }

// DefaultConfig is the configuration of who writes none: no cluster.
func DefaultConfig() Config {
	return Config{Cluster: Block{
		Host: "0.0.0.0", PingInterval: 3 * time.Second, PingMax: 2, WriteDeadline: 10 * time.Second,
		MaxPending: 256 << 20, Authorization: Authorization{Timeout: 2 * time.Second},
	}}
}

// Validate reports everything that can't work.
func (c Config) Validate() error {
	b := c.Cluster
	var errs []error
	check := func(key string, ok bool, format string, args ...any) {
		if !ok {
			path := append([]string{"cluster"}, strings.Split(key, ".")...)
			errs = append(errs, config.Inside(fmt.Errorf(format, args...), path...))
		}
	}
	s := c.settings()
	where := "port"
	if b.Listen.Given {
		where = "listen"
	}
	check(where, s.Port >= address.AnyPort && s.Port <= 65535, "cluster port %d is not a port", s.Port)
	check("name", !strings.ContainsAny(b.Name, " \t\r\n"), "cluster name cannot contain spaces")
	check("name", b.Name != "_", "cluster name is reserved")
	check("routes", s.Port != 0 || len(s.Routes) == 0, "solicited routes require cluster capabilities, e.g. --cluster")
	check("connect_retries", b.ConnectRetries >= 0,
		"cluster connect_retries must not be negative, not %d", b.ConnectRetries)
	check("ping_interval", b.PingInterval > 0, "cluster ping_interval must be positive, not %v", b.PingInterval)
	check("ping_max", b.PingMax >= 0, "cluster ping_max must not be negative, not %d", b.PingMax)
	check("write_deadline", b.WriteDeadline > 0, "cluster write_deadline must be positive, not %v", b.WriteDeadline)
	check("max_pending", b.MaxPending > 0, "cluster max_pending must be positive, not %d", b.MaxPending)
	check("authorization.timeout", b.Authorization.Timeout > 0,
		"cluster authorization timeout must be positive, not %v", b.Authorization.Timeout)
	check("authorization", (b.Authorization.User == "") == (b.Authorization.Password == ""),
		"expected cluster user and password to be set")
	for _, route := range b.Routes {
		_, err := parseRoute(route)
		if err != nil {
			errs = append(errs, config.Inside(fmt.Errorf("error parsing route url [%q]: %w", route, err), "cluster", "routes"))
		}
	}
	if b.Advertise != "" {
		_, _, err := address.Advertised(b.Advertise, 0)
		check("advertise", err == nil, "invalid Cluster.Advertise value of %s, err=%v", b.Advertise, err)
	}
	return errors.Join(errs...)
}

// Settings are the configuration with all that stands for the same thing put
// together.
type Settings struct {
	Block
	Enabled        bool
	Host           string
	Port           int
	User, Password string
}

func (c Config) settings() Settings {
	b := c.Cluster
	s := Settings{
		Block: b, Host: b.Host, Port: b.Port, User: b.Authorization.User, Password: b.Authorization.Password.Reveal(),
	}
	if l := b.Listen; l.Given {
		s.Port = l.Port
		if l.Host != "" {
			s.Host = l.Host
		}
		if l.User != "" {
			s.User, s.Password = l.User, l.Password
		}
		if l.Port == 0 {
			s.Routes = nil
		}
	}
	if !s.Permissions.Given {
		s.Permissions = b.Authorization.Permissions
	}
	s.Enabled = s.Port != 0
	return s
}
