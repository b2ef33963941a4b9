package cluster

import (
	"encoding/json"
	"net"
	"net/netip"
	"strconv"

	"gnatsd/kernel/wire"
	"gnatsd/modules/cluster/interest"
)

// info is what servers say of themselves and of each other (cluster §5.2).
type info struct {
	ServerID     string            `json:"server_id"`
	ServerName   string            `json:"server_name,omitempty"`
	Version      string            `json:"version,omitempty"`
	Proto        int               `json:"proto,omitempty"`
	Host         string            `json:"host"`
	Port         int               `json:"port"`
	Headers      bool              `json:"headers,omitempty"`
	AuthRequired bool              `json:"auth_required,omitempty"`
	TLSRequired  bool              `json:"tls_required,omitempty"`
	TLSVerify    bool              `json:"tls_verify,omitempty"`
	MaxPayload   int               `json:"max_payload,omitempty"`
	IP           string            `json:"ip,omitempty"`
	Cluster      string            `json:"cluster,omitempty"`
	Dynamic      bool              `json:"cluster_dynamic,omitempty"`
	ConnectURLs  []string          `json:"connect_urls,omitempty"`
	LameDuck     bool              `json:"ldm,omitempty"`
	Import       *interest.Allowed `json:"import,omitempty"`
	Export       *interest.Allowed `json:"export,omitempty"`
	GossipMode   int               `json:"gossip_mode,omitempty"`
	Mesh         int               `json:"gnatsd_mesh,omitempty"`     // ours alone: the peer is of our kind
	Farewell     bool              `json:"gnatsd_farewell,omitempty"` // ours alone: the peer is not to be looked for

	RouteAccount string `json:"route_account,omitempty"` // never sent
	Gateway      string `json:"gateway,omitempty"`       // never sent
}

// connect is what the dialing side says (cluster §5.1).
type connect struct {
	Echo        bool   `json:"echo"`
	Verbose     bool   `json:"verbose"`
	Pedantic    bool   `json:"pedantic"`
	User        string `json:"user,omitempty"`
	Pass        string `json:"pass,omitempty"`
	TLSRequired bool   `json:"tls_required"`
	Headers     bool   `json:"headers"`
	Name        string `json:"name"`
	Cluster     string `json:"cluster"`
	Dynamic     bool   `json:"cluster_dynamic,omitempty"`

	Lang    string `json:"lang,omitempty"`    // never sent
	Gateway string `json:"gateway,omitempty"` // never sent
}

// meshVersion is the value of info.Mesh.
const meshVersion = 1

// gossipOn asks a peer that dials because of gossip to tell others all the same.
const gossipOn = 2

// old reports whether the peer speaks the 1.x protocol.
func (i *info) old() bool { return i.Proto == 0 && i.ServerName == "" && i.Cluster == "" }

// dialURL returns where others reach the peer that said i from this address.
func (i *info) dialURL(from netip.Addr) string {
	if i.IP != "" {
		return i.IP
	}
	return "nats-route://" + net.JoinHostPort(from.String(), strconv.Itoa(i.Port)) + "/"
}

func appendInfo(dst []byte, i *info) []byte {
	text, _ := json.Marshal(i) // strings, numbers and booleans always encode
	return wire.AppendInfo(dst, text)
}

func appendConnect(dst []byte, c *connect) []byte {
	text, _ := json.Marshal(c) // as above
	dst = append(append(dst, "CONNECT "...), text...)
	return append(dst, wire.CRLF...)
}
