package layers

import (
	"testing"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
	"gnatsd/modules/auth"
	"gnatsd/modules/client"
	"gnatsd/modules/routing"
)

// BenchmarkPermissions is what permissions cost a publisher that stays with its
// subject, and the subscriber of it.
func BenchmarkPermissions(b *testing.B) {
	grants := auth.Grants{
		Given: true,
		Publish: auth.Lists{
			HasAllow: true, Allow: []auth.Rule{{Subject: "subject.>"}},
			Deny: []auth.Rule{{Subject: "*.secret"}},
		},
		Subscribe: auth.Lists{
			HasAllow: true, Allow: []auth.Rule{{Subject: ">"}},
			Deny: []auth.Rule{{Subject: "*.secret"}},
		},
	}
	for name, g := range map[string]auth.Grants{"none": {}, "lists": grants} {
		b.Run(name, func(b *testing.B) {
			c := auth.DefaultConfig()
			c.Authorization.Users = auth.Users{Given: true, List: []auth.User{{Name: "u", Password: "p", Grants: g}}}
			gatekeeper, err := auth.New(c, auth.Settings{Log: zap.NewNop()})
			if err != nil {
				b.Fatal(err)
			}
			p, err := client.New(client.DefaultConfig(), client.Settings{
				Kernel: kernel.New(routing.NewRouters()), Authenticator: gatekeeper, Authorizer: gatekeeper,
				Log: zap.NewNop(),
			})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = p.Stop(b.Context()) })
			const login = `CONNECT {"verbose":false,"pedantic":false,"user":"u","pass":"p"}` + "\r\n"
			feed(p.Open(kerneltest.NewStream().Count()), []byte(login+"SUB subject.* 1\r\n"))
			publisher := p.Open(kerneltest.NewStream().Count())
			feed(publisher, []byte(login))
			operations, count := script(1, 128)
			feed(publisher, operations)
			b.ReportAllocs()
			b.ResetTimer()
			for done := 0; done < b.N; done += count {
				feed(publisher, operations)
			}
		})
	}
}
