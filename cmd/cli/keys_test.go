package cli_test

// Goal: every key of the reference servers' core is taken, with its synonyms; what
// stands for something this server does not have is refused by that name, unless
// it only switches it off. Method: the tables of both, a key at a time.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/cmd/cli"
)

// taken are keys with a value each, one a line.
const taken = `listen: "127.0.0.1:4222"
port: 4222
host: a
net: a
client_advertise: "a:1"
server_name: x
server_tags: a
server_metadata: { a: b }
feature_flags: { a: true }
proxy_protocol: false
http: 8222
https: 8222
http_port: 8222
monitor_port: 8222
https_port: 8222
http_base_path: "/x"
prof_port: 1
prof_block_rate: 1
pid_file: x
pidfile: x
ports_file_dir: x
debug: true
trace: true
trace_verbose: true
trace_headers: true
logtime: true
logtime_utc: true
log_file: x
logfile: x
log_size_limit: 1
logfile_size_limit: 1
log_max_num: 1
logfile_max_num: 1
syslog: true
remote_syslog: "udp://h:1"
max_traced_msg_len: 1
connect_error_reports: 1
reconnect_error_reports: 1
max_connections: 1
max_conn: 1
max_subscriptions: 1
max_subs: 1
max_sub_tokens: 1
max_subscription_tokens: 1
max_control_line: 512
max_payload: 512
max_pending: 2mb
ping_interval: 1s
ping_interval: 1
ping_max: 1
write_deadline: 1s
write_timeout: retry
lame_duck_duration: 60s
lame_duck_grace_period: 1s
max_closed_clients: 1
no_fast_producer_stall: true
disable_sublist_cache: true
no_sublist_cache: true
no_header_support: true
no_system_account: true
no_system: true
no_sys_acc: true
authorization: { user: a, pass: b, timeout: 1, proxy_required: false }
authorization: { username: a, password: b }
authorization: { token: a }
authorization: { users: [ { username: a, password: b, permission: { pub: a, sub: "a q" } } ] }
authorization: { users: [ { user: a, pass: b, permissions: { import: a, export: b, allow_responses: true } } ] }
authorization: { users: [ { user: a, pass: b, allowed_connection_types: [ STANDARD ], proxy_required: false } ] }
authorization: { users: [ { user: a, pass: b } ], default_permission: { publish: a } }
cluster: { listen: "127.0.0.1:6222", name: c }
cluster: { port: 6222, net: a, authorization: { user: a, password: b, timeout: 1 } }
cluster: { port: 6222, routes: [ "nats-route://a:1" ], cluster_advertise: "a:1" }
cluster: { port: 6222, no_advertise: true, connect_retries: 1, connect_backoff: true }
cluster: { port: 6222, pool_size: 3, accounts: [ A ], write_timeout: close }
cluster: { port: 6222, compression: true }
cluster: { port: 6222, compression: fast }
cluster: { port: 6222, compression: { mode: s2_auto, rtt_thresholds: [ "10ms" ] } }
cluster: { port: 6222, ping_interval: 5s, ping_max: 1, write_deadline: 1s }
tls: { cert_file: x, key_file: y, ca_file: z, verify: true, timeout: 1 }
tls: { certificates: [ { cert_file: x, key_file: y } ], min_version: "1.3", ocsp_peer: false }
tls: { cert_file: x, key_file: y, curve_preferences: [ X25519 ], handshake_first: auto }
tls: { cert_file: x, key_file: y, immediate: 300ms, connection_rate_limit: 1 }
allow_non_tls: true
ocsp: false
ocsp: { mode: never }
ocsp_cache: false
leafnodes: {}
websocket: {}
jetstream: false
jetstream: disabled
store_dir: x`

// missing are those for what there is not, and its name.
var missing = map[string]string{
	"proxy_protocol: true":                                   "the PROXY protocol",
	"proxies: { trusted: [] }":                               "trusted proxies",
	"authorization: { auth_callout: { issuer: x } }":         "callouts for logins",
	"authorization: { proxy_required: true }":                "trusted proxies",
	"authorization: { users: [{user: a,proxy_required: x}]}": "trusted proxies",
	"tls: { cert_file: x, key_file: y, ocsp_peer: true }":    "OCSP",
	"ocsp: true":                    "OCSP",
	"accounts: { A: {} }":           "accounts",
	"system_account: SYS":           "system accounts",
	"mappings: { a: b }":            "subject mappings",
	"mqtt: {}":                      "MQTT",
	"gateway: {}":                   "gateways",
	"operator: x":                   "operators and JWTs",
	"resolver: MEMORY":              "account resolvers",
	"jetstream: enabled":            "JetStream",
	"jetstream: { store_dir: x }":   "JetStream",
	"cluster: { compression: zip }": `unsupported compression mode "zip"`,
}

func TestKeysOfOthers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "server.conf")
	try := func(text string) error {
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := cli.Stock().Configure("-c", path)
		return err
	}
	for line := range strings.Lines(taken) {
		if err := try(line); err != nil {
			t.Error(err)
		}
	}
	for line, what := range missing {
		if err := try(line); err == nil || !strings.HasSuffix(err.Error(), what) {
			t.Errorf("%s\n%v, want %s", line, err, what)
		}
	}
}
