package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"gnatsd/cmd/cli"
)

// check --explain prints the rule that decides, or why there is none to print.
func TestCheckExplain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "server.conf")
	text := `authorization { users = [
  { user: alice, password: x, permissions { publish { allow: "req.>", deny: "req.secret" } } }
] }
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		question       string
		status         int
		stdout, stderr string
	}{
		{"user=alice pub=req.foo", 0, "allowed by publish allow \"req.>\"\n", ""},
		{"user=alice pub=req.secret", 0, "refused by publish deny \"req.secret\"\n", ""},
		{"user=alice sub=x queue=q", 0, "allowed: there is no list of what subscribe allows\n", ""},
		{"user=bob pub=x", 1, "", "gnatsd: explain: no such user\n"},
		{"user=alice", 1, "", "gnatsd: explain: expected one of pub= and sub=\n"},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			t.Parallel()
			var out, complaints bytes.Buffer
			args := []string{"gnatsd", "check", "-c", path, "--explain", test.question}
			status := cli.Run(t.Context(), cli.Stock(), args, &out, &complaints)
			if status != test.status || out.String() != test.stdout || complaints.String() != test.stderr {
				t.Errorf("status %d\n%s%s", status, out.String(), complaints.String())
			}
		})
	}
	var out, complaints bytes.Buffer
	args := []string{"gnatsd", "check", "-c", filepath.Join(t.TempDir(), "none.conf"), "--explain", "user=a pub=b"}
	if status := cli.Run(t.Context(), cli.Stock(), args, &out, &complaints); status != 1 {
		t.Errorf("without a file: status %d", status)
	}
}
