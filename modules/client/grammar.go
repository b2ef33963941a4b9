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

// grammarFor returns the operations of a client that speaks of headers or does
// not. For one that does not, HPUB is refused by its line: nobody waits for a
// body that may never come.
func grammarFor(headers bool) *wire.Grammar {
	if headers {
		return withHeaders
	}
	return withoutHeaders
}

var (
	withHeaders    = newGrammar(wire.Verb{Name: "hpub", Kind: opHPub, Shape: wire.HeadedBody, Words: 4})
	withoutHeaders = newGrammar(wire.Verb{Name: "hpub", Kind: opHPub, Shape: wire.Fields})
)

func newGrammar(hpub wire.Verb) *wire.Grammar {
	return wire.NewGrammar(
		wire.Verb{Name: "pub", Kind: opPub, Shape: wire.Body, Words: 3},
		hpub,
		wire.Verb{Name: "ping", Kind: opPing, Shape: wire.Word},
		wire.Verb{Name: "pong", Kind: opPong, Shape: wire.Word},
		wire.Verb{Name: "sub", Kind: opSub, Shape: wire.Fields},
		wire.Verb{Name: "unsub", Kind: opUnsub, Shape: wire.Fields},
		wire.Verb{Name: "connect", Kind: opConnect, Shape: wire.Text},
		wire.Verb{Name: "info", Kind: opInfo, Shape: wire.Text},
		wire.Verb{Name: "+ok", Kind: opOK, Shape: wire.Word},
		wire.Verb{Name: "-err", Kind: opErr, Shape: wire.Text},
	)
}
