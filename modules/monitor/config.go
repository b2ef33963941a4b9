package monitor

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"gnatsd/modules/config"
)

// Config is what users write.
type Config struct {
	_         struct{} `group:"Server"`
	HTTP      Address  `conf:"http" example:"127.0.0.1:8222" doc:"Address to show monitoring on, a port or host:port"`
	HTTPS     Address  `conf:"https" example:"127.0.0.1:8222" doc:"The same over TLS"`
	HTTPPort  int      `conf:"http_port" alias:"monitor_port" flag:"m,http_port" arg:"port" doc:"Port for http monitoring"`
	HTTPSPort int      `conf:"https_port" flag:"https_port,ms" arg:"port" doc:"Use port for https monitoring"`
	BasePath  string   `conf:"http_base_path" since:"2.0.0" doc:"What goes before the path of all pages"`
	JSONP     bool     `conf:"http_jsonp" since:"2.0.0" doc:"Answer requests with a callback, as gnatsd 1.2 did"`
	ProfPort  int      `conf:"prof_port" flag:"profile" arg:"port" doc:"Profiling port, on the loopback address"`

	Metrics Metrics `conf:"metrics"`
	Access  Access  `conf:"monitor"`
}

// Metrics says what /metrics shows.
type Metrics struct {
	_ struct{} `since:"2.0.0"`

	Enabled bool   `conf:"enabled" doc:"Serve /metrics"`
	Compat  bool   `conf:"compat" doc:"Also serve the names of the Prometheus NATS exporter"`
	Prefix  string `conf:"compat_prefix" doc:"What these names begin with"`
	Label   string `conf:"server_label" doc:"Whether they are labelled with the server's name or its id"`

	Connections bool `conf:"connections" doc:"Serve the exporter's names for each connection, too"`
	Accounts    bool `conf:"accounts" doc:"Serve the traffic of each account"`
}

// Access says who may see what.
type Access struct {
	_ struct{} `since:"2.0.0"`

	Auth       Login  `conf:"auth"`
	Reader     Login  `conf:"reader"`
	CAFile     string `conf:"ca_file" doc:"Authorities of the certificates that all who ask over HTTPS must show"`
	Admin      bool   `conf:"admin" reload:"live" doc:"Allow operators to set log levels, and to look in from elsewhere"`
	HealthOpen bool   `conf:"health_open" doc:"Answer health probes without a login or certificate"`
	Dashboard  bool   `conf:"dashboard" doc:"Serve the dashboard"`
}

// A Login is what lets a role in: a user with a password, a token, or a name in a
// certificate.
type Login struct {
	_ struct{} `since:"2.0.0"`

	User        string        `conf:"user" reload:"live" doc:"User of this role"`
	Password    config.Secret `conf:"password" reload:"live" example:"secret" doc:"Password, plain or bcrypt"`
	Token       config.Secret `conf:"token" reload:"live" example:"secret" doc:"Bearer token, plain or bcrypt"`
	Certificate string        `conf:"certificate" reload:"live" example:"ops" doc:"Name in the certificate shown"`
}

func (l Login) set() bool {
	return l.User != "" || l.Password != "" || l.Token != "" || l.Certificate != ""
}

// DefaultConfig is the configuration of who writes none: monitoring is off.
func DefaultConfig() Config {
	return Config{
		JSONP:   true,
		Metrics: Metrics{Enabled: true, Compat: true, Prefix: "gnatsd", Label: "name", Accounts: true},
		Access:  Access{HealthOpen: true, Dashboard: true},
	}
}

// Validate reports everything that can't work.
func (c Config) Validate() error {
	var errs []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			err := fmt.Errorf(format, args...) // its first word is the key
			key, _, _ := strings.Cut(strings.ReplaceAll(err.Error(), ":", " "), " ")
			errs = append(errs, config.Inside(err, strings.Split(key, ".")...))
		}
	}
	for name, port := range map[string]int{
		"http_port": c.HTTPPort, "https_port": c.HTTPSPort, "http": c.HTTP.Port, "https": c.HTTPS.Port,
		"prof_port": c.ProfPort,
	} {
		check(port >= anyPort && port <= 65535, "%s: %d is not a port", name, port)
	}
	names := &c.Metrics
	check(names.Label == "name" || names.Label == "id", "metrics.server_label is name or id, not %q", names.Label)
	check(isMetricName(names.Prefix), "metrics.compat_prefix %q is no name of a metric", names.Prefix)
	for name, l := range map[string]Login{"auth": c.Access.Auth, "reader": c.Access.Reader} {
		check((l.User == "") == (l.Password == ""), "monitor.%s needs a user and a password, or neither", name)
		check(l.Certificate == "" || c.Access.CAFile != "", "monitor.%s.certificate needs monitor.ca_file", name)
	}
	check(!c.Access.Reader.set() || c.Access.Auth.set(), "monitor.reader needs monitor.auth beside it")
	check(c.Access.CAFile == "" || (c.HTTP.Port == 0 && c.HTTPPort == 0),
		"monitor.ca_file needs https: over http there are no certificates")
	check(!c.Access.Admin || c.Access.Auth.set(), "monitor.admin needs monitor.auth: there is no open administration")
	return errors.Join(errs...)
}

// listen returns where to listen, and whether over TLS. An error says what
// operators know.
func (c Config) listen(host string) (a Address, secure bool, err error) {
	plain, crypted := c.HTTP, c.HTTPS
	if c.HTTPPort != 0 {
		plain.Port = c.HTTPPort
	}
	if c.HTTPSPort != 0 {
		crypted.Port = c.HTTPSPort
	}
	if plain.Port != 0 && crypted.Port != 0 {
		return a, false, fmt.Errorf("can't specify both HTTP (%d) and HTTPs (%d) ports", plain.Port, crypted.Port)
	}
	a = plain
	if secure = crypted.Port != 0; secure {
		a = crypted
	}
	if a.Host == "" {
		a.Host = host
	}
	return a, secure, nil
}

// base returns the base path, cleaned: "" or "/mon".
func (c Config) base() string {
	if cleaned := path.Clean("/" + strings.TrimSpace(c.BasePath)); cleaned != "/" {
		return cleaned
	}
	return ""
}
