package wire

import (
	"bytes"
	"errors"
)

// What can be wrong with the bytes of a peer. The protocol decides what it says
// to the peer and how it closes.
var (
	// ErrUnknown: no such operation, a body without its CR LF, or a CR inside a line.
	ErrUnknown = errors.New("unknown protocol operation")
	// ErrArguments: wrong number of words, or a size that is none.
	ErrArguments = errors.New("bad arguments")
	// ErrLineTooLong: the line, or what is there of it, exceeds MaxLine.
	ErrLineTooLong = errors.New("control line too long")
	// ErrBodyTooLong: the announced body exceeds MaxBody.
	ErrBodyTooLong = errors.New("body too long")
)

// maxFields is how many words of a line are kept; more are only counted.
const maxFields = 5

// An Op is one complete operation. All slices are borrowed from the buffer
// given to Next and the buffers given before it since the last Reset.
type Op struct {
	Kind Kind
	// Repeat: the line is the same, byte for byte, as that of the operation
	// before, and only the body differs.
	Repeat bool
	// Text is what stood behind the name, for the shape Text.
	Text []byte
	// HeaderSize is the size of the header block that begins the body.
	HeaderSize int
	// Frame is the body with the CR LF behind it.
	Frame []byte

	fields [maxFields][]byte
	count  int
	last   [2][]byte // the last words, if there are more than are kept
	rest   []byte    // the line behind the words kept, if a body follows it
}

// Fields returns the words behind the name, sizes included, the first five if
// there are more than Count says.
func (o *Op) Fields() [][]byte { return o.fields[:min(o.count, maxFields)] }

// Count returns how many words stood behind the name.
func (o *Op) Count() int { return o.count }

// Rest returns what stands in the line behind the first five words of an
// operation with a body, blanks and sizes included.
func (o *Op) Rest() []byte { return o.rest }

// word returns the i-th word from the end, counted from 0, of the last two.
func (o *Op) word(i int) []byte {
	if o.count > maxFields {
		return o.last[1-i]
	}
	return o.fields[o.count-1-i]
}

// Body returns the body without the CR LF.
func (o *Op) Body() []byte { return o.Frame[:len(o.Frame)-2] }

// A Parser cuts a stream into operations. The zero value needs a Grammar. It is
// used by one goroutine.
type Parser struct {
	Grammar *Grammar
	MaxLine int // bytes from the first word behind the name to the line end
	MaxBody int // bytes; less than zero: no limit

	Op Op // the operation that Next found

	head  []byte // line of the operation before if it had a body, borrowed; or empty
	total int    // its size with the body and CR LF
	want  int    // size of the incomplete operation at the front, 0 if not known
}

// Reset forgets the borrowed bytes. It is called whenever the memory behind the
// buffers given to Next may have changed.
func (p *Parser) Reset() { p.head = nil }

// Want returns how many bytes the incomplete operation at the front of the
// buffer has in all, or 0 if that is not known yet.
func (p *Parser) Want() int { return p.want }

// Next looks at the operation at the front of buf, which is not empty. It
// returns how many bytes it has and fills Op, or 0 if buf does not hold all of
// it yet. After an error the stream makes no sense any more.
func (p *Parser) Next(buf []byte) (n int, err error) {
	// A publisher repeats its subject and size more often than not: then the
	// whole line is recognised by one comparison.
	if h := len(p.head); h != 0 && len(buf) >= p.total && string(buf[:h]) == string(p.head) &&
		buf[p.total-2] == '\r' && buf[p.total-1] == '\n' {
		p.Op.Repeat = true
		p.Op.Frame = buf[h:p.total]
		return p.total, nil
	}
	if p.want != 0 && len(buf) < p.want-1 {
		return 0, nil
	}
	return p.next(buf)
}

// Repeats returns the front part of buf that consists of whole operations whose
// line is the same as that of the operation before, which had a body; they
// differ in the body only. The line has Line bytes.
func (p *Parser) Repeats(buf []byte) []byte {
	h, total, n := len(p.head), p.total, 0
	if h == 0 {
		return nil
	}
	for rest := buf; len(rest) >= total; rest = rest[total:] {
		if string(rest[:h]) != string(p.head) || rest[total-2] != '\r' || rest[total-1] != '\n' {
			break
		}
		n += total
	}
	return buf[:n]
}

// Line returns the size of the line of the last operation that had a body.
func (p *Parser) Line() int { return len(p.head) }

