package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

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
	own := loaded.Section(identitySection).(identityConfig)
	return kernel.Build{
		Product: product, Version: version, Commit: shortCommit(), ServerID: id,
		ServerName: cmp.Or(own.Name, id),
	}, nil
}

// identitySection is the one section that no module owns: who the server is.
const identitySection = "identity"

type identityConfig struct {
	_        struct{} `group:"Server" since:"2.0.0"`
	Name     string   `conf:"server_name" flag:"n,name,server_name" arg:"name" doc:"Server name (default: its id)"`
	Tags     []string `conf:"server_tags" reload:"live" doc:"Words that say what the server is for, in any case"`
	Metadata metadata `conf:"server_metadata" reload:"live" doc:"Names and texts that monitoring shows"`

	_         struct{}  `group:"JetStream" since:"2.0.0"`
	JetStream jetStream `conf:"jetstream" flag:"js,jetstream" doc:"Accepted and ignored: this server has no storage"`
	StoreDir  storeDir  `conf:"store_dir" alias:"storedir" flag:"sd,store_dir" arg:"dir" doc:"Likewise"`
}

// Validate says what is wrong with the section.
func (c identityConfig) Validate() error {
	if strings.ContainsAny(c.Name, " \t\r\n") {
		return config.Inside(errors.New("server name cannot contain spaces"), "server_name")
	}
	return nil
}

// tags are compared by tools, so they are in lower case and unique.
func (c identityConfig) tags() []string {
	var tags []string
	for _, tag := range c.Tags {
		if tag = strings.ToLower(strings.TrimSpace(tag)); tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

type metadata map[string]string

// DecodeConfig takes a block of texts.
func (m *metadata) DecodeConfig(value any) error {
	block, ok := value.(map[string]any)
	if !ok {
		return errors.New("expected a block of texts")
	}
	*m = metadata{}
	for name, value := range block {
		text, ok := value.(string)
		if !ok {
			return config.Inside(fmt.Errorf("expected a string, got %v", value), name)
		}
		(*m)[name] = text
	}
	return nil
}
