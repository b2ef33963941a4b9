package client

import "gnatsd/kernel/wire"

// The operations a client may send (protocol §2).
const (
	opPub wire.Kind = iota + 1
	opHPub
	opSub
	opUnsub
	opPing
	opPong
	opConnect
	opInfo
	opOK
	opErr
)

var grammar = wire.NewGrammar(
	wire.Verb{Name: "pub", Kind: opPub, Shape: wire.Body, Words: 3},
	wire.Verb{Name: "hpub", Kind: opHPub, Shape: wire.HeadedBody, Words: 4},
	wire.Verb{Name: "ping", Kind: opPing, Shape: wire.Word},
	wire.Verb{Name: "pong", Kind: opPong, Shape: wire.Word},
	wire.Verb{Name: "sub", Kind: opSub, Shape: wire.Fields},
	wire.Verb{Name: "unsub", Kind: opUnsub, Shape: wire.Fields},
	wire.Verb{Name: "connect", Kind: opConnect, Shape: wire.Text},
	wire.Verb{Name: "info", Kind: opInfo, Shape: wire.Text},
	wire.Verb{Name: "+ok", Kind: opOK, Shape: wire.Word},
	wire.Verb{Name: "-err", Kind: opErr, Shape: wire.Text},
)