func (p *Parser) next(buf []byte) (int, error) {
	p.head = nil // its words are about to be overwritten
	verb, partial := p.Grammar.match(buf)
	if verb == nil {
		if partial {
			return 0, nil
		}
		return 0, ErrUnknown
	}
	p.Op.Kind, p.Op.Repeat, p.Op.HeaderSize, p.Op.Frame = verb.Kind, false, 0, nil
	if verb.Shape < Fields {
		return p.text(buf, len(verb.Name))
	}
	end, err := p.split(buf, len(verb.Name))
	if end == 0 || err != nil {
		return 0, err
	}
	if verb.Shape == Fields {
		return end, nil
	}
	return p.body(buf, end, verb)
}

// text finds the line end and what stands before it.
func (p *Parser) text(buf []byte, at int) (int, error) {
	at, err := p.skip(buf, at)
	if err != nil {
		return 0, err
	}
	end := bytes.IndexByte(buf[at:], '\n')
	if end < 0 {
		return 0, p.unfinished(buf[at:])
	}
	line := buf[at : at+end]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) > p.MaxLine {
		return 0, ErrLineTooLong
	}
	for n := len(line); n > 0 && blank(line[n-1]); n-- {
		line = line[:n-1]
	}
	p.Op.Text = line
	return at + end + 1, nil
}

// skip returns the index behind the blanks at an index. They do not count towards
// the size of the line (protocol §2.5), but there is an end to them too.
func (p *Parser) skip(buf []byte, at int) (int, error) {
	for most := at + p.MaxLine; at < len(buf) && blank(buf[at]); at++ {
		if at == most {
			return 0, ErrLineTooLong
		}
	}
	return at, nil
}

// split cuts the line at its blanks, in one pass up to and including its end,
// and returns the index behind it, 0 if the end is not there.
func (p *Parser) split(buf []byte, at int) (int, error) {
	at, err := p.skip(buf, at)
	if err != nil {
		return 0, err
	}
	op, first := &p.Op, at
	op.count = 0
	for start := at; at < len(buf); at++ {
		c := buf[at]
		if c > ' ' || (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
			continue
		}
		if at > start {
			if op.count < maxFields {
				op.fields[op.count] = buf[start:at]
			} else {
				op.last[0], op.last[1] = op.last[1], buf[start:at]
				if op.count == maxFields {
					op.last[0] = op.fields[maxFields-1]
				}
			}
			op.count++
		}
		start = at + 1
		if c == ' ' || c == '\t' {
			continue
		}
		if at-first > p.MaxLine {
			return 0, ErrLineTooLong
		}
		if c == '\r' {
			if at+1 == len(buf) {
				return 0, nil
			}
			if buf[at+1] != '\n' {
				return 0, ErrUnknown
			}
			at++
		}
		return at + 1, nil
	}
	return 0, p.unfinished(buf[first:])
}

// unfinished judges a line without its end: it is refused as soon as no end
// could make it short enough.
func (p *Parser) unfinished(line []byte) error {
	n := len(line)
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	if n > p.MaxLine {
		return ErrLineTooLong
	}
	return nil
}

// body takes the sizes from the words of the line that ends at end, and the
// body behind it.
func (p *Parser) body(buf []byte, end int, verb *Verb) (int, error) {
	op := &p.Op
	sizes := 1
	if verb.Shape == HeadedBody {
		sizes = 2
	}
	if op.count <= sizes || op.count > verb.Words {
		return 0, ErrArguments
	}
	size, ok := Size(op.word(0))
	if !ok {
		return 0, ErrArguments
	}
	if verb.Shape == HeadedBody {
		if op.HeaderSize, ok = Size(op.word(1)); !ok || op.HeaderSize > size {
			return 0, ErrArguments
		}
	}
	if size > p.MaxBody && p.MaxBody >= 0 {
		return 0, ErrBodyTooLong
	}
	op.rest = nil
	if op.count > maxFields {
		kept := op.fields[maxFields-1]
		op.rest = buf[cap(buf)-cap(kept)+len(kept) : end]
	}
	total := end + size + 2
	if len(buf) < total {
		if len(buf) == total-1 && buf[total-2] != '\r' {
			return 0, ErrUnknown
		}
		p.want = total
		return 0, nil
	}
	if buf[total-2] != '\r' || buf[total-1] != '\n' {
		return 0, ErrUnknown
	}
	p.want = 0
	p.head, p.total = buf[:end], total
	op.Frame = buf[end:total]
	return total, nil
}

// Size reads a size as peers write it: one to nine digits, nothing else
// (protocol §2.2).
func Size(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
