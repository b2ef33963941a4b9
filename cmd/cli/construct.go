package cli

import (
	"go.uber.org/dig"
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/modules/config"
)

// construct puts the server together and does not start it: some things that
// can't work are seen only where modules meet, or in the files that a
// configuration names, like a certificate and a key that do not match.
func (p *program) construct(loaded *config.Loaded) error {
	identity, err := newIdentity(p.name, loaded)
	if err != nil {
		return err
	}
	silent := fx.Decorate(func(*zap.Logger) *zap.Logger { return zap.NewNop() })
	app := fx.New(p.build.Graph(identity, config.NewLive(loaded)), silent)
	if err := app.Err(); err != nil {
		return dig.RootCause(err)
	}
	return nil
}
