package cli_test

// Goal: every flag of both reference servers' core is there, under each of its
// names, with one dash or two, and means its key. Method: the table of them; each
// row is tried in all spellings.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gnatsd/cmd/cli"
)

// flagTable has a flag in each row: its names, an argument ("" for none), and the
// values it gives. What stands behind "with" must be there as well.
var flagTable = []struct{ names, arg, want, with string }{
	{"a addr net", "127.0.0.1", `host="127.0.0.1"`, ""},
	{"p port", "-1", "port=-1", ""},
	{"n name server_name", "x", `server_name="x"`, ""},
	{"P pid", "x", `pid_file="x"`, ""},
	{"m http_port", "8222", "http_port=8222", ""},
	{"ms https_port", "8222", "https_port=8222", ""},
	{"client_advertise", "h:1", `client_advertise="h:1"`, ""},
	{"ports_file_dir", "x", `ports_file_dir="x"`, ""},

	{"l log", "x", `log_file="x"`, ""},
	{"T logtime", "", "logtime=true", ""},
	{"logtime_utc", "", "logtime_utc=true", ""},
	{"s syslog", "", "syslog=true", ""},
	{"r remote_syslog", "udp://h:514", `remote_syslog="udp://h:514"`, ""},
	{"D debug", "", "debug=true", ""},
	{"V trace", "", "trace=true", ""},
	{"DV", "", "debug=true trace=true", ""},
	{"VV", "", "trace=true trace_verbose=true", ""},
	{"DVV", "", "debug=true trace=true trace_verbose=true", ""},
	{"log_size_limit", "7", "log_size_limit=7", ""},
	{"max_traced_msg_len", "7", "max_traced_msg_len=7", ""},

	{"user", "x", `authorization.user="x"`, "--pass=p"},
	{"pass", "x", `authorization.password="[REDACTED]"`, "--user=u"},
	{"auth", "x", `authorization.token="[REDACTED]"`, ""},
	{"tls", "", "tls_flags.on=true", "--tlscert=c --tlskey=k"},
	{"tlsverify", "", "tls_flags.verify=true", "--tlscert=c --tlskey=k --tlscacert=a"},
	{"tlscert", "x", `tls_flags.cert="x"`, "--tlskey=k"},
	{"tlskey", "x", `tls_flags.key="x"`, "--tlscert=c"},
	{"tlscacert", "x", `tls_flags.ca="x"`, "--tlscert=c --tlskey=k"},

	{"cluster cluster_listen", "nats://h:1", "cluster.listen=*", ""},
	{"cluster_name", "x", `cluster.name="x"`, ""},
	{"routes", "nats://h:1, nats://h:2", `cluster.routes=["nats://h:1", "nats://h:2"]`, "--cluster=nats://h:3"},
	{"cluster_advertise", "h:1", `cluster.advertise="h:1"`, ""},
	{"no_advertise", "", "cluster.no_advertise=true", ""},
	{"connect_retries", "7", "cluster.connect_retries=7", ""},

	{"profile", "7", "prof_port=7", ""},
	{"js jetstream", "", "jetstream=*", ""},
	{"sd store_dir", "x", `store_dir="x"`, ""},
}

func TestEachFlag(t *testing.T) {
	t.Parallel()
	for _, row := range flagTable {
		for name := range strings.FieldsSeq(row.names) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				for _, dash := range []string{"-", "--"} {
					for _, args := range spellings(dash+name, row.arg) {
						check(t, append(strings.Fields(row.with), args...), row.want)
					}
				}
			})
		}
	}
}

// spellings are the ways of writing a flag.
func spellings(flag, arg string) [][]string {
	if arg == "" {
		return [][]string{{flag}, {flag + "=true"}, {flag + "=1"}}
	}
	return [][]string{{flag, arg}, {flag + "=" + arg}}
}

func check(t *testing.T, args []string, want string) {
	t.Helper()
	loaded, err := cli.Stock().Configure(args...)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	got := map[string]string{}
	for _, s := range loaded.Settings() {
		if strings.HasPrefix(s.Origin, "flag ") {
			got[s.Key] = s.Value
		}
	}
	for pair := range strings.SplitSeq(strings.ReplaceAll(want, `", "`, `","`), " ") {
		key, value, _ := strings.Cut(pair, "=")
		if shown, given := got[key]; !given || value != "*" && strings.ReplaceAll(shown, `", "`, `","`) != value {
			t.Errorf("%q: %s is %q, want %s", args, key, shown, value)
		}
	}
}

// Every flag that a section declares is in the table, or is ours alone.
func TestNoFlagIsLeftOut(t *testing.T) {
	t.Parallel()
	own := []string{"log_format", "log_levels"}
	var tabled []string
	for _, row := range flagTable {
		tabled = append(tabled, strings.Fields(row.names)...)
	}
	schema, err := cli.Stock().Schema()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range schema.Options() {
		for _, name := range o.Flags {
			if !slices.Contains(tabled, name) && !slices.Contains(own, name) {
				t.Errorf("-%s of %s is not in the table", name, o.Key)
			}
		}
	}
	for _, args := range [][]string{{"-v"}, {"--version"}, {"-h"}, {"--help"}, {"--help_tls"}, {"version"}, {"help"}} {
		if status, stdout, _ := run(t, append([]string{"gnatsd"}, args...)...); status != 0 || stdout == "" {
			t.Errorf("%q: status %d, %q", args, status, stdout)
		}
	}
	for _, args := range [][]string{{"-t"}, {"--check"}, {"-c"}, {"-sl"}, {"--signal"}} {
		if status, _, stderr := run(t, append([]string{"gnatsd"}, args...)...); strings.Contains(stderr, "not defined") {
			t.Errorf("%q: status %d, %s", args, status, fmt.Sprint(stderr))
		}
	}
}
