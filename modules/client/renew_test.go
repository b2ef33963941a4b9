package client_test

// Goal: whoever is in when the rules change stays, is closed with an error or is
// closed without one. Method: an authenticator that changes its mind, and streams
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
}

func (f *fickle) Required(kernel.Kind) bool { return f.required }
func (f *fickle) Authenticate(_ context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	return kernel.Identity{User: c.User}, nil
}
func (f *fickle) Permissions(kernel.Identity) kernel.Permissions { return nil }
func (f *fickle) OnChange(changed func())                        { f.changed = changed }
func (f *fickle) Renew(_ kernel.Kind, id kernel.Identity) kernel.Renewal {
	return f.verdicts[id.User]
}

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
		enter(name, `CONNECT {"verbose":false,"user":"`+name+`"}`+"\r\nPING\r\n")
	}
	enter("logging in", "CONN")
	auth.required = false
	enter("open", "PING\r\n")
	auth.required = true
	auth.verdicts = map[string]kernel.Renewal{"changed": kernel.Changed, "gone": kernel.Gone, "": kernel.Gone}
	auth.changed()
	for name, want := range map[string]struct {
		closed, told bool
	}{
		"stays": {false, false}, "changed": {true, false}, "gone": {true, true}, "open": {true, true},
		"logging in": {false, false},
	} {
		finished, aborted := streams[name].Ended()
		told := strings.Contains(string(streams[name].Taken()), "-ERR 'Authorization Violation'\r\n")
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
