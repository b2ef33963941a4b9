package main

import (
	"encoding/json"

	"gnatsd/modules/config"
)

// jsonSchema returns configs/gnatsd.schema.json, for editors of YAML, TOML and
// JSON files.
func jsonSchema(schema *config.Schema) []byte {
	root := object(schema.Outline())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "gnatsd configuration"
	text, _ := json.MarshalIndent(root, "", "  ") // maps of texts always encode
	return append(text, '\n')
}

func object(block *config.Outline) map[string]any {
	properties := map[string]any{}
	for _, c := range block.Children {
		if c.Option == nil {
			properties[c.Name] = object(c)
			continue
		}
		for _, name := range c.Option.Names() {
			properties[name] = property(c.Option)
		}
		if c.Option.Part != "" {
			properties["listen"] = map[string]any{"type": []string{"integer", "string"}, "description": "host:port or port"}
		}
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}

// types are those of JSON by the kind of an option.
var types = map[string][]string{
	"string": {"string"}, "secret": {"string"}, "boolean": {"boolean"}, "integer": {"integer"},
	"size": {"integer", "string"}, "number": {"number"}, "duration": {"string", "number"},
	"list": {"array", "string"},
}

func property(o *config.Option) map[string]any {
	p := map[string]any{"description": o.Doc}
	if t, known := types[o.Kind()]; known {
		p["type"] = t
	}
	return p
}
