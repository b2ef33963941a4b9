package cli_test

// Goal: command lines as client libraries' test suites write them keep working.
// Method: those of their options that this build has, and what they mean.

import (
	"strings"
	"testing"

	"gnatsd/cmd/cli"
)

func TestCommandLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		line string
		want string // key=value of what is not the default
	}{
		{"", ""},
		{"-p 22222", "port=22222"},
		{"-a 127.0.0.1 -p 4222", `host="127.0.0.1" port=4222`},
		{"-a :: -p 4222", `host="::" port=4222`},
		{"-DV", "debug=true trace=true"},
		{"-DVV", "debug=true trace=true trace_verbose=true"},
		{"-VV -D=false", "trace=true trace_verbose=true debug=false"},
		{"-p -1 -js -sd=/dir", "port=-1"},
		{"-p -1 --jetstream --store_dir /dir", "port=-1"},
		{"--port -1 --addr ::1 --debug --server_name n1", `port=-1 host="::1" debug=true server_name="n1"`},
		{"--store_dir D -p 1 -l LOG -P PID", `port=1 log_file="LOG" pid_file="PID"`},
		{`-n "quoted"`, `server_name="\"quoted\""`},
		{"-T=false --logtime_utc -s", "logtime=false logtime_utc=true syslog=true"},
		{"-r udp://localhost:514", `remote_syslog="udp://localhost:514"`},
		{"--log_size_limit 1048576 --max_traced_msg_len 10", "log_size_limit=1048576 max_traced_msg_len=10"},
		{"--client_advertise localhost:4222 --ports_file_dir D", `client_advertise="localhost:4222" ports_file_dir="D"`},
		{"-net 0.0.0.0 -name n -log L -pid P", `host="0.0.0.0" server_name="n" log_file="L" pid_file="P"`},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			t.Parallel()
			loaded, err := cli.Stock().Configure(strings.Fields(test.line)...)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, s := range loaded.Settings() {
				if s.Origin != "default" && s.Key != "jetstream" && s.Key != "store_dir" {
					got[s.Key] = s.Value
				}
			}
			for _, pair := range strings.Fields(test.want) {
				key, value, _ := strings.Cut(pair, "=")
				if got[key] != value {
					t.Errorf("%s is %s, want %s", key, got[key], value)
				}
				delete(got, key)
			}
			if len(got) > 0 {
				t.Errorf("set besides: %v", got)
			}
		})
	}
}
