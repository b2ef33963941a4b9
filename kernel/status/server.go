package status

import "time"

// A Server is the page about the whole server, /varz: fields, names, types and
// order are those of nats-server 2.15 with addr of gnatsd 1.2. Each module fills
// in its own part as a [Source].
type Server struct {
	Identity
	Listeners
	Limits
	Features
	Process
	Traffic
	Requests       map[string]int64  `json:"http_req_stats"`
	ConfigLoadTime time.Time         `json:"config_load_time"`
	ConfigDigest   string            `json:"config_digest"`
	Tags           []string          `json:"tags,omitempty"`
	Metadata       map[string]string `json:"metadata,omitempty"`
	SystemAccount  string            `json:"system_account,omitempty"`
	SlowStats      PerKind           `json:"slow_consumer_stats"`
	StaleStats     PerKind           `json:"stale_connection_stats"`
	DiskWait       DiskWait          `json:"disk_io_wait_stats"`
	CertNotAfter   *time.Time        `json:"tls_cert_not_after,omitempty"`
}

// Identity says which server this is.
type Identity struct {
	ID      string `json:"server_id"`
	Name    string `json:"server_name"`
	Version string `json:"version"`
	Proto   int    `json:"proto"`
	Commit  string `json:"git_commit,omitempty"`
	Go      string `json:"go"`
}

// Listeners say where the server is reached.
type Listeners struct {
	Host         string   `json:"host"`
	Addr         string   `json:"addr"`
	Port         int      `json:"port"`
	AuthRequired bool     `json:"auth_required,omitempty"`
	TLSRequired  bool     `json:"tls_required,omitempty"`
	TLSVerify    bool     `json:"tls_verify,omitempty"`
	IP           string   `json:"ip,omitempty"`
	ConnectURLs  []string `json:"connect_urls,omitempty"`
}

// Limits are the bounds in force.
type Limits struct {
	MaxConnections   int           `json:"max_connections"`
	MaxSubscriptions int           `json:"max_subscriptions,omitempty"`
	PingInterval     time.Duration `json:"ping_interval"`
	PingMax          int           `json:"ping_max"`
	HTTPHost         string        `json:"http_host"`
	HTTPPort         int           `json:"http_port"`
	HTTPBasePath     string        `json:"http_base_path"`
	HTTPSPort        int           `json:"https_port"`
	AuthTimeout      float64       `json:"auth_timeout"` // seconds
	MaxControlLine   int           `json:"max_control_line"`
	MaxPayload       int           `json:"max_payload"`
	MaxPending       int           `json:"max_pending"`
}

// Features are blocks that modules fill; without the module they are empty.
type Features struct {
	Cluster       any           `json:"cluster"`
	Gateway       any           `json:"gateway"`
	Leaf          any           `json:"leaf"`
	MQTT          any           `json:"mqtt"`
	WebSocket     any           `json:"websocket"`
	JetStream     any           `json:"jetstream"`
	TLSTimeout    float64       `json:"tls_timeout"` // seconds
	WriteDeadline time.Duration `json:"write_deadline"`
}

// Process tells about the process. CPU is in percent of one core, over the last
// second in which somebody looked; memory is what is resident.
type Process struct {
	Start       time.Time `json:"start"`
	Now         time.Time `json:"now"`
	Uptime      string    `json:"uptime"`
	Memory      int64     `json:"mem"`
	Cores       int       `json:"cores"`
	MaxProcs    int       `json:"gomaxprocs"`
	MemoryLimit int64     `json:"gomemlimit,omitempty"`
	CPU         float64   `json:"cpu"`
}

// Traffic counts connections and messages.
type Traffic struct {
	Connections      int    `json:"connections"`
	TotalConnections uint64 `json:"total_connections"`
	Routes           int    `json:"routes"`
	Remotes          int    `json:"remotes"`
	Leafnodes        int    `json:"leafnodes"`
	InMsgs           uint64 `json:"in_msgs"`
	InBytes          uint64 `json:"in_bytes"`
	InClientMsgs     uint64 `json:"in_client_msgs"`
	InClientBytes    uint64 `json:"in_client_bytes"`
	OutMsgs          uint64 `json:"out_msgs"`
	OutBytes         uint64 `json:"out_bytes"`
	OutClientMsgs    uint64 `json:"out_client_msgs"`
	OutClientBytes   uint64 `json:"out_client_bytes"`
	SlowConsumers    int64  `json:"slow_consumers"`
	StaleConnections int64  `json:"stale_connections"`
	StalledClients   int64  `json:"stalled_clients"`
	Subscriptions    int    `json:"subscriptions"`
}

// PerKind are counts of connections by kind.
type PerKind struct {
	Clients  int64 `json:"clients"`
	Routes   int64 `json:"routes"`
	Gateways int64 `json:"gateways"`
	Leafs    int64 `json:"leafs"`
}

// DiskWait is shown because tools expect it: nothing here waits for a disk.
type DiskWait struct {
	Waiters     int64 `json:"waiters"`
	Waits       int64 `json:"waits"`
	WaitTime    int64 `json:"wait_time"`
	MaxWaitTime int64 `json:"max_wait_time"`
}
