package client_test

// Goal: whoever is in when the rules change stays, stays with fewer rights or is
// closed. Method: an authenticator that changes its mind, and streams
// in memory.

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
	"gnatsd/modules/client"
)

// fickle lets everybody in and thinks about it later.
type fickle struct {
	required bool
	changed  func()
	verdicts map[string]kernel.Renewal
	now      kernel.Permissions // of those whose verdict is Changed
}

func (f *fickle) Required(kernel.Kind) bool { return f.required }
func (f *fickle) Authenticate(_ context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	return kernel.Identity{User: c.User}, nil
}
func (f *fickle) Permissions(id kernel.Identity) kernel.Permissions { return id.Permissions }
func (f *fickle) OnChange(changed func())                           { f.changed = changed }
func (f *fickle) Renew(_ kernel.Kind, id kernel.Identity) (kernel.Identity, kernel.Renewal) {
	now := id
	now.Permissions = f.now
	return now, f.verdicts[id.User]
}

// only allows one subject.
type only string

func (o only) MayPublish(to []byte) bool           { return string(to) == string(o) }
func (o only) MaySubscribe(to, _ []byte) bool      { return string(to) == string(o) }
func (o only) MayReceive(to []byte, _ string) bool { return string(to) == string(o) }

func TestRenew(t *testing.T) {
	t.Parallel()
	auth := &fickle{required: true}
	p, err := client.New(client.DefaultConfig(), client.Settings{
		Kernel: kernel.New(&kerneltest.Naive{}), Authenticator: auth, Authorizer: auth, Log: zap.NewNop(),
	})
	if err != nil {
		t.Fatal(err)
	}
	streams, receivers := map[string]*kerneltest.Stream{}, map[string]kernel.Receiver{}
	enter := func(name, sent string) {
		s := kerneltest.NewStream()
		r := p.Open(s)
		c := kernel.NewChunk(kernel.ReadSize)
		r.Receive(c, c.B[:copy(c.B, sent)])
		r.Pause()
		c.Release()
		streams[name], receivers[name] = s, r
	}
	for _, name := range []string{"stays", "changed", "gone"} {
		enter(name, `CONNECT {"verbose":false,"user":"`+name+`"}`+"\r\nPING\r\nSUB x 1\r\nSUB y q 2\r\nSUB z 3\r\n")
	}
	enter("logging in", "CONN")
	auth.required = false
	enter("open", "PING\r\n")
	auth.required = true
	auth.verdicts = map[string]kernel.Renewal{"changed": kernel.Changed, "gone": kernel.Gone, "": kernel.Gone}
	auth.now = only("z")
	auth.changed()
	for name, want := range map[string]struct {
		closed, told bool
	}{
		"stays": {false, false}, "changed": {false, false}, "gone": {true, true}, "open": {true, true},
		"logging in": {false, false},
	} {
		finished, aborted := streams[name].Ended()
		said := string(streams[name].Taken())
		told := strings.Contains(said, "-ERR 'Authorization Violation'\r\n")
		for _, ended := range []string{`"x" (sid "1")`, `"y" using queue "q" (sid "2")`} {
			text := "-ERR 'Permissions Violation for Subscription to " + ended + "'\r\n"
			if strings.Contains(said, text) != (name == "changed") {
				t.Errorf("%s was told %q, %s", name, said, text)
			}
		}
		if strings.Contains(said, "sid \"3\"") {
			t.Errorf("%s lost a subscription that is allowed: %q", name, said)
		}
		if (finished || aborted) != want.closed || told != want.told {
			t.Errorf("%s: closed %v, told %v, want %+v", name, finished || aborted, told, want)
		}
	}
	for _, r := range receivers {
		r.Closed(nil)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := p.Stop(ctx); err != nil {
		t.Error(err)
	}
}
