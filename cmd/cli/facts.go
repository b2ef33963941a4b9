package cli

import (
	"go.uber.org/fx"

	"gnatsd/kernel/kernelfx"
	"gnatsd/kernel/status"
	"gnatsd/modules/config"
)

// itself is the part of the graph that no module brings: what the program tells
// about itself.
var itself = fx.Module("program",
	fx.Provide(newFacts, fx.Private),
	kernelfx.Facts(func(f *facts) *facts { return f }),
	kernelfx.Reloader(identitySection, (*facts).Prepare),
)

// facts are what the configuration in force says of the server and of itself.
type facts struct{ tree kernelfx.Tree }

func newFacts(tree kernelfx.Tree) *facts { return &facts{tree} }

// Fill writes them on the page about the whole server.
func (f *facts) Fill(s *status.Server) {
	if own, ok := f.tree.Section(identitySection).(identityConfig); ok {
		s.Tags, s.Metadata = own.tags(), own.Metadata
	}
	if live, ok := f.tree.(interface{ Get() *config.Loaded }); ok {
		s.ConfigLoadTime, s.ConfigDigest = status.Time(live.Get().Time()), live.Get().Digest()
	}
}

// Prepare agrees: what is shown is what the tree says.
func (f *facts) Prepare(identityConfig) (commit func(), err error) { return func() {}, nil }

var _ status.Source = (*facts)(nil)
