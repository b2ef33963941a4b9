package monitor

import (
	"net"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Goal: who reads the pages of nats-server finds every field here, of the same
// type. Method: the same traffic on both, then the shapes are compared. What
// differs on purpose is in the table, and in docs/compatibility.md.

// differences are fields that one side alone has: "-" only nats-server, "+" only
// we.
var differences = map[string][]string{
	"/varz":                        {"+addr string"},
	"/connz?auth=1":                nil,
	"/connz?subs=detail&state=any": nil,
	"/subsz?subs=1&limit=10000":    nil,
	"/routez":                      nil,
	"/healthz":                     nil,
	"/accountz":                    nil,
	"/accstatz?unused=1":           nil,
	"/gatewayz":                    nil,
	"/leafz":                       nil,
	"/jsz":                         nil,
}

// varying are fields whose presence depends on the machine or on what was asked
// before.
var varying = regexp.MustCompile(`^(http_req_stats|feature_flags|git_commit|gomemlimit)`)

func TestSameFieldsAsTheReference(t *testing.T) {
	t.Parallel()
	harness.OwnServer(t)
	theirs := reference(t)
	ours := start(t)
	traffic(ours)
	traffic(theirs)
	for page, want := range differences {
		t.Run(page, func(t *testing.T) {
			have, reference := fields(t, ours.text(page)), fields(t, theirs.text(page))
			var found []string
			for _, line := range have {
				if !slices.Contains(reference, line) {
					found = append(found, "+"+line)
				}
			}
			for _, line := range reference {
				if !slices.Contains(have, line) {
					found = append(found, "-"+line)
				}
			}
			slices.Sort(found)
			if !slices.Equal(found, slices.Sorted(slices.Values(want))) {
				t.Errorf("differences:\n%s", strings.Join(found, "\n"))
			}
		})
	}
}

func fields(t *testing.T, text string) []string {
	return slices.DeleteFunc(shape(t, text), varying.MatchString)
}

// reference starts nats-server: the one that NATS_SERVER names, or the one in
// the path.
func reference(t *testing.T) *web {
	t.Helper()
	path := referencePath(t)
	if path == "" {
		t.Skip("no nats-server 2.15, whose fields ours are: name one in NATS_SERVER or put it in the path")
	}
	s := harness.StartProgram(t, []string{path}, "-m", "-1")
	_, port, err := net.SplitHostPort(s.WaitLog(monitored)[1])
	if err != nil {
		t.Fatal(err)
	}
	return &web{Server: s, t: t, url: "http://127.0.0.1:" + port}
}

// referencePath returns where nats-server is, empty if there is none of the
// version whose fields ours are.
func referencePath(t *testing.T) string {
	t.Helper()
	program := os.Getenv("NATS_SERVER")
	if program == "" {
		program = "nats-server"
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return ""
	}
	version, err := exec.CommandContext(t.Context(), path, "--version").Output()
	if err != nil || !strings.Contains(string(version), "v2.15.") {
		return ""
	}
	return path
}
