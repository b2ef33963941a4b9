package client

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// traceLevel is below debug: every operation of every client.
const traceLevel = zapcore.DebugLevel - 1

// tracing says whether operations are to be logged. It is asked once a batch.
func (p *party) tracing() bool { return p.protocol.log.Core().Enabled(traceLevel) }

// watch looks at an operation before it is carried out, if anybody wants it.
func (p *party) watch(d *desk, raw []byte) {
	op := &d.parser.Op
	if p.tracing() {
		p.traceIn(raw, op)
	}
	if t := p.protocol.talkers; t != nil && op.Frame != nil {
		subject := d.message.Subject
		if !op.Repeat {
			subject = op.Fields()[0]
		}
		t.note(subject, len(op.Frame)-2)
	}
}

// traceIn logs an operation that came, as today's servers mark it.
func (p *party) traceIn(raw []byte, op *wire.Op) {
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	text := string(bytes.TrimSuffix(line, []byte("\r")))
	if op.Kind == opConnect {
		text = "CONNECT " + masked(op.Text)
	}
	p.log().Log(traceLevel, "<<- ["+text+"]")
	if op.Frame != nil {
		body := op.Body()
		if most := p.protocol.config().MaxTraced; most > 0 && most < len(body) {
			body = body[:most]
		}
		p.log().Log(traceLevel, fmt.Sprintf("<<- MSG_PAYLOAD: [%q]", body))
	}
}

// reply answers the party, and logs the answer if operations are logged.
func (p *party) reply(b []byte) {
	p.session.Reply(b)
	if p.tracing() {
		traceOut(p.log(), b)
	}
}

func traceOut(log *zap.Logger, b []byte) {
	log.Log(traceLevel, "->> ["+string(bytes.TrimSpace(b))+"]")
}

// secrets are the fields of CONNECT that are never shown.
var secrets = [...]string{"pass", "auth_token", "sig", "jwt", "proxy_sig"}

// masked returns the text of a CONNECT with its secrets hidden; one that can't
// be read is hidden as a whole.
func masked(text []byte) string {
	var fields map[string]any
	if json.Unmarshal(text, &fields) != nil {
		return "[REDACTED]"
	}
	for name := range fields {
		for _, secret := range secrets {
			if bytes.EqualFold([]byte(name), []byte(secret)) {
				fields[name] = "[REDACTED]"
			}
		}
	}
	shown, err := json.Marshal(fields)
	if err != nil {
		return "[REDACTED]"
	}
	return string(shown)
}

// tracer is a framer that logs what it frames. No two are equal, so nothing is
// framed for two parties at once.
type tracer struct {
	kernel.Framer
	log *zap.Logger
}

func (t *tracer) AppendHead(dst []byte, m *kernel.Message, sub *kernel.Subscription) []byte {
	begin := len(dst)
	dst = t.Framer.AppendHead(dst, m, sub)
	traceOut(t.log, dst[begin:])
	return dst
}
