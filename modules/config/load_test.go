package config_test

// Goal: each layer beats the ones below it, files are strict, and every
// complaint names its place. Method: one section with a field of each type,
// loaded from combinations of layers.

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gnatsd/modules/config"
)

type user struct {
	Name     string        `conf:"user" alias:"username"`
	Password config.Secret `conf:"password"`
}

type sample struct {
	Port    int            `conf:"port" flag:"p,port,net_port"`
	Host    string         `conf:"host" alias:"net" flag:"a,addr"`
	Debug   bool           `conf:"debug" flag:"D,debug,DV"`
	Trace   bool           `conf:"trace" flag:"V,trace,DV"`
	Payload int64          `conf:"max_payload" unit:"bytes"`
	Ratio   float64        `conf:"ratio"`
	Ping    time.Duration  `conf:"ping_interval"`
	Tags    []string       `conf:"tags"`
	Raw     any            `conf:"raw"`
	Address hostPort       `conf:"listen"`
	Auth    authorization  `conf:"authorization"`
	Ignored map[string]int // no tag: none of this package's business
}

type authorization struct {
	User    string        `conf:"user"`
	Timeout time.Duration `conf:"timeout"`
	Users   []user        `conf:"users"`
}

// hostPort is a type that reads itself.
type hostPort struct{ host, port string }

func (h *hostPort) DecodeConfig(value any) error {
	text, ok := value.(string)
	host, port, found := strings.Cut(text, ":")
	if !ok || !found {
		return errors.New("expected host:port")
	}
	*h = hostPort{host, port}
	return nil
}

func (s sample) Validate() error {
	if s.Port == 13 {
		return config.Inside(errors.New("brings bad luck"), "port")
	}
	return nil
}

func defaults() sample { return sample{Port: 4222, Host: "0.0.0.0", Ping: 2 * time.Minute} }

// load loads the sample from YAML and flags.
func load(t *testing.T, yaml string, args ...string) (sample, error) {
	t.Helper()
	schema, err := config.NewSchema([]config.Section{{Name: "sample", Default: defaults()}})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := config.NewCodecs()["yaml"]("x.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	flags := schema.Flags()
	if err := flags.Parse(args); err != nil {
		return sample{}, err
	}
	loaded, err := config.Load(schema, flags, "x.yaml", doc)
	if err != nil {
		return sample{}, err
	}
	return loaded.Section("sample").(sample), nil
}

func TestPrecedence(t *testing.T) {
	tests := []struct {
		name, yaml, env string
		args            []string
		want            int
	}{
		{name: "default", want: 4222},
		{name: "file beats default", yaml: "port: 1", want: 1},
		{name: "environment beats file", yaml: "port: 1", env: "2", want: 2},
		{name: "flag beats environment", yaml: "port: 1", env: "2", args: []string{"--port=3"}, want: 3},
		{name: "last flag wins", args: []string{"--port=3", "-p=4"}, want: 4},
		{name: "empty environment is not set", yaml: "port: 1", env: "", want: 1},
		{name: "zero beats default", yaml: "port: 0", want: 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("GNATSD_PORT", test.env)
			got, err := load(t, test.yaml, test.args...)
			if err != nil || got.Port != test.want {
				t.Errorf("port = %d, %v, want %d", got.Port, err, test.want)
			}
		})
	}
}

func TestExplicitFalseBeatsTrue(t *testing.T) {
	if got, err := load(t, "debug: true", "--debug=false"); err != nil || got.Debug {
		t.Errorf("flag over file: debug = %v, %v", got.Debug, err)
	}
	t.Setenv("GNATSD_DEBUG", "false")
	if got, err := load(t, "debug: true"); err != nil || got.Debug {
		t.Errorf("environment over file: debug = %v, %v", got.Debug, err)
	}
	if got, err := load(t, "debug: false", "--debug"); err != nil || !got.Debug {
		t.Errorf("flag over environment: debug = %v, %v", got.Debug, err)
	}
}

