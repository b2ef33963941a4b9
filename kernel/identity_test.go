package kernel_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gnatsd/kernel"
)

// What a party shows is not shown on, however it is printed: in a panic, a log or
// JSON.
func TestCredentialsHideSecrets(t *testing.T) {
	t.Parallel()
	c := kernel.Credentials{
		User: "alice", Password: "hunter2-p", Token: "hunter2-t", Signature: "hunter2-s", JWT: "hunter2-j",
	}
	var shown []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, c), fmt.Sprintf(verb, &c), fmt.Sprintf(verb, []any{c}))
	}
	for _, v := range []any{c, &c, map[string]any{"c": c}} {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, string(text))
	}
	func() {
		defer func() { shown = append(shown, fmt.Sprint(recover())) }()
		panic(&c)
	}()
	for _, s := range shown {
		if strings.Contains(s, "hunter2") || strings.Contains(s, fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("shows a secret: %s", s)
		}
		if !strings.Contains(s, "alice") {
			t.Errorf("does not say whose: %s", s)
		}
	}
}
