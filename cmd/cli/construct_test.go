package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/cmd/cli"
	"gnatsd/test/certs"
)

// What a start would refuse, check refuses too: also what is seen only where
// modules meet, and in files.
func TestCheckPutsTheServerTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	authority, err := certs.New(dir, "authority")
	if err != nil {
		t.Fatal(err)
	}
	one, err1 := authority.Issue("one", certs.Wish{})
	two, err2 := authority.Issue("two", certs.Wish{})
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	pair := func(f certs.Files, more string) string {
		return fmt.Sprintf("tls { cert_file: %q, key_file: %q, ca_file: %q\n%s }\n", f.Cert, f.Key, authority.File(), more)
	}
	const nameOnly = "authorization { users = [ { user: alice } ] }\n"
	for name, c := range map[string]struct{ text, want string }{
		"a user without a password":              {nameOnly, "needs a password"},
		"a user without one, and no mapping":     {pair(one, "verify: true") + nameOnly, "needs a password"},
		"a user that its certificate names":      {pair(one, "verify_and_map: true") + nameOnly, ""},
		"a key of another certificate":           {pair(certs.Files{Cert: one.Cert, Key: two.Key}, ""), "does not match"},
		"a certificate that is not there":        {pair(certs.Files{Cert: one.Cert + "x", Key: one.Key}, ""), "no such file"},
		"a folder that is made before the start": {"log_file: \"" + filepath.Join(dir, "none", "x.log") + "\"\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "server.conf")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, complaints bytes.Buffer
			status := cli.Run(t.Context(), cli.Stock(), []string{"gnatsd", "check", "-c", path}, &out, &complaints)
			if ok := status == 0; ok != (c.want == "") || !strings.Contains(complaints.String(), c.want) {
				t.Errorf("status %d\n%s%s", status, out.String(), complaints.String())
			}
		})
	}
}
