package client_test

// Goal: what can't work is refused with its key, and the address that clients are
// told is the right one.

import (
	"strings"
	"testing"

	"gnatsd/modules/client"
	"gnatsd/modules/config"
)

func TestDefaultsAreDocumented(t *testing.T) {
	t.Parallel()
	schema, err := config.NewSchema([]config.Section{{Name: "client", Default: client.DefaultConfig()}})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range schema.Options() {
		if o.Doc == "" {
			t.Errorf("key %q has no sentence", o.Key)
		}
	}
	for key := range (client.Config{}).Docs() {
		if _, ok := schema.Lookup(key); !ok {
			t.Errorf("a sentence about %q, which is no key", key)
		}
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*client.Config)
		key    string // of the complaint; "" for none
	}{
		{"default", func(*client.Config) {}, ""},
		{"any port", func(c *client.Config) { c.Port = -1 }, ""},
		{"port too large", func(c *client.Config) { c.Port = 65536 }, "port"},
		{"blank in the host", func(c *client.Config) { c.Host = "a b" }, "host"},
		{"advertise host", func(c *client.Config) { c.Advertise = "h" }, ""},
		{"advertise host and port", func(c *client.Config) { c.Advertise = "[::1]:1" }, ""},
		{"advertise no port", func(c *client.Config) { c.Advertise = "a:b" }, "client_advertise"},
		{"payload without limit", func(c *client.Config) { c.MaxPayload = -1 }, ""},
		{"payload over pending", func(c *client.Config) { c.MaxPending = 1 }, "max_payload"},
		{"payload over 31 bits", func(c *client.Config) { c.MaxPayload, c.MaxPending = 1<<31, 1<<32 }, "max_payload"},
		{"tokens", func(c *client.Config) { c.MaxTokens = 256 }, "max_subscription_tokens"},
		{"write timeout", func(c *client.Config) { c.WriteTimeout = "Retry" }, "write_timeout"},
		{"short lame duck", func(c *client.Config) { c.LameDuckDuration = 1 }, "lame_duck_duration"},
		{"long grace", func(c *client.Config) { c.LameDuckGrace = c.LameDuckDuration }, "lame_duck_grace_period"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := client.DefaultConfig()
			test.change(&c)
			err := c.Validate()
			if test.key == "" && err == nil {
				return
			}
			if err == nil || !strings.Contains(err.Error(), `key "`+test.key+`"`) {
				t.Errorf("error %v, want one of key %q", err, test.key)
			}
		})
	}
}
