package client

import (
	"encoding/json"
	"net"
	"runtime"
	"strconv"
	"strings"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// info is what the server says of itself (protocol §3.1).
type info struct {
	ServerID   string `json:"server_id"`
	ServerName string `json:"server_name"`
	Version    string `json:"version"`
	Proto      int    `json:"proto"`
	Commit     string `json:"git_commit,omitempty"`
	Go         string `json:"go"`
	Host       string `json:"host"`
	Port       int    `json:"port"`
	Headers    bool   `json:"headers"`
	MaxPayload int    `json:"max_payload"`
}

// newInfo encodes the part that all connections are told, without the closing
// brace: what differs is appended for each without another encoding.
func newInfo(b kernel.Build, c *Config, port int) []byte {
	host, port, _ := c.advertised(port) // validated
	encoded, _ := json.Marshal(info{    // strings and numbers always encode
		ServerID:   b.ServerID,
		ServerName: b.ServerName,
		Version:    kernel.Level,
		Proto:      1,
		Commit:     b.Commit,
		Go:         runtime.Version(),
		Host:       host,
		Port:       port,
		Headers:    !c.NoHeaders,
		MaxPayload: c.MaxPayload,
	})
	return encoded[:len(encoded)-1]
}

// appendInfo appends the INFO for one connection. After its first PONG it is
// also told which account it is in.
func (p *Protocol) appendInfo(dst []byte, c *party, account string) []byte {
	l := c.link
	var own [256]byte
	b := append(own[:0], `,"client_id":`...)
	b = strconv.AppendUint(b, l.ID, 10)
	b = append(b, `,"client_ip":"`...)
	b = l.Remote().Addr().AppendTo(b)
	b = append(b, '"')
	if p.announced() {
		b = append(b, `,"auth_required":true`...)
	}
	b = p.appendTLS(b, c)
	if c.nonce != "" {
		b = append(append(append(b, `,"nonce":"`...), c.nonce...), '"')
	}
	if account != "" {
		b = append(b, `,"connect_info":true,"remote_account":`...)
		name, _ := json.Marshal(account) // a string always encodes
		b = append(b, name...)
	}
	leaving := p.leaving.Load()
	if leaving {
		b = append(b, `,"ldm":true`...)
	}
	var others []byte
	if n := p.neighbours.Load(); n != nil {
		if others = n.text; leaving {
			others = n.leaving
		}
	}
	all := *p.info.Load()
	body := append(make([]byte, 0, len(all)+len(b)+len(others)+1), all...)
	body = append(append(append(body, b...), others...), '}')
	return wire.AppendInfo(dst, body)
}

// portOf returns the port of a bound address.
func portOf(a net.Addr) int {
	_, port, _ := strings.Cut(a.String()[strings.LastIndexByte(a.String(), ':'):], ":")
	n, _ := strconv.Atoi(port) // the address of a listener has a port
	return n
}
