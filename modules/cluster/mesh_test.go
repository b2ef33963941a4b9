package cluster

// Goal: what the mesh does in each situation, word for word. Method: scripts of
// events in testdata/mesh; the golden part of each line is what the mesh asks
// for (-update writes it). The clock is that of the script, and random numbers
// have a fixed seed.

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/kernel"
	"gnatsd/modules/cluster/interest"
)

var update = flag.Bool("update", false, "write the golden files")

// recorder writes down what the mesh asks for.
type recorder struct {
	lines  []string
	dialed []*target
}

func (r *recorder) add(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *recorder) dial(t *target, _ map[string]bool) {
	r.dialed = append(r.dialed, t)
	r.add("dial %s", t.address)
}

func (r *recorder) send(link uint64, text []byte) {
	r.add("%d << %s", link, strings.TrimSpace(string(text)))
}
func (r *recorder) dump(link uint64)              { r.add("%d << interest", link) }
func (r *recorder) welcome(link uint64, yes bool) { r.add("%d headers %v", link, yes) }
func (r *recorder) announce(c string, u []string) { r.add("clients %s %v", c, u) }
func (r *recorder) report(l zapcore.Level, text string, _ ...zap.Field) {
	if l >= zap.InfoLevel {
		r.add("%s %s", l, text)
	}
}

func (r *recorder) shut(link uint64, last []byte, reason kernel.Reason) {
	r.add("%d close %q %s", link, reason, strings.TrimSpace(string(last)))
}

// script is a conversation: its lines are
//
//	config name=c user=u pass=p route=h:p retries=2 no_advertise import=subject
//	reload …                 another configuration, as above
//	lame duck
//	+1.5s                    time goes on, with ticks
//	dialed ADDRESS LINK      the attempt to connect has led to a link
//	refused ADDRESS          or not
//	accepted LINK
//	LINK INFO {…} | LINK CONNECT {…} [denied] | LINK PING | LINK PONG | LINK interest
//	LINK gone
//	stop
type script struct {
	t    *testing.T
	mesh *mesh
	out  *recorder
	now  time.Time
}

func TestMesh(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/mesh/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := runScript(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// runScript returns the text with the results of each event behind it, indented.
func runScript(t *testing.T, text string) string {
	s := &script{t: t, out: &recorder{}, now: time.Unix(1000, 0)}
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "\t") {
			continue
		}
		b.WriteString(line + "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.event(strings.Fields(line), line)
		for _, result := range s.out.lines {
			b.WriteString("\t" + strings.TrimSpace(result) + "\n")
		}
		s.out.lines = nil
	}
	return b.String()
}

func (s *script) event(words []string, line string) {
	switch {
	case words[0] == "config":
		s.configure(words[1:])
	case words[0] == "reload":
		s.mesh.reconfigure(s.now, s.settings(words[1:]))
	case words[0] == "lame":
		s.mesh.leave(s.now)
	case words[0] == "stop":
		s.mesh.stop(s.now)
	case words[0] == "dialed":
		s.mesh.opened(s.now, &peer{link: s.link(words[2]), target: s.target(words[1]), remote: remote, local: local})
	case words[0] == "refused":
		s.mesh.dialFailed(s.now, s.target(words[1]), errors.New("refused"))
	case words[0] == "accepted":
		s.mesh.opened(s.now, &peer{link: s.link(words[1]), remote: remote, local: local})
	case strings.HasPrefix(line, "+"):
		s.wait(words[0])
	default:
		s.said(s.link(words[0]), words[1], strings.TrimPrefix(line, words[0]+" "+words[1]))
	}
}

var remote, local = netip.MustParseAddrPort("10.0.0.9:5000"), netip.MustParseAddrPort("10.0.0.1:6222")

func (s *script) configure(words []string) {
	own := info{ServerID: "ME", ServerName: "me", Proto: 2, Port: 6222, Headers: true, Mesh: meshVersion}
	urls := func() []string { return []string{"10.0.0.1:4222"} }
	s.mesh = newMesh(s.settings(words), own, urls, s.out, rand.New(rand.NewPCG(1, 2)))
	s.mesh.start(s.now)
}

func (s *script) settings(words []string) Settings {
	c := DefaultConfig()
	c.Cluster.Port = 6222
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "name":
			c.Cluster.Name = value
		case "user":
			c.Cluster.Authorization.User = value
		case "route":
			c.Cluster.Routes = append(c.Cluster.Routes, "nats://"+value)
		case "retries":
			c.Cluster.ConnectRetries, _ = strconv.Atoi(value)
		case "import":
			c.Cluster.Permissions = interest.Permissions{Given: true, Import: &interest.Allowed{Allow: []string{value}}}
		case "no_advertise":
			c.Cluster.NoAdvertise = true
		default:
			s.t.Fatalf("config %s", word)
		}
	}
	return c.settings()
}

// wait lets the time pass, calling tick when the mesh wants it.
func (s *script) wait(text string) {
	d, err := time.ParseDuration(text[1:])
	if err != nil {
		s.t.Fatal(err)
	}
	end := s.now.Add(d)
	for range 1000 {
		at := s.mesh.next()
		if at.IsZero() || at.After(end) {
			s.now = end
			s.mesh.tick(end)
			return
		}
		s.now = at
		s.mesh.tick(at)
	}
	s.t.Fatal("the mesh wants to be called without end")
}

func (s *script) link(word string) uint64 {
	n, err := strconv.ParseUint(word, 10, 64)
	if err != nil {
		s.t.Fatalf("no link: %s", word)
	}
	return n
}

func (s *script) target(address string) *target {
	for i, t := range s.out.dialed {
		if t.address == address {
			s.out.dialed = append(s.out.dialed[:i:i], s.out.dialed[i+1:]...)
			return t
		}
	}
	s.t.Fatalf("%s is not being dialed", address)
	return nil
}

func (s *script) said(link uint64, verb, text string) {
	switch verb {
	case "INFO":
		i := new(info)
		s.decode(text, i)
		s.mesh.informed(s.now, link, i)
	case "CONNECT":
		text, denied := strings.CutSuffix(text, "denied")
		c := new(connect)
		s.decode(text, c)
		s.mesh.introduced(s.now, link, c, !denied)
	case "PING":
		s.mesh.pinged(s.now, link)
	case "PONG":
		s.mesh.ponged(s.now, link)
	case "interest":
		s.out.add("goes on: %v", s.mesh.interested(s.now, link))
	case "gone":
		s.mesh.closed(s.now, link, kernel.ClientClosed, nil)
	default:
		s.t.Fatalf("what is %s?", verb)
	}
}

func (s *script) decode(text string, into any) {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		s.t.Fatalf("%s: %v", text, err)
	}
}
