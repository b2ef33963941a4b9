package cli

import (
	"cmp"
	"os"

	"github.com/spf13/pflag"

	"gnatsd/modules/config"
)

// Configure returns the configuration that a server of this build has when it
// is started with these flags.
func (b Build) Configure(args ...string) (*config.Loaded, error) {
	schema, err := b.Schema()
	if err != nil {
		return nil, err
	}
	noCommand := func(string) bool { return false }
	rewritten, err := grammar{flagged: schema.Flagged, command: noCommand}.rewrite(args)
	if err != nil {
		return nil, err
	}
	flags := serverFlags(schema)
	if err := flags.Parse(rewritten); err != nil {
		return nil, &usageError{err}
	}
	return load(schema, flags)
}

// The flags of every command that reads the configuration.
const unknownKeysFlag = "unknown_keys"

func serverFlags(schema *config.Schema) *pflag.FlagSet {
	flags := schema.Flags()
	flags.StringP(configFlag.Long(), configFlag.Short(), os.Getenv(config.EnvName("config")), "Configuration file")
	flags.String(unknownKeysFlag, cmp.Or(os.Getenv(config.EnvName(unknownKeysFlag)), "error"), "error or warn")
	return flags
}

// configFile returns the path of the configuration file or "".
func configFile(flags *pflag.FlagSet) string { return flags.Lookup(configFlag.Long()).Value.String() }

func load(schema *config.Schema, flags *pflag.FlagSet) (*config.Loaded, error) {
	var doc config.Document
	path := configFile(flags)
	if path != "" {
		read, err := config.NewCodecs().Read(path)
		if err != nil {
			return nil, err
		}
		doc = read
	}
	switch policy := flags.Lookup(unknownKeysFlag).Value.String(); policy {
	case "error":
	case "warn":
		doc.Lenient = true
	default:
		return nil, usagef("flag --%s: expected error or warn, got %q", unknownKeysFlag, policy)
	}
	return config.Load(schema, flags, path, doc)
}
