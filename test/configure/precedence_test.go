//go:build unix

package configure

// Goal: flag over environment over file over default, with all that command lines
// have come to mean beside a file. Method: a server for each case, and who may
// log in to it; nats-server 2.15 lets the same in.

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// parties are who tries to log in, by a letter.
var parties = map[string]string{
	"-": ``,
	"l": `,"user":"l","pass":"p"`, // of the list
	"f": `,"user":"f","pass":"p"`, // of the file
	"c": `,"user":"c","pass":"p"`, // of the command line
	"e": `,"user":"f","pass":"e"`, // of the file with the password of the environment
	"F": `,"auth_token":"f"`,
	"C": `,"auth_token":"c"`,
	"E": `,"auth_token":"e"`,
}

func TestWhoMayLogIn(t *testing.T) {
	t.Parallel()
	list := settings{"authorization.users": "[ { user: l, password: p } ]"}
	single := settings{"authorization.user": "f", "authorization.password": "p"}
	token := settings{"authorization.token": "f"}
	for name, test := range map[string]struct {
		file      settings
		args, env string
		want      string // parties, in order
		warning   string
	}{
		"list and user":              {list, "--user c --pass p", "", "l", "--user and --pass have no effect"},
		"list and password":          {list, "--pass p", "", "l", "--user and --pass have no effect"},
		"list and token":             {list, "--auth c", "", "Cl", ""},
		"list and token of the air":  {list, "", "AUTHORIZATION_TOKEN=c", "Cl", ""},
		"user and token":             {nil, "--user c --pass p --auth c", "", "C", "the token of another origin wins"},
		"single and token":           {single, "--auth c", "", "C", "the token of another origin wins"},
		"token and user":             {token, "--user c --pass p", "", "F", "the token of another origin wins"},
		"single and user":            {single, "--user c --pass p", "", "c", ""},
		"token and token":            {token, "--auth c", "", "C", ""},
		"environment over file":      {token, "", "AUTHORIZATION_TOKEN=c", "C", ""},
		"flag over environment":      {token, "--auth c", "AUTHORIZATION_TOKEN=x", "C", ""},
		"empty environment":          {token, "", "AUTHORIZATION_TOKEN=", "F", ""},
		"password in a file":         {single, "", "AUTHORIZATION_PASSWORD_FILE=DIR/secret", "e", ""},
		"token in a file":            {nil, "", "AUTHORIZATION_TOKEN_FILE=DIR/secret", "E", ""},
		"environment over its file":  {nil, "", "AUTHORIZATION_TOKEN_FILE=DIR/secret AUTHORIZATION_TOKEN=c", "C", ""},
		"nobody asks":                {nil, "", "", "-CEFcefl", ""},
		"a token on all of them":     {token, "--auth c", "AUTHORIZATION_TOKEN=x AUTHORIZATION_TOKEN_FILE=DIR/e", "C", ""},
		"user of the file, pass not": {settings{"authorization.user": "f"}, "--pass p", "", "f", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			must(t, os.WriteFile(filepath.Join(n.dir, "secret"), []byte("e\r\n"), 0o600))
			for variable := range strings.FieldsSeq(test.env) {
				n.env = append(n.env, "GNATSD_"+n.real(variable))
			}
			n.start(base.with(test.file), strings.Fields(test.args)...)
			var in []string
			for letter, credentials := range parties {
				if n.login(credentials) {
					in = append(in, letter)
				}
			}
			slices.Sort(in)
			if got := strings.Join(in, ""); got != test.want {
				t.Errorf("let in: %q, want %q", got, test.want)
			}
			log := n.log()
			if strings.Contains(log, "warning: ") != (test.warning != "") || !strings.Contains(log, test.warning) {
				t.Errorf("want the warning %q in\n%s", test.warning, log)
			}
		})
	}
}

// An explicit false is a value, and switches off what the file switches on; this
// too is kept over reloads.
func TestExplicitFalse(t *testing.T) {
	t.Parallel()
	secured := settings{"tls": `{ cert_file: "DIR/one.pem", key_file: "DIR/one-key.pem" }`}
	for name, test := range map[string]struct {
		file      settings
		args, env string
		tls       bool
	}{
		"the file alone":      {secured, "", "", true},
		"switched off":        {secured, "--tls=false", "", false},
		"off beside others":   {secured, "--tlscert DIR/one.pem --tls=false --tlskey DIR/one-key.pem", "", false},
		"of the environment":  {secured, "", "TLS_FLAGS_ON=false", false},
		"on by the flags":     {nil, "--tls --tlscert DIR/one.pem --tlskey DIR/one-key.pem", "", true},
		"on without its name": {nil, "--tlscert DIR/one.pem --tlskey DIR/one-key.pem", "", true},
		"never on":            {nil, "--tls=false", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			authority, err := certs.New(n.dir, "authority")
			must(t, err)
			_, err = authority.Issue("one", certs.Wish{})
			must(t, err)
			if test.env != "" {
				n.env = []string{"GNATSD_" + test.env}
			}
			file := base.with(test.file).with(settings{"debug": "true"})
			n.start(file, strings.Fields(n.real("-D=false "+test.args))...)
			for _, file := range []settings{file, file.with(settings{"ping_max": "3"})} {
				if !n.reload(file) {
					t.Fatal("a reload is refused")
				}
				peer, err := harness.Dial(n.clients)
				must(t, err)
				peer.Close()
				if got := peer.Info["tls_required"] == true; got != test.tls {
					t.Errorf("TLS: %v, want %v", got, test.tls)
				}
			}
			if strings.Contains(n.log(), "[DBG]") {
				t.Error("debugging is on")
			}
		})
	}
}
