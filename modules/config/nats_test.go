package config_test

// Goal: a file in the NATS configuration language is read as its users mean it,
// and everything said about it starts with file:line:column. Method: texts, what
// the sample section holds afterwards, and the complaints and warnings.

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gnatsd/modules/config"
)

type server struct {
	Host  string        `conf:"host" alias:"net" part:"listen" flag:"a,addr"`
	Port  int           `conf:"port" part:"listen" flag:"p,port"`
	Max   int           `conf:"max_connections" alias:"max_conn" zero:"default"`
	Size  int64         `conf:"max_payload" unit:"bytes"`
	Ping  time.Duration `conf:"ping_interval" unit:"duration"`
	Grace time.Duration `conf:"grace"`
	Pass  config.Secret `conf:"password"`
	Block struct {
		Name string `conf:"name"`
		Host string `conf:"host" part:"listen"`
		Port int    `conf:"port" part:"listen"`
	} `conf:"cluster"`
}

func serverDefaults() server { return server{Host: "0.0.0.0", Port: 4222, Max: 100, Ping: time.Minute} }

func loadNats(t *testing.T, text string, args ...string) (server, *config.Loaded, error) {
	t.Helper()
	doc, err := config.NewCodecs()["conf"]("s.conf", []byte(text))
	if err != nil {
		return server{}, nil, err
	}
	schema, err := config.NewSchema([]config.Section{{Name: "server", Default: serverDefaults()}})
	if err != nil {
		t.Fatal(err)
	}
	flags := schema.Flags()
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	loaded, err := config.Load(schema, flags, "s.conf", doc)
	if err != nil {
		return server{}, nil, err
	}
	return loaded.Section("server").(server), loaded, nil
}

func TestNatsValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		args       []string
		change     func(*server)
	}{
		{"nothing", "", nil, func(*server) {}},
		{"host and port", "net: 1.2.3.4\nPort = 7", nil, func(s *server) { s.Host, s.Port = "1.2.3.4", 7 }},
		{"listen", "listen: 1.2.3.4:7", nil, func(s *server) { s.Host, s.Port = "1.2.3.4", 7 }},
		{"listen, port alone", "listen: 7", nil, func(s *server) { s.Port = 7 }},
		{"listen, address of version 6", `listen: "[::1]:-1"`, nil, func(s *server) { s.Host, s.Port = "::1", -1 }},
		{"listen under a flag", "listen: h:7", []string{"-p=8"}, func(s *server) { s.Host, s.Port = "h", 8 }},
		{"listen in a block", "cluster { listen: h:7 }", nil, func(s *server) { s.Block.Host, s.Block.Port = "h", 7 }},
		{"sizes", "max_payload: 64KB", nil, func(s *server) { s.Size = 65536 }},
		{
			"durations", "ping_interval: 30s, grace: 0.5", nil,
			func(s *server) { s.Ping, s.Grace = 30*time.Second, time.Second/2 },
		},
		{"zero that means the default", "max_connections: 0", nil, func(*server) {}},
		{"zero over a synonym's value", "max_conn: -1", nil, func(s *server) { s.Max = -1 }},
		{"variables are no options", "N = 9, port: $n", nil, func(s *server) { s.Port = 9 }},
		{"blocks of others", "websocket { port: 1 }\nleafnodes {}", nil, func(*server) {}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := serverDefaults()
			test.change(&want)
			got, _, err := loadNats(t, test.text, test.args...)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestNatsErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"syntax", "port: 7 8", `s.conf:1:9: Parse error: `},
		{
			"unknown with a neighbour", "max_paylod: 1",
			`s.conf:1:1: key "max_paylod": unknown key, did you mean "max_payload"?`,
		},
		{"unknown in a block", "cluster {\n  nme: x\n}", `s.conf:2:3: key "cluster.nme": unknown key, did you mean "name"?`},
		{"a definition nobody uses", "X = 5", `s.conf:1:1: key "X": unknown key`},
		{"type", `port: "7"`, `s.conf:1:1: key "port": expected a whole number, got "7"`},
		{"all of them", "foo: 1\nport: true", "s.conf:1:1: key \"foo\": unknown key\n" +
			`s.conf:2:1: key "port": expected a whole number, got true`},
		{
			"listen without a port", "listen: h",
			`s.conf:1:1: key "listen": could not parse address string "h", expected host:port or a port`,
		},
		{"listen with a bad port", `listen: "h:x"`, `s.conf:1:1: key "listen": could not parse port "x"`},
		{"listen is a boolean", "listen: true", `s.conf:1:1: key "listen": expected port or host:port, got true`},
		{"listen and port", "listen: 7\nport: 8", `s.conf:2:1: key "port": is the same as "listen", which is given too`},
		{"a duration that is a size", "ping_interval: 2m", `s.conf:1:1: key "ping_interval": ` +
			`is the number 2000000; a duration that ends in m needs quotes`},
		{"what only others have", "gateway { name: x }", `s.conf:1:1: key "gateway": this server does not have gateways`},
		{
			"what another module has", "http_port: 1",
			`s.conf:1:1: key "http_port": is unknown to this build, it belongs to module monitor`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadNats(t, test.text)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error\n  %v\nwant\n  %v", err, test.want)
			}
		})
	}
}

