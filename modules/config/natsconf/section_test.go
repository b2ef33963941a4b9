package natsconf_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gnatsd/modules/config/natsconf"
)

// section reads a text and returns its root as a section.
func section(t *testing.T, text string) (*natsconf.Section, *natsconf.Report) {
	t.Helper()
	m, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	report := &natsconf.Report{}
	return natsconf.NewSection(m, report), report
}

func TestSectionReads(t *testing.T) {
	t.Parallel()
	s, report := section(t, `
		Port: 4222
		HOST: localhost
		logfile = "/tmp/x"
		debug: on
		max_payload: 1mb
		max_pending: "64MB"
		ping_interval: "2m"
		timeout: 0.5
		wait: 3
		tags: one
		names: [a, "b"]
		nothing: []
		cluster { name: c, tls { verify: true } }
		users: [ {user: a}, {user: b} ]
		used: 1
		reference: $used
	`)
	type values struct {
		Port, Payload, Pending  int64
		Host, LogFile, Name     string
		Debug, Verify           bool
		Interval, Timeout, Wait time.Duration
		Tags, Names, Nothing    []string
		Users                   []string
		Default                 int64
	}
	got := values{Default: 7}
	seconds := natsconf.Numbers{Unit: time.Second}
	good := []bool{
		s.Int(&got.Port, -1, math.MaxUint16, "port"),
		s.String(&got.Host, "host", "net"),
		s.String(&got.LogFile, "log_file", "logfile"),
		s.Bool(&got.Debug, "debug"),
		s.Size(&got.Payload, 0, math.MaxInt32, "max_payload"),
		s.Size(&got.Pending, 0, math.MaxInt32, "max_pending"),
		s.Duration(&got.Interval, natsconf.Numbers{}, "ping_interval"),
		s.Duration(&got.Timeout, seconds, "timeout"),
		s.Duration(&got.Wait, seconds, "wait"),
		s.Strings(&got.Tags, "tags"),
		s.Strings(&got.Names, "names"),
		s.Strings(&got.Nothing, "nothing"),
		s.Take("reference") != nil,
	}
	if slices.Contains(good, false) || s.Int(&got.Default, 0, 10, "missing") {
		t.Errorf("not all keys were found, or one too many: %v", good)
	}
	cluster := s.Section("cluster")
	cluster.String(&got.Name, "name")
	cluster.Section("tls").Bool(&got.Verify, "verify")
	for _, user := range s.Sections("users") {
		var name string
		user.String(&name, "user", "username")
		got.Users = append(got.Users, name)
	}
	if s.Section("leafnodes") != nil || s.Sections("remotes") != nil {
		t.Error("got sections that are not there")
	}
	want := values{
		Port: 4222, Payload: 1 << 20, Pending: 64 << 20, Host: "localhost", LogFile: "/tmp/x", Name: "c", Debug: true,
		Verify: true, Interval: 2 * time.Minute, Timeout: time.Second / 2, Wait: 3 * time.Second, Tags: []string{"one"},
		Names: []string{"a", "b"}, Nothing: []string{}, Users: []string{"a", "b"}, Default: 7,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	s.Unknown()
	cluster.Unknown()
	if err := report.Err(); err != nil || len(report.Warnings) > 0 {
		t.Errorf("got %v and warnings %v, want none", err, report.Warnings)
	}
}

func TestSectionComplains(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text  string
		read  func(s *natsconf.Section)
		class natsconf.Class
		want  string
	}{
		"integer": {
			"a=1\nport = '4222'", func(s *natsconf.Section) { s.Int(new(int64), 0, 10, "port") }, natsconf.WrongType,
			`t:2:1: "port": found a string, expected an integer`,
		},
		"range": {
			"port = 70000", func(s *natsconf.Section) { s.Int(new(int64), -1, 65535, "port") }, natsconf.OutOfRange,
			`t:1:1: "port": found 70000, expected -1 to 65535`,
		},
		"size": {
			"max = '1xb'", func(s *natsconf.Section) { s.Size(new(int64), 0, 10, "max") }, natsconf.WrongType,
			`t:1:1: "max": found a string, expected a size: an integer, which may end in k, kb, m, mb, g, gb, …`,
		},
		"size without suffix": {
			"max = '10'", func(s *natsconf.Section) { s.Size(new(int64), 0, 10, "max") }, natsconf.WrongType,
			`t:1:1: "max": found a string, expected a size: an integer, which may end in k, kb, m, mb, g, gb, …`,
		},
		"size over range": {
			"max = '9e18k'", func(s *natsconf.Section) { s.Size(new(int64), 0, 10, "max") }, natsconf.WrongType,
			`t:1:1: "max": found a string, expected a size: an integer, which may end in k, kb, m, mb, g, gb, …`,
		},
		"boolean": {
			"debug = 1", func(s *natsconf.Section) { s.Bool(new(bool), "debug") }, natsconf.WrongType,
			`t:1:1: "debug": found an integer, expected true or false`,
		},
		"string": {
			"m {\n  password: 12345\n}", func(s *natsconf.Section) { s.Section("m").String(new(string), "password") },
			natsconf.WrongType,
			`t:2:3: "m.password": found an integer, expected a string, which needs quotes if it looks like something else`,
		},
		"strings": {
			"tags {}", func(s *natsconf.Section) { s.Strings(new([]string), "tags") }, natsconf.WrongType,
			`t:1:1: "tags": found a map, expected a string or an array of strings`,
		},
		"element": {
			"tags = [a,\n 5.5]", func(s *natsconf.Section) { s.Strings(new([]string), "tags") }, natsconf.WrongType,
			`t:2:2: "tags[1]": found a number with a point, expected a string`,
		},
		"duration": {
			"wait = 5x", func(s *natsconf.Section) { s.Duration(new(time.Duration), natsconf.Numbers{}, "wait") },
			natsconf.BadDuration, `t:1:1: "wait": found "5x", expected a duration like "1m30s"`,
		},
		"duration as number": {
			"wait = 5", func(s *natsconf.Section) { s.Duration(new(time.Duration), natsconf.Numbers{}, "wait") },
			natsconf.WrongType, `t:1:1: "wait": found an integer, expected a duration like "1m30s"`,
		},
		"duration of another type": {
			"wait = [5]",
			func(s *natsconf.Section) { s.Duration(new(time.Duration), natsconf.Numbers{Unit: time.Second}, "wait") },
			natsconf.WrongType,
			`t:1:1: "wait": found an array, expected a duration like "1m30s" or a number in units of 1s`,
		},
		"minutes without quotes": {
			"wait = 2m",
			func(s *natsconf.Section) { s.Duration(new(time.Duration), natsconf.Numbers{Unit: time.Second}, "wait") },
			natsconf.BadDuration,
			`t:1:1: "wait": found the size 2m, which is 2000000; a duration that ends in m needs quotes`,
		},
		"long duration": {
			"wait = 9223372037",
			func(s *natsconf.Section) { s.Duration(new(time.Duration), natsconf.Numbers{Unit: time.Second}, "wait") },
			natsconf.OutOfRange,
			`t:1:1: "wait": found 9.223372037e+09 units of 1s, expected at most 2562047h47m16.854775807s`,
		},
		"section": {
			"tls = 2016-05-04T18:53:41Z", func(s *natsconf.Section) { s.Section("tls") }, natsconf.WrongType,
			`t:1:1: "tls": found a date, expected a map in braces`,
		},
		"sections": {
			"users = on", func(s *natsconf.Section) { s.Sections("users") }, natsconf.WrongType,
			`t:1:1: "users": found a boolean, expected an array of maps`,
		},
		"section in an array": {
			"users = [{}\n[]]", func(s *natsconf.Section) { s.Sections("users") }, natsconf.WrongType,
			`t:2:1: "users[1]": found an array, expected a map in braces`,
		},
		"unknown": {
			"m {\nprot = 1\n}", func(s *natsconf.Section) {
				m := s.Section("m")
				m.Int(new(int64), 0, 1, "port")
				m.Unknown()
			}, natsconf.UnknownField, `t:2:1: unknown field "prot" in m, did you mean "port"?`,
		},
		"unknown, nothing near": {
			"zzz = 1", func(s *natsconf.Section) { s.Take("port"); s.Unknown() },
			natsconf.UnknownField, `t:1:1: unknown field "zzz"`,
		},
		"unknown, the default is kept": {
			"a = x", func(s *natsconf.Section) {
				n := int64(5)
				if s.Int(&n, 0, 9, "a") || n != 5 {
					s.Fail(natsconf.Pos{}, natsconf.Conflict, "the default is lost")
				}
			}, natsconf.WrongType, `t:1:1: "a": found a string, expected an integer`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, report := section(t, test.text)
			test.read(s)
			if len(report.Errors) != 1 || report.Errors[0].Class != test.class || report.Err().Error() != test.want {
				t.Errorf("got %v\nwant %s: %s", report.Errors, test.class, test.want)
			}
		})
	}
}

