package harness

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"
)

// Plain is the CONNECT of a peer that wants neither acknowledgements nor checks.
const Plain = `{"verbose":false,"pedantic":false}`

// pingLine is what a server sends on its own when it wants to know whether the peer lives.
const pingLine = "PING\r\n"

// Peer is a raw connection to a server: what is written is what the caller says, byte for byte. It answers and hides
// the server's PINGs. One goroutine may read while another writes.
type Peer struct {
	TCP         *net.TCPConn
	Reader      *bufio.Reader
	Info        map[string]any // the fields of the first INFO
	ManualPings bool           // the caller reads and answers PING itself
	Patience    time.Duration  // bound of each read and write
}

// Dial connects and reads the INFO line.
func Dial(addr string) (*Peer, error) {
	p, err := DialSilent(addr)
	if err != nil {
		return nil, err
	}
	if p.Info, err = p.ReadInfo(); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// DialSilent connects and reads nothing.
func DialSilent(addr string) (*Peer, error) {
	conn, err := net.DialTimeout("tcp", addr, Patience)
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	return &Peer{TCP: conn.(*net.TCPConn), Reader: bufio.NewReaderSize(conn, 64<<10), Patience: Patience}, nil
}

// ReadInfo reads one INFO line and returns its fields.
func (p *Peer) ReadInfo() (map[string]any, error) {
	line, err := p.ReadLine()
	if err != nil {
		return nil, fmt.Errorf("reading INFO: %w", err)
	}
	text, ok := strings.CutPrefix(line, "INFO ")
	if !ok {
		return nil, fmt.Errorf("expected INFO, got %s", Quote(line))
	}
	var info map[string]any
	if err := json.Unmarshal([]byte(text), &info); err != nil {
		return nil, fmt.Errorf("reading INFO: %w", err)
	}
	return info, nil
}

// Hello sends CONNECT with these options and PING, and waits for PONG.
func (p *Peer) Hello(options string) error {
	if err := p.Send("CONNECT "+options, "PING"); err != nil {
		return err
	}
	var opts struct{ Verbose *bool }
	if err := json.Unmarshal([]byte(options), &opts); err != nil {
		return fmt.Errorf("options of CONNECT: %w", err)
	}
	if opts.Verbose == nil || *opts.Verbose {
		if err := p.Expect("+OK"); err != nil {
			return err
		}
	}
	return p.Expect("PONG")
}

// Send writes lines, each with CR LF behind it, in one write.
func (p *Peer) Send(lines ...string) error {
	return p.Write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
}

// Write writes these bytes.
func (p *Peer) Write(raw []byte) error {
	if err := p.TCP.SetWriteDeadline(time.Now().Add(p.Patience)); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	if _, err := p.TCP.Write(raw); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}

// Expect reads lines and compares them, each with CR LF behind it.
func (p *Peer) Expect(lines ...string) error {
	return p.ExpectRaw(strings.Join(lines, "\r\n") + "\r\n")
}

// ExpectRaw reads exactly these bytes. A PING of the server can stand only where a line begins.
func (p *Peer) ExpectRaw(want string) error {
	for piece := range strings.SplitAfterSeq(want, "\n") {
		if err := p.expectPiece(piece); err != nil {
			return err
		}
	}
	return nil
}

// expectPiece reads one line, or the beginning of one when the piece has no line end.
func (p *Peer) expectPiece(want string) error {
	if want == "" {
		return nil
	}
	if !strings.HasSuffix(want, "\n") {
		if err := p.arm(p.Patience); err != nil {
			return err
		}
		got := make([]byte, len(want))
		n, err := io.ReadFull(p.Reader, got)
		if string(got[:n]) != want {
			return mismatch(want, string(got[:n]), err)
		}
		return nil
	}
	for {
		got, err := p.readRawLine()
		if got == pingLine && want != pingLine && !p.ManualPings {
			if err := p.Write([]byte("PONG\r\n")); err != nil {
				return err
			}
			continue
		}
		if got != want {
			return mismatch(want, got, err)
		}
		return nil
	}
}

// ReadLine reads one line and returns it without its CR LF.
func (p *Peer) ReadLine() (string, error) {
	for {
		line, err := p.readRawLine()
		if err != nil {
			return line, err
		}
		if line == pingLine && !p.ManualPings {
			if err := p.Write([]byte("PONG\r\n")); err != nil {
				return "", err
			}
			continue
		}
		text, ok := strings.CutSuffix(line, "\r\n")
		if !ok {
			return "", fmt.Errorf("line %s does not end in CR LF", Quote(line))
		}
		return text, nil
	}
}

func (p *Peer) readRawLine() (string, error) {
	if err := p.arm(p.Patience); err != nil {
		return "", err
	}
	line, err := p.Reader.ReadString('\n')
	if err != nil {
		return line, fmt.Errorf("reading: %w", err)
	}
	return line, nil
}

func (p *Peer) arm(d time.Duration) error {
	if err := p.TCP.SetReadDeadline(time.Now().Add(d)); err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	return nil
}

// Sync sends PING and expects PONG as the very next thing: everything sent before is processed and left no answer.
func (p *Peer) Sync() error {
	if err := p.Send("PING"); err != nil {
		return err
	}
	return p.Expect("PONG")
}

// ExpectNothing expects no byte for this long.
func (p *Peer) ExpectNothing(d time.Duration) error {
	if err := p.arm(d); err != nil {
		return err
	}
	_, err := p.Reader.Peek(1)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return nil
	}
	got, _ := p.Reader.Peek(p.Reader.Buffered())
	return mismatch("", string(got), err)
}

// ExpectClosed expects the end of the connection and no byte before it. A reset counts: TCP sends one when the server
// closes with unread bytes in its socket.
func (p *Peer) ExpectClosed() error {
	rest, err := p.ReadAll()
	if err != nil {
		return fmt.Errorf("expected the end of the connection, got %s: %w", Quote(rest), err)
	}
	if rest != "" {
		return fmt.Errorf("expected the end of the connection, got %s before it", Quote(rest))
	}
	return nil
}

// ReadAll reads until the connection ends, by closing or reset, and returns everything but PINGs.
func (p *Peer) ReadAll() (string, error) {
	if err := p.arm(p.Patience); err != nil {
		return "", err
	}
	rest, err := io.ReadAll(p.Reader)
	text := string(rest)
	if !p.ManualPings {
		text = strings.ReplaceAll(text, pingLine, "")
	}
	if err != nil && !errors.Is(err, syscall.ECONNRESET) {
		return text, err
	}
	return text, nil
}

// Close closes the connection in the normal way; unread bytes make the kernel send a reset.
func (p *Peer) Close() { _ = p.TCP.Close() }

// Reset closes the connection with a TCP reset.
func (p *Peer) Reset() error {
	if err := p.TCP.SetLinger(0); err != nil {
		return fmt.Errorf("resetting: %w", err)
	}
	return p.TCP.Close()
}

func mismatch(want, got string, err error) error {
	if err != nil {
		return fmt.Errorf("expected %s, got %s: %w", Quote(want), Quote(got), err)
	}
	return fmt.Errorf("expected %s, got %s", Quote(want), Quote(got))
}

// Quote quotes a text of the wire, the middle of long ones left out.
func Quote(text string) string {
	const most = 300
	if len(text) <= most {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%q…(%d bytes)…%q", text[:most/2], len(text)-most, text[len(text)-most/2:])
}
