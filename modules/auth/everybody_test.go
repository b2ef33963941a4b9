package auth_test

import (
	"testing"

	"gnatsd/kernel"
	"gnatsd/modules/auth"
)

func TestEverybodyIsAdmitted(t *testing.T) {
	t.Parallel()
	everybody := auth.New()
	for _, kind := range []kernel.Kind{kernel.KindClient, kernel.KindRoute} {
		if everybody.Required(kind) {
			t.Errorf("a %v must show credentials", kind)
		}
		id, err := everybody.Authenticate(t.Context(), &kernel.Credentials{User: "nobody", Password: "wrong", Kind: kind})
		if err != nil || id.User != "" || id.Account != "" {
			t.Errorf("%v: identity %+v, error %v", kind, id, err)
		}
		if everybody.Permissions(id) != nil {
			t.Error("an anonymous party is restricted")
		}
	}
}
