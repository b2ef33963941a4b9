package monitor

import (
	"fmt"
	"net/http/httptest"
	"testing"
)

// However many logins are tried, no more are remembered than the bound, and what
// was wrong is never remembered.
func TestRememberedLoginsAreBounded(t *testing.T) {
	t.Parallel()
	a := newAccess(Access{Auth: Login{Token: "right"}})
	for i := range 3 * knownMax {
		r := httptest.NewRequest("GET", "/", nil)
		if got := a.role(fmt.Sprintf("Bearer wrong-%d", i), r); got != roleNobody {
			t.Fatalf("a wrong token is role %d", got)
		}
	}
	if len(a.known) != 0 {
		t.Errorf("%d wrong logins are remembered", len(a.known))
	}
	r := httptest.NewRequest("GET", "/", nil)
	for range 2 {
		if got := a.role("Bearer right", r); got != roleOperate {
			t.Errorf("the right token is role %d", got)
		}
	}
	if len(a.known) != 1 {
		t.Errorf("%d logins are remembered", len(a.known))
	}
}

func TestUsageIsMeasured(t *testing.T) {
	t.Parallel()
	memory, used := processUsage()
	if memory < 1<<20 || used < 0 {
		t.Errorf("%d bytes, %v", memory, used)
	}
}