func TestSectionWarns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		read func(s *natsconf.Section) any
		got  any
		want string
	}{
		"old number": {
			"ping = 90", func(s *natsconf.Section) any {
				var d time.Duration
				s.Duration(&d, natsconf.Numbers{Unit: time.Second, Warn: true}, "ping")
				return d
			}, 90 * time.Second, `t:1:1: "ping": found a number, better is a duration like "1m30s"`,
		},
		"synonyms": {
			"net = b\nhost = a", func(s *natsconf.Section) any {
				var text string
				s.String(&text, "host", "net")
				return text
			}, "a", `t:1:1: "net" is ignored, "host" at t:2:1 means the same`,
		},
		"two cases": {
			"Port = 1\nport = 2\n", func(s *natsconf.Section) any {
				var n int64
				s.Int(&n, 0, 9, "port")
				return n
			}, int64(2), `t:1:1: "Port" is ignored, "port" at t:2:1 means the same`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, report := section(t, test.text)
			got := test.read(s)
			s.Unknown()
			if report.Err() != nil || len(report.Warnings) != 1 || report.Warnings.Error() != test.want {
				t.Errorf("got %v and warnings\n%v\nwant %s", report.Err(), report.Warnings, test.want)
			}
			if got != test.got {
				t.Errorf("got %v, want %v", got, test.got)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	keys := []string{"port", "host", "max_payload", "max_pending", "ping_interval", "tls", strings.Repeat("x", 100)}
	for word, want := range map[string]string{
		"prot":                   "port",
		"PORT":                   "port",
		"maxpayload":             "max_payload",
		"max_pendign":            "max_pending",
		"ping_intervall":         "ping_interval",
		"tsl":                    "tls",
		"t":                      "",
		"xyz":                    "",
		"":                       "",
		strings.Repeat("x", 100): "",
	} {
		if got := natsconf.Nearest(word, keys); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	values := map[string]any{
		"port":    4222.0,
		"rate":    1.5,
		"int":     5,
		"int64":   int64(6),
		"list":    []any{"a", true},
		"strings": []string{"x"},
		"date":    time.Date(2016, 5, 4, 18, 53, 41, 0, time.UTC),
		"map":     map[any]any{"k": map[string]any{}},
	}
	m, err := natsconf.Import("server.yaml", values)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"port": int64(4222), "rate": 1.5, "int": int64(5), "int64": int64(6), "list": []any{"a", true},
		"strings": []any{"x"}, "date": values["date"], "map": map[string]any{"k": map[string]any{}},
	}
	if got := m.Plain(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v\nwant %#v", got, want)
	}
	if got := m.Get("port").KeyPos.String(); got != "server.yaml" {
		t.Errorf("the place is %q", got)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	endless := map[string]any{}
	endless["x"] = endless
	for name, test := range map[string]struct {
		value any
		about string
	}{
		"null":  {nil, `found no value for the key "a.b"`},
		"type":  {[]any{1, complex(1, 1)}, `"a.b[1]": found a value of type complex128`},
		"cycle": {endless, "levels deep"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := natsconf.Import("f", map[string]any{"a": map[string]any{"b": test.value}})
			var list natsconf.Errors
			if !errors.As(err, &list) || len(list) != 1 || !strings.Contains(err.Error(), test.about) {
				t.Errorf("got %v, want %q", err, test.about)
			}
		})
	}
}