func TestFileValues(t *testing.T) {
	t.Parallel()
	got, err := load(t, `
NET: ::1
max_payload: 64KB
ratio: 2
ping_interval: 1.5
tags: one
raw: {Alice: {Mixed: Case}}
listen: "h:1"
authorization:
  user: root
  timeout: 2s
  users: [{username: alice, password: s3cret}, {user: bob}]
`)
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.Host, want.Payload, want.Ratio, want.Ping = "::1", 65536, 2, 1500*time.Millisecond
	want.Tags, want.Address = []string{"one"}, hostPort{"h", "1"}
	want.Raw = map[string]any{"Alice": map[string]any{"Mixed": "Case"}}
	want.Auth = authorization{User: "root", Timeout: 2 * time.Second, Users: []user{{"alice", "s3cret"}, {"bob", ""}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
}

func TestTextValues(t *testing.T) {
	for key, value := range map[string]string{
		"GNATSD_MAX_PAYLOAD": "0x10", "GNATSD_RATIO": "0.5", "GNATSD_PING_INTERVAL": "3", "GNATSD_TAGS": "a, b,",
		"GNATSD_LISTEN": "h:2", "GNATSD_AUTHORIZATION_USER": "root", "GNATSD_AUTHORIZATION_TIMEOUT": "250ms",
	} {
		t.Setenv(key, value)
	}
	got, err := load(t, "authorization: {user: file}")
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.Payload, want.Ratio, want.Ping, want.Tags = 16, 0.5, 3*time.Second, []string{"a", "b"}
	want.Address, want.Auth = hostPort{"h", "2"}, authorization{User: "root", Timeout: 250 * time.Millisecond}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
}

func TestErrors(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"unknown key", "foo: 1", `x.yaml: key "foo": unknown key`},
		{"unknown key in a block", "authorization: {Foo: 1}", `x.yaml: key "authorization.Foo": unknown key`},
		{
			"unknown key in a list", "authorization: {users: [{user: a}, {usr: b}]}",
			`x.yaml: key "authorization.users.1.usr": unknown key, did you mean "user"?`,
		},
		{"all unknown keys", "b: 1\na: 2", "x.yaml: key \"a\": unknown key\nx.yaml: key \"b\": unknown key"},
		{"key and alias", "host: a\nnet: b", `x.yaml: key "net": is the same as "host", which is given too`},
		{"block wanted", "authorization: yes", `x.yaml: key "authorization": expected a block, got "yes"`},
		{"no coercion to number", `port: "4222"`, `x.yaml: key "port": expected a whole number, got "4222"`},
		{"no coercion to bool", "debug: 1", `x.yaml: key "debug": expected true or false, got 1`},
		{"no coercion to string", "host: 12", `x.yaml: key "host": expected a string, got 12`},
		{"fraction", "port: 1.5", `x.yaml: key "port": expected a whole number, got 1.5`},
		{
			"out of range", "max_payload: 9223372036854775807k",
			`x.yaml: key "max_payload": 9223372036854775807k is out of range`,
		},
		{"duration", "ping_interval: soon", `x.yaml: key "ping_interval": ` +
			`expected a duration as in "2m" or a number of seconds, got "soon"`},
		{"long duration", "ping_interval: 1e30", `x.yaml: key "ping_interval": 1e+30 seconds is out of range`},
		{
			"secrets stay secret", "authorization: {users: [{password: 12345}]}",
			`x.yaml: key "authorization.users.0.password": expected a string, got something else`,
		},
		{"type that reads itself", "listen: 4222", `x.yaml: key "listen": expected host:port`},
		{"validation", "port: 13", `x.yaml: key "port": brings bad luck`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, test.yaml)
			if err == nil || err.Error() != test.want {
				t.Errorf("error\n  %v\nwant\n  %v", err, test.want)
			}
		})
	}
}

