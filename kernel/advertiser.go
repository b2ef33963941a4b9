package kernel

// An Advertiser tells clients where else they may connect. The protocol that
// clients speak is one; who knows of other servers uses it.
type Advertiser interface {
	// ClientURLs returns host:port of each address under which clients reach this
	// server. It is asked when all doors are bound.
	ClientURLs() []string
	// Announce replaces what is known of the cluster: its name, and the client
	// addresses of the other servers. Clients that understand it are told. Calls
	// are made one after another; the slice passes to the advertiser.
	Announce(cluster string, urls []string)
}
