package wire

import "strconv"

// Whole operations without arguments.
const (
	Ping = "PING\r\n"
	Pong = "PONG\r\n"
	OK   = "+OK\r\n"
	CRLF = "\r\n"
)

// AppendMsg appends the line of a delivery to a client: MSG, or HMSG if header
// is not zero. The body, of size bytes with the header block, and CR LF go
// behind it.
func AppendMsg[T ~string | ~[]byte](dst, subject []byte, sid T, reply []byte, header, size int) []byte {
	if header > 0 {
		dst = append(dst, 'H')
	}
	dst = append(dst, "MSG "...)
	dst = append(dst, subject...)
	dst = append(dst, ' ')
	dst = append(dst, sid...)
	dst = append(dst, ' ')
	if len(reply) > 0 {
		dst = append(dst, reply...)
		dst = append(dst, ' ')
	}
	if header > 0 {
		dst = strconv.AppendInt(dst, int64(header), 10)
		dst = append(dst, ' ')
	}
	dst = strconv.AppendInt(dst, int64(size), 10)
	return append(dst, CRLF...)
}

// AppendErr appends an -ERR with the protocol's text.
func AppendErr(dst []byte, text string) []byte {
	dst = append(dst, "-ERR '"...)
	dst = append(dst, text...)
	return append(dst, "'\r\n"...)
}

// AppendInfo appends an INFO. Both reference servers put a blank before the
// line end, and so do we.
func AppendInfo(dst, json []byte) []byte {
	dst = append(dst, "INFO "...)
	dst = append(dst, json...)
	return append(dst, " \r\n"...)
}

// CutMsg reads the first of the MSG and HMSG frames in b, which AppendMsg began
// and which are whole: whom it is for, the size of its body, and of all of it.
func CutMsg(b []byte) (subject, sid []byte, body, size int) {
	p := Parser{Grammar: deliveries, MaxLine: len(b), MaxBody: -1}
	size, _ = p.Next(b)
	fields := p.Op.Fields()
	return fields[0], fields[1], len(p.Op.Frame) - 2, size
}

// ReadMsg reads a whole frame that AppendMsg began: the size of its header block
// and its body with CR LF.
func ReadMsg(frame []byte) (subject, reply []byte, header int, body []byte) {
	p := Parser{Grammar: deliveries, MaxLine: len(frame), MaxBody: -1}
	_, _ = p.Next(frame)
	f, words := p.Op.Fields(), 3
	if p.Op.Kind == 2 {
		words = 4
	}
	if len(f) > words {
		reply = f[2]
	}
	return f[0], reply, p.Op.HeaderSize, p.Op.Frame
}

var deliveries = NewGrammar(
	Verb{Name: "msg", Kind: 1, Shape: Body, Words: 4},
	Verb{Name: "hmsg", Kind: 2, Shape: HeadedBody, Words: 5},
)