func TestErrorsOutsideOfTheFile(t *testing.T) {
	if _, err := load(t, "", "--port=13"); err == nil || err.Error() != `key "port": brings bad luck` {
		t.Errorf("validation of a flag: %v", err)
	}
	t.Setenv("GNATSD_PORT", "x")
	want := `environment variable GNATSD_PORT: expected a whole number, got "x"`
	if _, err := load(t, "port: 1"); err == nil || err.Error() != want {
		t.Errorf("bad environment: %v, want %s", err, want)
	}
	if _, err := load(t, "", "--port=x"); err == nil {
		t.Error("a bad flag is accepted")
	}
}

func TestWhere(t *testing.T) {
	t.Parallel()
	schema, err := config.NewSchema([]config.Section{{Name: "sample", Default: defaults()}})
	if err != nil {
		t.Fatal(err)
	}
	doc := config.Document{
		Values: map[string]any{"authorization": map[string]any{"users": []any{map[string]any{"x": 1}}}},
		Where:  func(key ...string) string { return "f:3:7(" + strings.Join(key, "|") + ")" },
	}
	_, err = config.Load(schema, nil, "f", doc)
	want := `f:3:7(authorization|users|0|x): key "authorization.users.0.x": unknown key`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestKeysUsedInsideTheFile(t *testing.T) {
	t.Parallel()
	schema, err := config.NewSchema([]config.Section{{Name: "sample", Default: defaults()}})
	if err != nil {
		t.Fatal(err)
	}
	doc := config.Document{
		Values: map[string]any{"PASS": "x", "port": 7},
		Used:   func(key ...string) bool { return key[0] == "PASS" },
	}
	loaded, err := config.Load(schema, nil, "f", doc)
	if err != nil || loaded.Section("sample").(sample).Port != 7 {
		t.Errorf("a variable is refused: %v", err)
	}
	doc.Values["OTHER"] = 1
	if _, err := config.Load(schema, nil, "f", doc); err == nil || err.Error() != `f: key "OTHER": unknown key` {
		t.Errorf("error %v", err)
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	schema, err := config.NewSchema([]config.Section{{Name: "sample", Default: defaults()}})
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := config.Load(schema, nil, "", config.Document{})
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := loaded.Value("net"); !ok || v != "0.0.0.0" {
		t.Errorf("Value(net) = %v, %v", v, ok)
	}
	if v, ok := loaded.Value("nothing"); ok || v != nil {
		t.Errorf("Value(nothing) = %v, %v", v, ok)
	}
}

func TestCodecs(t *testing.T) {
	t.Parallel()
	tests := []struct{ file, text, wantErr string }{
		{"a.yaml", "port: 7", ""},
		{"a.yml", "port: 7", ""},
		{"a.toml", "port = 7", ""},
		{"a.json", `{"port": 7}`, ""},
		{"a.YAML", "port: 7", ""},
		{"a.conf", "port: 7", ""},
		{"plain", "port 7 # the same", ""},
		{"bad.conf", "port: 7 8", "bad.conf:1:9: Parse error"},
		{"bad.json", "{", "bad.json: "},
		{"bad.yaml", "a: b: c", "bad.yaml: "},
		{"long.yaml", strings.Repeat("#", 16<<20+1), "longer than"},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), test.file)
			if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			doc, err := config.NewCodecs().Read(path)
			if test.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Errorf("error %v, want %q in it", err, test.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			schema, err := config.NewSchema([]config.Section{{Name: "sample", Default: defaults()}})
			if err != nil {
				t.Fatal(err)
			}
			loaded, err := config.Load(schema, nil, path, doc)
			if err != nil || loaded.Section("sample").(sample).Port != 7 {
				t.Errorf("loaded %v, %v", loaded, err)
			}
		})
	}
	if _, err := config.NewCodecs().Read(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := (config.Codecs{"yaml": nil}).Read("x.ini"); err == nil || !strings.Contains(err.Error(), ".yaml") {
		t.Errorf("unknown ending: %v", err)
	}
}
