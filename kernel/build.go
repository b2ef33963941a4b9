package kernel

// Level is the protocol level spoken: clients, tools and monitoring switch
// features on it, so it is the version INFO announces. The product has a
// version of its own.
const Level = "2.15.0"

// Build says which program this is and who this process is.
type Build struct {
	Product    string // "gnatsd", or the name the program was called by
	Version    string // of the product, without "v"
	Commit     string // short, empty if not stamped
	ServerID   string // new with every process: peers remember ids of the dead
	ServerName string // configured, else ServerID
}
