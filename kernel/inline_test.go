//go:build !race

package kernel_test

// Goal: what runs for each message costs no call where none is needed.
// Method: the compiler's own account of what it inlines.

import (
	"bytes"
	"os/exec"
	"testing"
)

// inlined are the small functions of the publish path that must stay small
// enough to be copied into their callers.
var inlined = map[string][]string{
	".": {
		"(*Message).Size", "(*Message).count", "(*Message).step", "(*traffic).note", "(*traffic).more",
		"(*Stage).touch", "(*Stage).lane", "(*Stage).pick", "(*target).headMax", "reservedReply",
		"(*lane).commit", "(*lane).spare", "(*lane).add", "(*lane).cut", "(*lane).refer", "(*lane).note",
		"(*Chunk).Retain", "segment.bytes", "segment.size", "(*laneTable).home", "(*fanout).is",
	},
	"./wire": {"(*Parser).Repeats", "(*Parser).Line", "(*Op).Fields", "(*Op).Count", "(*Op).Body", "blank"},
}

func TestInlined(t *testing.T) {
	t.Parallel()
	compiler, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command on PATH to ask")
	}
	for folder, functions := range inlined {
		command := exec.CommandContext(t.Context(), compiler, "build", "-gcflags=-m", folder)
		account, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("compiling %s: %v\n%s", folder, err, account)
		}
		for _, function := range functions {
			if !bytes.Contains(account, []byte(": can inline "+function+"\n")) &&
				!bytes.Contains(account, []byte(": can inline "+function+" with cost")) {
				t.Errorf("%s: %s is not inlined any more", folder, function)
			}
		}
	}
}
