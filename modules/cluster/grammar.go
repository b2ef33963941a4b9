package cluster

import (
	"math"

	"gnatsd/kernel/wire"
)

// The operations of the route protocol (cluster §3, §11, §12).
const (
	opRMsg wire.Kind = iota + 1
	opHMsg
	opInterest
	opNoInterest
	opPing
	opPong
	opInfo
	opConnect
	opErr
	opIgnored
)

var grammar = wire.NewGrammar(
	wire.Verb{Name: "rmsg", Kind: opRMsg, Shape: wire.Body, Words: math.MaxInt},
	wire.Verb{Name: "hmsg", Kind: opHMsg, Shape: wire.HeadedBody, Words: math.MaxInt},
	wire.Verb{Name: "rs+", Kind: opInterest, Shape: wire.Fields},
	wire.Verb{Name: "rs-", Kind: opNoInterest, Shape: wire.Fields},
	wire.Verb{Name: "ping", Kind: opPing, Shape: wire.Word},
	wire.Verb{Name: "pong", Kind: opPong, Shape: wire.Word},
	wire.Verb{Name: "info", Kind: opInfo, Shape: wire.Text},
	wire.Verb{Name: "connect", Kind: opConnect, Shape: wire.Text},
	wire.Verb{Name: "-err", Kind: opErr, Shape: wire.Text},
	wire.Verb{Name: "+ok", Kind: opIgnored, Shape: wire.Word},
	wire.Verb{Name: "a+", Kind: opIgnored, Shape: wire.Text},
	wire.Verb{Name: "a-", Kind: opIgnored, Shape: wire.Text},
)

const (
	// maxLine bounds a line from a peer, in bytes. Peers send up to 64 KiB.
	maxLine = 256 << 10
	// maxBody bounds a message from a peer, in bytes: each server checks what its
	// own clients publish, and none allows more than this.
	maxBody = 64 << 20
	// strangerBody bounds it as long as the peer is not introduced.
	strangerBody = 1 << 10
)
