package monitor

import (
	"net/http/httptest"
	"testing"
)

// A login that a reload takes away is good no longer, remembered or not; one that
// the new configuration would refuse changes nothing.
func TestReloadForgetsLogins(t *testing.T) {
	t.Parallel()
	c := DefaultConfig()
	c.Access.Auth = Login{Token: "first"}
	m := &Monitor{config: c, access: newAccess(c.Access)}
	roleOf := func(token string) role {
		return m.access.role("Bearer "+token, httptest.NewRequest("GET", "/", nil))
	}
	if roleOf("first") != roleOperate || roleOf("second") != roleNobody {
		t.Fatal("the first configuration is not in force")
	}
	c.Access = Access{Auth: Login{Token: "second"}, Reader: Login{User: "r"}}
	if _, err := m.Prepare(c); err == nil {
		t.Fatal("a user without a password is taken")
	}
	c.Access.Reader = Login{}
	commit, err := m.Prepare(c)
	if err != nil {
		t.Fatal(err)
	}
	if roleOf("first") != roleOperate {
		t.Error("the reload came into force before its time")
	}
	commit()
	if roleOf("first") != roleNobody || roleOf("second") != roleOperate {
		t.Error("the reload is not in force")
	}
}
