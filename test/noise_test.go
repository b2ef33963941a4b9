package test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// serverLine is what may come from a server, whatever it was sent: each line that answers noise must be one of these.
// Messages cannot be among them, as noise connections have no subscription whose name a message could hit by chance.
var serverLine = regexp.MustCompile(`^(\+OK|PONG|INFO \{.*\} ?|-ERR '[ -~]+')$`)

// seed of a random test, taken from GNATSD_TEST_SEED or the clock, and told in the log.
func seed(t *testing.T) uint64 {
	n := uint64(time.Now().UnixNano())
	if text := os.Getenv("GNATSD_TEST_SEED"); text != "" {
		var err error
		n, err = strconv.ParseUint(text, 10, 64)
		must(t, err)
	}
	t.Logf("GNATSD_TEST_SEED=%d", n)
	return n
}

// Random bytes, and valid sessions with random changes, are answered in the protocol's words until the end.
func TestNoise(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(seed(t), 0))
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	for i := range 300 {
		noise := mutated(random)
		if i%3 == 0 {
			noise = binaryNoise(random)
		}
		if err := shout(s, noise, i%2 == 0); err != nil {
			t.Fatalf("noise %d, %s: %v", i, harness.Quote(string(noise)), err)
		}
	}
	pulse.Check()
}

// shout sends noise on a connection of its own, ends its side and checks all that comes back.
func shout(s *harness.Server, noise []byte, greeted bool) error {
	p, err := harness.Dial(s.Addr())
	if err != nil {
		return err
	}
	defer p.Close()
	if greeted {
		if err := p.Hello(harness.Plain); err != nil {
			return err
		}
	}
	// The server may close before it has taken everything, so writing and half-closing may fail.
	if p.Write(noise) == nil {
		_ = p.TCP.CloseWrite()
	}
	answer, err := p.ReadAll()
	if err != nil {
		return err
	}
	for line := range bytes.Lines([]byte(answer)) {
		text, whole := bytes.CutSuffix(line, []byte("\r\n"))
		if !whole || !serverLine.Match(text) {
			return fmt.Errorf("answered with %s", harness.Quote(string(line)))
		}
	}
	return nil
}

func binaryNoise(random *rand.Rand) []byte {
	noise := make([]byte, 1+random.IntN(5000))
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	return noise
}

// mutated returns a valid session, without an own message, with some bytes changed, doubled or left out.
func mutated(random *rand.Rand) []byte {
	const marks = "0123456789 \t\r\n.*>-'{}\""
	noise := []byte("CONNECT {\"verbose\":true,\"pedantic\":true,\"headers\":true}\r\nSUB noise.in.* q 17\r\n" +
		"PUB noise.out noise.back 11\r\nhello world\r\nHPUB noise.out 18 23\r\nNATS/1.0\r\nA: b\r\n\r\nhello\r\n" +
		"UNSUB 17 3\r\nPING\r\nPONG\r\n+OK\r\nUNSUB 17\r\nPING\r\n")
	for range 1 + random.IntN(6) {
		at := random.IntN(len(noise))
		switch random.IntN(4) {
		case 0:
			noise[at] = byte(random.Uint32())
		case 1:
			noise = slices.Delete(noise, at, at+1)
		case 2:
			noise = slices.Insert(noise, at, noise[at])
		default:
			noise[at] = marks[random.IntN(len(marks))]
		}
	}
	return noise
}
