package config

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/viper"

	"gnatsd/modules/config/natsconf"
)

// Tree reads the file and returns its tree, of whatever format it is.
func (c Codecs) Tree(path string) (*natsconf.Map, error) {
	switch strings.ToLower(strings.TrimPrefix(filepath.Ext(path), ".")) {
	case "yaml", "yml", "toml", "json":
		doc, err := c.Read(path)
		if err != nil {
			return nil, err
		}
		return natsconf.Import(path, doc.Values)
	}
	return natsconf.ParseFile(path, natsconf.Options{})
}

// Convert reads the file and writes what it says in another format: conf, json,
// toml or yaml. Variables and includes are resolved, comments are lost.
func (c Codecs) Convert(path, format string) ([]byte, error) {
	tree, err := c.Tree(path)
	if err != nil {
		return nil, err
	}
	var text []byte
	switch format {
	case "conf":
		text, err = natsconf.Encode(tree.Plain())
	case "json":
		text, err = json.MarshalIndent(tree.Plain(), "", "  ")
		text = append(text, '\n')
	case "yaml", "toml":
		encoder, missing := viper.NewCodecRegistry().Encoder(format)
		if missing != nil {
			return nil, fmt.Errorf("format %q: %w", format, missing)
		}
		text, err = encoder.Encode(tree.Plain())
	default:
		return nil, fmt.Errorf("format %q: expected conf, json, toml or yaml", format)
	}
	if err != nil {
		return nil, fmt.Errorf("writing %s as %s: %w", path, format, err)
	}
	return text, nil
}