func TestNatsWarnings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"none", "port: 7", nil},
		{"empty", "# nothing", []string{"s.conf: the configuration has no values"}},
		{
			"number for a duration", "\nping_interval: 5",
			[]string{`s.conf:2:1: key "ping_interval": should be a duration as in "5s", not a number`},
		},
		{"ignored block", "ws {}", []string{`s.conf:1:1: key "ws": is ignored, this server does not have WebSocket`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, loaded, err := loadNats(t, test.text)
			if err != nil || !slices.Equal(loaded.Warnings(), test.want) {
				t.Errorf("warnings %q, %v, want %q", loaded.Warnings(), err, test.want)
			}
		})
	}
}

func TestLenientFile(t *testing.T) {
	t.Parallel()
	schema, err := config.NewSchema([]config.Section{{Name: "server", Default: serverDefaults()}})
	if err != nil {
		t.Fatal(err)
	}
	doc := config.Document{Values: map[string]any{"foo": 1, "gateway": map[string]any{}}, Lenient: true}
	_, err = config.Load(schema, nil, "f", doc)
	if err == nil || err.Error() != `f: key "gateway": this server does not have gateways` {
		t.Errorf("what is known to be missing must not be ignored: %v", err)
	}
	delete(doc.Values, "gateway")
	loaded, err := config.Load(schema, nil, "f", doc)
	if err != nil || !slices.Equal(loaded.Warnings(), []string{`f: key "foo": unknown key`}) {
		t.Errorf("an unknown key: %v, %v", loaded, err)
	}
}

func TestSecretFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("from a file\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GNATSD_PASSWORD_FILE", path)
	got, loaded, err := loadNats(t, "password: configured")
	if err != nil || got.Pass.Reveal() != "from a file" {
		t.Fatalf("%q, %v", got.Pass.Reveal(), err)
	}
	for _, s := range loaded.Settings() {
		if s.Key == "password" && (s.Value != `"[REDACTED]"` || s.Origin != "environment GNATSD_PASSWORD_FILE") {
			t.Errorf("shown as %+v", s)
		}
	}
	t.Setenv("GNATSD_PASSWORD", "direct")
	if got, _, err = loadNats(t, ""); err != nil || got.Pass.Reveal() != "direct" {
		t.Errorf("%q, %v", got.Pass.Reveal(), err)
	}
	t.Setenv("GNATSD_PASSWORD", "")
	t.Setenv("GNATSD_PASSWORD_FILE", path+".none")
	if _, _, err = loadNats(t, ""); err == nil || !strings.Contains(err.Error(), "GNATSD_PASSWORD_FILE: open ") {
		t.Errorf("error %v", err)
	}
}

func TestSettingsNameOrigins(t *testing.T) {
	t.Setenv("GNATSD_MAX_PAYLOAD", "7")
	_, loaded, err := loadNats(t, "listen: h:1\nmax_connections: 0", "-p=2")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]config.Setting{
		"host":            {Key: "host", Value: `"h"`, Origin: "s.conf:1:1"},
		"port":            {Key: "port", Value: "2", Origin: "flag -port"},
		"max_connections": {Key: "max_connections", Value: "100", Origin: "s.conf:2:1"},
		"max_payload":     {Key: "max_payload", Value: "7", Origin: "environment GNATSD_MAX_PAYLOAD"},
		"grace":           {Key: "grace", Value: `"0s"`, Origin: "default"},
	}
	for _, s := range loaded.Settings() {
		if w, ok := want[s.Key]; ok && s != w {
			t.Errorf("got %+v, want %+v", s, w)
		}
	}
}

func FuzzNatsLoad(f *testing.F) {
	for _, text := range []string{
		"listen: [1]", "port = $x", "cluster { listen: a:b }", "ping_interval: 9e",
		"a: {b: [{c: 1}]}",
		"password: 1", "http: 1\ngateway {}", "max_connections: 0.0",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, loaded, err := loadNats(t, text)
		if (loaded == nil) == (err == nil) {
			t.Errorf("%v and %v", loaded, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "s.conf") {
			t.Errorf("no place in %q", err)
		}
	})
}
