package cli

import (
	"fmt"

	"github.com/nats-io/nkeys"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

// newIdentity makes the id under which peers know this process: the public half
// of a new key, whose private half nobody keeps.
func newIdentity(product string, loaded *config.Loaded) (kernel.Build, error) {
	pair, err := nkeys.CreateServer()
	if err != nil {
		return kernel.Build{}, fmt.Errorf("making the server id: %w", err)
	}
	defer pair.Wipe()
	id, err := pair.PublicKey()
	if err != nil {
		return kernel.Build{}, fmt.Errorf("making the server id: %w", err)
	}
	name := id
	if value, _ := loaded.Value("server_name"); value != nil && value != "" {
		name = fmt.Sprint(value)
	}
	return kernel.Build{
		Product: product, Version: version, Commit: shortCommit(), ServerID: id, ServerName: name,
	}, nil
}
