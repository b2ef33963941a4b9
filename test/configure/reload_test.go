//go:build unix

package configure

// Goal: every key either changes by a reload, and then the server is as one that
// was started with the new file, or is refused by name, and then nothing has
// changed. Method: for each key of the schema a change of it alone.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/cmd/cli"
	"gnatsd/modules/config"
	"gnatsd/test/certs"
)

func TestReloadOfEachKey(t *testing.T) {
	t.Parallel()
	schema, err := cli.Stock().Schema()
	must(t, err)
	for _, o := range schema.Options() {
		t.Run(o.Key, func(t *testing.T) {
			t.Parallel()
			s, known := samples[o.Key]
			if !known {
				t.Fatal("a key without a sample: give it one in samples_test.go")
			}
			if _, err := os.Stat("/dev/log"); o.Key == "syslog" && err == nil {
				t.Skip("this machine has a syslog that would be written to")
			}
			s.check(t, o)
		})
	}
}

func (s sample) check(t *testing.T, o *config.Option) {
	before, after := s.files(o.Key)
	n := startSecured(t, before)
	old := n.state()
	want, wrong := n.foretold(before, after)
	if s.says != "" {
		want, wrong = nil, s.says
	} else if len(want) == 0 && wrong == "" {
		t.Fatalf("the sample changes nothing: %s", after)
	}
	taken := n.reload(after)
	switch {
	case taken != (wrong == ""):
		t.Fatalf("taken: %v, want %s %s", taken, want, wrong)
	case !taken:
		if log := n.log(); !strings.Contains(log, refused+": ") || !strings.Contains(log, wrong) {
			t.Errorf("the refusal does not say %q", wrong)
		}
		same(t, "refused, but changed:", n.state(), old)
	default:
		if plain := strings.NewReplacer(`\"`, `"`, `#012`, "").Replace(n.log()); !strings.Contains(plain, want[0]) {
			t.Errorf("the log does not say %q", want[0])
		}
		fresh := startSecured(t, after)
		same(t, "reloaded, but not as started:", n.state(), fresh.state())
	}
}

// startSecured starts a node that has certificates in its folder.
func startSecured(t *testing.T, file settings, args ...string) *node {
	t.Helper()
	n := newNode(t)
	authority, err := certs.New(n.dir, "authority")
	must(t, err)
	_, err = authority.Issue("one", certs.Wish{})
	must(t, err)
	n.start(file, args...)
	return n
}

// foretold returns what a reload should say, or why it should be refused.
func (n *node) foretold(before, after settings) (said []string, wrong string) {
	n.t.Helper()
	old, err := n.configure(before)
	must(n.t, err)
	next, err := n.configure(after)
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, strings.TrimPrefix(first, filepath.Join(n.dir, "foretold.conf"))
	}
	for _, c := range old.Changes(next) {
		if c.Effect() == "" {
			return nil, "config reload not supported for " + c.Key + ": old=" + c.Old + ", new=" + c.New
		}
		said = append(said, "Reloaded: "+c.Key+": "+c.Old+" → "+c.New+", "+c.Effect())
	}
	return said, ""
}
