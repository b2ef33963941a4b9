package cluster

import (
	"path/filepath"
	"testing"

	"gnatsd/modules/config"
	"gnatsd/modules/config/natsconf"
)

// The sample configurations say what they mean.
func TestSamples(t *testing.T) {
	t.Parallel()
	for file, routes := range map[string]int{"seed.conf": 0, "node.conf": 1} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("..", "..", "configs", "cluster", file)
			tree, err := natsconf.ParseFile(path, natsconf.Options{})
			if err != nil {
				t.Fatal(err)
			}
			schema, err := config.NewSchema([]config.Section{{Name: "cluster", Default: DefaultConfig()}})
			if err != nil {
				t.Fatal(err)
			}
			values := tree.Plain()
			delete(values, "port") // another module's
			loaded, err := config.Load(schema, nil, path, config.Document{Values: values})
			if err != nil {
				t.Fatal(err)
			}
			s := loaded.Section("cluster").(Config).settings()
			if !s.Enabled || s.Port != 6222 || s.Name != "example" || len(s.Routes) != routes || s.User != "route_user" ||
				s.Password != "change_me" {
				t.Errorf("got %+v", s)
			}
		})
	}
}
