package cluster

import (
	"strings"
	"testing"

	"gnatsd/modules/cluster/address"
	"gnatsd/modules/config"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*Block)
		err    string
	}{
		{"defaults", func(*Block) {}, ""},
		{"routes alone", func(b *Block) { b.Routes = []string{"nats://h:1"} }, "solicited routes require cluster"},
		{"switched off", func(b *Block) {
			b.Port, b.Routes, b.Listen = 1, []string{"nats://h:1"}, address.Listen{Given: true}
		}, ""},
		{"bad route", func(b *Block) { b.Port, b.Routes = 1, []string{"nats://h"} }, `error parsing route url ["nats://h"]`},
		{"blank in the name", func(b *Block) { b.Name = "a b" }, "cluster name cannot contain spaces"},
		{"reserved name", func(b *Block) { b.Name = "_" }, "cluster name is reserved"},
		{"user alone", func(b *Block) { b.Authorization.User = "u" }, "expected cluster user and password"},
		{"both", func(b *Block) {
			b.Authorization.User, b.Authorization.Password = "u", config.Secret("p")
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := DefaultConfig()
			test.change(&c.Cluster)
			err := c.Validate()
			if (test.err == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), test.err)) {
				t.Errorf("error %v, want %q", err, test.err)
			}
		})
	}
}

func TestAdmits(t *testing.T) {
	t.Parallel()
	const hashed = "$2a$04$hCxrvbZkHSKCzIuWsUmNN.6XmfGDR1vKtnfNJVHTSLZvxAeEtEt2S"
	for _, test := range []struct {
		name, user, password, gotUser, gotPassword string
		want                                       bool
	}{
		{"nobody is asked", "", "", "x", "y", true},
		{"right", "u", "p", "u", "p", true},
		{"wrong password", "u", "p", "u", "q", false},
		{"wrong user", "u", "p", "v", "p", false},
		{"nothing", "u", "p", "", "", false},
		{"hashed, and the hash shown", "u", hashed, "u", hashed, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := Settings{User: test.user, Password: test.password}
			if got := s.admits(test.gotUser, test.gotPassword); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
