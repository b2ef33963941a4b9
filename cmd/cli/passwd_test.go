package cli

// Goal: hashes that verify, and no hash of what nobody typed. Method: the tool
// over strings as its input. Inside the package, as the input is not exported.

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

func TestPasswd(t *testing.T) {
	t.Parallel()
	known, err := bcrypt.GenerateFromPassword([]byte("secret"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		tool passwordTool
		in   string
		out  string // a regular expression
		err  string
	}{
		{
			name: "made", tool: passwordTool{cost: 4},
			out: `^pass: [a-zA-Z0-9!@$#%^&*()]{22}\nbcrypt hash: \$2a\$04\$.{53}\n$`,
		},
		{
			name: "a line", tool: passwordTool{cost: 4, ask: true}, in: "secret\r\nmore",
			out: `^bcrypt hash: \$2a\$04\$.{53}\n$`,
		},
		{name: "no line end", tool: passwordTool{cost: 4, ask: true}, in: "secret", out: `^bcrypt hash: `},
		{name: "nothing", tool: passwordTool{cost: 4, ask: true}, err: "the password is empty"},
		{
			name: "too long", tool: passwordTool{cost: 4, ask: true}, in: strings.Repeat("x", 73),
			err: "Error producing bcrypt hash: bcrypt: password length exceeds 72 bytes",
		},
		{name: "cost too low", tool: passwordTool{cost: 3}, err: "flag -c: the cost is 4 to 31, not 3"},
		{name: "cost too high", tool: passwordTool{cost: 32}, err: "flag -c: the cost is 4 to 31, not 32"},
		{name: "right", tool: passwordTool{cost: 4, verify: string(known)}, in: "secret\n", out: "belongs"},
		{
			name: "wrong", tool: passwordTool{cost: 4, verify: string(known)}, in: "other\n",
			err: "the password does not belong to the hash",
		},
		{name: "no hash", tool: passwordTool{cost: 4, verify: "x"}, in: "other\n", err: "reading the hash: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			test.tool.in, test.tool.out = strings.NewReader(test.in), &out
			err := test.tool.run()
			if test.err != "" {
				if err == nil || !strings.HasPrefix(err.Error(), test.err) || out.Len() > 0 {
					t.Errorf("error %v, want %s; printed %q", err, test.err, out.String())
				}
				return
			}
			if err != nil || !regexp.MustCompile(test.out).MatchString(out.String()) {
				t.Errorf("printed %q, %v", out.String(), err)
			}
		})
	}
}

func TestHashBelongsToTheLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	tool := passwordTool{in: strings.NewReader("pass word\n"), out: &out, ask: true, cost: 4}
	if err := tool.run(); err != nil {
		t.Fatal(err)
	}
	hash := strings.TrimSpace(strings.TrimPrefix(out.String(), "bcrypt hash: "))
	if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte("pass word")); err != nil {
		t.Error(err)
	}
}
