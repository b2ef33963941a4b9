package jetstream

import (
	"fmt"
	"testing"
)

func TestOriginal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reply, subject, answer string }{
		{"$JS.ACK.S1.C1.1.1.1.1795344168783957980.0@s1.a", "s1.a", "$JS.ACK.S1.C1.1.1.1.1795344168783957980.0"},
		{"$JS.ACK.S1.C1.1.1.1.17.0@a@b", "a@b", "$JS.ACK.S1.C1.1.1.1.17.0"},
		{"$JS.ACK.S@1.C1.1.1.1.17.0@x", "x", "$JS.ACK.S@1.C1.1.1.1.17.0"},
		{"$JS.ACK.S1.C1.1.1.1.17.0@", "inbox", "$JS.ACK.S1.C1.1.1.1.17.0@"},
		{"$JS.ACK.S1.C1.1.1.1.17.0", "inbox", "$JS.ACK.S1.C1.1.1.1.17.0"},
		{"_INBOX.x@y", "inbox", "_INBOX.x@y"},
		{"", "inbox", ""},
	} {
		t.Run(fmt.Sprintf("%q", test.reply), func(t *testing.T) {
			t.Parallel()
			subject, answer := Original([]byte("inbox"), []byte(test.reply))
			if string(subject) != test.subject || string(answer) != test.answer {
				t.Errorf("got %q, %q", subject, answer)
			}
		})
	}
}
