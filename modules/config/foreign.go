package config

import "fmt"

// Keys that other builds and other servers have, so that who meets one here is
// told more than that it is unknown. A key that a module of the build declares
// never gets here.

// owners are keys at the top level by the module that declares them.
var owners = map[string][]string{
	"auth":    {"authorization", "no_auth_user"},
	"cluster": {"cluster"},
	"monitor": {
		"http", "https", "http_port", "monitor_port", "https_port", "http_base_path", "max_closed_clients",
		"prof_port",
	},
	"client":  {"host", "port", "listen", "tls", "allow_non_tls", "client_advertise", "max_payload", "max_connections"},
	"logging": {"debug", "trace", "log_file", "logfile", "syslog", "remote_syslog", "logtime"},
	"process": {"pid_file", "pidfile", "ports_file_dir"},
}

// absent are blocks and keys of nats-server that stand for something this server
// does not have. A file that counts on one is refused: most of them say who may
// do what.
var absent = map[string]string{
	"gateway": "gateways", "gateways": "gateways",
	"mqtt":     "MQTT",
	"operator": "operators and JWTs", "operators": "operators and JWTs", "root": "operators and JWTs",
	"roots": "operators and JWTs", "root_operator": "operators and JWTs", "root_operators": "operators and JWTs",
	"resolver": "account resolvers", "account_resolver": "account resolvers", "accounts_resolver": "account resolvers",
	"resolver_tls": "account resolvers", "resolver_preload": "account resolvers",
	"resolver_pinned_accounts": "account resolvers",
	"trusted_keys":             "operators and JWTs", "trusted": "operators and JWTs",
	"default_sentinel": "operators and JWTs",
	"system_account":   "system accounts", "system": "system accounts",
	"accounts": "accounts",
	"mappings": "subject mappings", "maps": "subject mappings",
	"proxies": "trusted proxies", "proxy_protocol": "the PROXY protocol",
	"authorization.proxy_required": "trusted proxies",
	"authorization.auth_callout":   "callouts for logins", "authorization.auth_hook": "callouts for logins",
	"ocsp": "OCSP",
}

// harmless are those that a server without them can leave aside: without the
// block nobody listens, or nothing but speed is concerned. Each is said.
var harmless = map[string]string{
	"leafnodes": "leaf nodes", "leaf": "leaf nodes",
	"websocket": "WebSocket", "ws": "WebSocket",
	"default_js_domain": "JetStream",
	"no_system_account": "system accounts", "no_system": "system accounts", "no_sys_acc": "system accounts",
	"trace_headers":          "traces of headers alone",
	"feature_flags":          "feature flags",
	"ocsp_cache":             "OCSP",
	"disable_sublist_cache":  "a cache that can be switched off",
	"no_sublist_cache":       "a cache that can be switched off",
	"no_fast_producer_stall": "a stall that can be switched off",
	"prof_block_rate":        "block profiles",

	"connect_error_reports":   "a choice of which failures to reach others are errors",
	"reconnect_error_reports": "a choice of which failures to reach others are errors",

	"cluster.pool_size": "pools of routes", "cluster.accounts": "pools of routes",
	"cluster.write_timeout": "a choice at the write deadline",
}

// foreign returns the error about a key, dotted within a block, that no section
// declares, or nil if nobody else has it either.
func foreign(key string) error {
	if what, ok := harmless[key]; ok {
		return Caution("is ignored, this server does not have %s", what)
	}
	if what, ok := absent[key]; ok {
		return fmt.Errorf("this server does not have %s", what)
	}
	for module, keys := range owners {
		for _, k := range keys {
			if k == key {
				return fmt.Errorf("is unknown to this build, it belongs to module %s", module)
			}
		}
	}
	return nil
}

// switchedOff tells whether a key is one of those absent and asks for nothing.
func switchedOff(key string, value any) bool {
	block, isBlock := value.(map[string]any)
	never := isBlock && len(block) == 1 && block["mode"] == "never"
	return absent[key] != "" && (never || value == false)
}
