package layers

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
	"gnatsd/modules/auth"
	"gnatsd/modules/client"
	"gnatsd/modules/routing"
)

// server is a client protocol with nobody connected yet.
func server(b testing.TB) *client.Protocol {
	b.Helper()
	everybody, err := auth.New(auth.DefaultConfig(), auth.Settings{Log: zap.NewNop()})
	if err != nil {
		b.Fatal(err)
	}
	p, err := client.New(client.DefaultConfig(), client.Settings{
		Kernel: kernel.New(routing.NewRouters()), Authenticator: everybody, Authorizer: everybody, Log: zap.NewNop(),
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = p.Stop(b.Context()) })
	return p
}

// enter connects a client that has sent CONNECT and what follows.
func enter(p *client.Protocol, follows string) kernel.Receiver {
	r := p.Open(kerneltest.NewStream().Count())
	feed(r, []byte(`CONNECT {"verbose":false,"pedantic":false,"headers":true}`+"\r\n"+follows))
	return r
}

// feed hands bytes to a receiver as a transport does: by the chunk.
func feed(r kernel.Receiver, data []byte) {
	for len(data) > 0 {
		c := kernel.NewChunk(kernel.ReadSize)
		n := copy(c.B[:kernel.ReadSize], data)
		used, _ := r.Receive(c, c.B[:n])
		c.Release()
		if used == 0 {
			break
		}
		data = data[used:]
	}
	r.Pause()
}

func BenchmarkPublish(b *testing.B) {
	for _, c := range []struct {
		name                  string
		subjects, subscribers int
		wildcard              bool
		payload               int
	}{
		{"1to0-16B", 1, 0, false, 16},
		{"1to1-16B", 1, 1, false, 16},
		{"1to1-128B", 1, 1, false, 128},
		{"1to1-1KiB", 1, 1, false, 1024},
		{"1to1-8KiB", 1, 1, false, 8192},
		{"1to100-128B", 1, 100, true, 128},
		{"subjects-1k", 1000, 10, false, 128},
		{"subjects-100k", 100_000, 10, false, 128},
		{"wildcard-100k", 100_000, 1, true, 128},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := server(b)
			for i := range c.subscribers {
				subs := ""
				for s := i; s < c.subjects && !c.wildcard; s += c.subscribers {
					subs += fmt.Sprintf("SUB subject.%06d %d\r\n", s, s)
				}
				if c.wildcard {
					subs = "SUB subject.* 1\r\n"
				}
				enter(p, subs)
			}
			publisher := enter(p, "")
			operations, count := script(c.subjects, c.payload)
			feed(publisher, operations)
			b.ReportAllocs()
			b.ResetTimer()
			for done := 0; done < b.N; done += count {
				feed(publisher, operations)
			}
		})
	}
}

// script is a row of PUBs over all subjects in a fixed random order, at least
// some buffers full.
func script(subjects, payload int) (operations []byte, count int) {
	order := rand.New(rand.NewPCG(1, 2)).Perm(subjects)
	body := make([]byte, payload)
	for len(operations) < 4*kernel.ReadSize || count < subjects {
		operations = fmt.Appendf(operations, "PUB subject.%06d %d\r\n%s\r\n", order[count%subjects], payload, body)
		count++
	}
	return operations, count
}
