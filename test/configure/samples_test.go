//go:build unix

package configure

// base is what every file says, so that servers are found.
var base = settings{"listen": `"127.0.0.1:-1"`, "http": `"127.0.0.1:-1"`, "authorization.auth_failure_delay": "false"}

// A sample is a change of one key.
type sample struct {
	with settings // beside it, before and after
	from string   // "" where the key is not there
	to   string
	says string // what the refusal says, where it is not that this key can't change
}

// secured is a tls block without its end.
const secured = `{ cert_file: "DIR/one.pem", key_file: "DIR/one-key.pem"`

var (
	clustered = settings{"cluster.listen": `"127.0.0.1:-1"`, "cluster.name": "c"}
	login     = settings{"authorization.user": "u", "authorization.password": "p"}
	users     = settings{"authorization.users": "[ { user: u, password: p } ]"}
	flags     = settings{"tls_flags.cert": `"DIR/one.pem"`, "tls_flags.key": `"DIR/one-key.pem"`}
	guarded   = settings{"monitor.auth.user": "op", "monitor.auth.password": "secret"}
	apart     = settings{"listen": "", "host": "127.0.0.1", "port": "-1"}
)

// samples has every key that the stock build declares: a test sees to that.
var samples = map[string]sample{
	"server_name":     {to: "x"},
	"server_tags":     {to: `[ "a:1", B ]`},
	"server_metadata": {to: "{ region: eu }"},
	"jetstream":       {to: "enabled", says: "this server does not have JetStream"},
	"store_dir":       {to: "x"},

	"log_file":       {to: `"DIR/one.log"`},
	"logtime":        {to: "false"},
	"logtime_utc":    {to: "true"},
	"log_format":     {to: "json"},
	"debug":          {to: "true"},
	"trace":          {to: "true"},
	"trace_verbose":  {to: "true"},
	"syslog":         {to: "true", says: "error connecting to syslog"},
	"remote_syslog":  {to: `"udp://SYSLOG"`},
	"log_size_limit": {with: settings{"log_file": `"DIR/one.log"`}, to: "10mb"},
	"log_max_num":    {with: settings{"log_file": `"DIR/one.log"`}, to: "3"},
	"log_levels":     {to: "{ client: debug }"},
	"log_repeats":    {to: "3"},

	"pid_file":       {from: `"DIR/one.pid"`, to: `"DIR/two.pid"`},
	"ports_file_dir": {to: `"DIR"`},

	"tls":              {to: `{ cert_file: "DIR/one.pem", key_file: "DIR/one-key.pem" }`},
	"allow_non_tls":    {with: settings{"tls": `{ cert_file: "DIR/one.pem", key_file: "DIR/one-key.pem" }`}, to: "true"},
	"tls_flags.on":     {with: flags, to: "true"},
	"tls_flags.cert":   {with: flags, to: `"DIR/./one.pem"`},
	"tls_flags.key":    {with: flags, to: `"DIR/./one-key.pem"`},
	"tls_flags.ca":     {with: flags, to: `"DIR/ca.pem"`},
	"tls_flags.verify": {with: flags.with(settings{"tls_flags.ca": `"DIR/ca.pem"`}), to: "true"},

	"authorization.user":                {with: login, to: "v"},
	"authorization.password":            {with: login, to: "q"},
	"authorization.token":               {to: "t"},
	"authorization.timeout":             {to: "3"},
	"authorization.users":               {with: users, to: "[ { user: u, password: q }, { user: v, password: p } ]"},
	"authorization.default_permissions": {with: users, to: "{ publish: a }"},
	"authorization.auth_failure_delay":  {to: "true"},
	"no_auth_user":                      {with: users, to: "u"},
	"permissions_default":               {to: "deny"},

	"host":                            {with: apart, to: "localhost"},
	"port":                            {with: apart, to: "4333"},
	"client_advertise":                {to: `"a.example:5"`},
	"max_connections":                 {to: "50"},
	"max_payload":                     {to: "2000"},
	"max_connections_per_ip":          {to: "50"},
	"max_connections_per_user":        {to: "50"},
	"max_unauthenticated_connections": {to: "50"},
	"silence_timeout":                 {to: `"7s"`},
	"publish_rate.messages":           {to: "7000"},
	"publish_rate.bytes":              {to: "7mb"},
	"publish_rate.action":             {to: "error"},
	"max_control_line":                {to: "2000"},
	"max_pending":                     {to: "2mb"},
	"max_subscriptions":               {to: "7"},
	"max_subscription_tokens":         {to: "7"},
	"write_deadline":                  {to: `"3s"`},
	"write_timeout":                   {to: "retry"},
	"ping_interval":                   {to: `"30s"`},
	"ping_max":                        {to: "7"},
	"no_header_support":               {to: "true"},
	"lame_duck_duration":              {to: `"1m"`},
	"lame_duck_grace_period":          {to: `"1s"`},
	"max_traced_msg_len":              {to: "7"},
	"max_closed_clients":              {to: "7"},
	"top_subjects":                    {to: "7"},

	"cluster.name":                      {with: clustered, to: "d"},
	"cluster.listen":                    {to: `"127.0.0.1:-1"`},
	"cluster.host":                      {to: "127.0.0.1"},
	"cluster.port":                      {to: "-1"},
	"cluster.routes":                    {with: clustered, to: `[ "nats://127.0.0.1:1" ]`},
	"cluster.advertise":                 {with: clustered, to: `"a.example:5"`},
	"cluster.no_advertise":              {with: clustered, to: "true"},
	"cluster.compression":               {with: clustered, to: "accept"},
	"cluster.connect_retries":           {with: clustered, to: "7"},
	"cluster.connect_backoff":           {with: clustered, to: "true"},
	"cluster.ping_interval":             {with: clustered, to: `"7s"`},
	"cluster.ping_max":                  {with: clustered, to: "7"},
	"cluster.write_deadline":            {with: clustered, to: `"7s"`},
	"cluster.max_pending":               {with: clustered, to: "7mb"},
	"cluster.authorization.user":        {with: peers, to: "v"},
	"cluster.authorization.password":    {with: peers, to: "q"},
	"cluster.authorization.timeout":     {with: clustered, to: "3"},
	"cluster.authorization.permissions": {with: peers, to: "{ import: [a], export: [b] }"},
	"cluster.permissions":               {with: clustered, to: "{ import: [a], export: [b] }"},
	"cluster.tls":                       {with: clustered, to: secured + `, ca_file: "DIR/ca.pem" }`},

	"http":                       {to: `"localhost:-1"`},
	"https":                      {to: `"127.0.0.1:-1"`},
	"http_port":                  {to: "-1"},
	"https_port":                 {to: "-1"},
	"http_base_path":             {to: `"/x"`},
	"http_jsonp":                 {to: "false"},
	"prof_port":                  {to: "-1"},
	"metrics.enabled":            {to: "false"},
	"metrics.accounts":           {to: "false"},
	"metrics.connections":        {to: "true"},
	"metrics.compat":             {to: "false"},
	"metrics.compat_prefix":      {to: "x"},
	"metrics.server_label":       {to: "id"},
	"monitor.auth.user":          {with: guarded.with(settings{"monitor.auth.token": "secret"}), to: "other"},
	"monitor.auth.password":      {with: guarded.with(settings{"monitor.auth.token": "secret"}), to: "other"},
	"monitor.auth.token":         {with: guarded, to: "other"},
	"monitor.reader.user":        {with: guarded.with(reader), to: "other"},
	"monitor.reader.password":    {with: guarded.with(reader), to: "other"},
	"monitor.reader.token":       {with: guarded, to: "other"},
	"monitor.ca_file":            {to: `"DIR/ca.pem"`},
	"monitor.auth.certificate":   {with: guarded, to: "one"},
	"monitor.reader.certificate": {with: guarded, to: "one"},
	"monitor.admin":              {with: guarded, to: "true"},
	"monitor.health_open":        {to: "false"},
	"monitor.dashboard":          {with: guarded, from: "true", to: "false"},
}

var (
	peers  = clustered.with(settings{"cluster.authorization.user": "u", "cluster.authorization.password": "p"})
	reader = settings{"monitor.reader.user": "r", "monitor.reader.password": "p"}
)

// files are those of the sample of a key.
func (s sample) files(key string) (before, after settings) {
	before = base.with(s.with)
	if s.from != "" {
		before = before.with(settings{key: s.from})
	}
	return before, before.with(settings{key: s.to})
}
