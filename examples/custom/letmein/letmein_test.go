package letmein_test

import (
	"testing"

	"custom/letmein"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

func TestAuthenticate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, configured string
		shown            kernel.Credentials
		wantIn           bool
	}{
		{"open", "", kernel.Credentials{}, true},
		{"password", "sesame", kernel.Credentials{Password: "sesame"}, true},
		{"token", "sesame", kernel.Credentials{Token: "sesame"}, true},
		{"nothing", "sesame", kernel.Credentials{}, false},
		{"wrong", "sesame", kernel.Credentials{Password: "sesam"}, false},
		{"a route", "sesame", kernel.Credentials{Kind: kernel.KindRoute}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			keeper := letmein.New(letmein.Config{Password: config.Secret(test.configured)})
			if _, err := keeper.Authenticate(t.Context(), &test.shown); (err == nil) != test.wantIn {
				t.Errorf("error %v, want in: %v", err, test.wantIn)
			}
		})
	}
}
