package kernel

// A Reason says why a link was closed, in the words monitoring shows and tools
// know (protocol §20).
type Reason string

// The reasons.
const (
	ClientClosed             Reason = "Client Closed"
	ReadError                Reason = "Read Error"
	WriteError               Reason = "Write Error"
	AuthenticationTimeout    Reason = "Authentication Timeout"
	AuthenticationFailure    Reason = "Authentication Failure"
	SlowConsumerPending      Reason = "Slow Consumer (Pending Bytes)"
	SlowConsumerDeadline     Reason = "Slow Consumer (Write Deadline)"
	ParseError               Reason = "Parse Error"
	ProtocolViolation        Reason = "Protocol Violation"
	StaleConnection          Reason = "Stale Connection"
	BadProtocolVersion       Reason = "Bad Client Protocol Version"
	NoRespondersNeedHeaders  Reason = "No Responders Requires Headers"
	MaxConnectionsExceeded   Reason = "Maximum Connections Exceeded"
	MaxPayloadExceeded       Reason = "Maximum Message Payload Exceeded"
	MaxControlLineExceeded   Reason = "Maximum Control Line Exceeded"
	MaxSubscriptionsExceeded Reason = "Maximum Subscriptions Exceeded"
	ServerShutdown           Reason = "Server Shutdown"
	DuplicateRoute           Reason = "Duplicate Route"
	DuplicateServerName      Reason = "Duplicate Server Name"
	ClusterNameConflict      Reason = "Cluster Name Conflict"
	TLSHandshakeFailure      Reason = "TLS Handshake Failure"
	InternalError            Reason = "Internal Error"
)

// Slow reports whether the peer did not take what was queued for it.
func (r Reason) Slow() bool { return r == SlowConsumerPending || r == SlowConsumerDeadline }
