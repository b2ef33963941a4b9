package natsconf_test

import (
	"strings"
	"testing"

	"gnatsd/modules/config/natsconf"
)

// BenchmarkParse reads a configuration with a thousand users.
func BenchmarkParse(b *testing.B) {
	text := []byte("allow = [\"foo.>\", bar]\nauthorization {\n  users = [\n" + strings.Repeat(
		"    {user: joe, password: \"s3cret\", permissions: {publish: $allow, subscribe: \"_INBOX.>\"}} # a user\n", 1000) +
		"  ]\n}\n")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := natsconf.Parse("t", text, natsconf.Options{Environ: []string{}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseWorst reads texts that would show work that grows faster than the text: the time per byte must be the
// same for both sizes.
func BenchmarkParseWorst(b *testing.B) {
	for _, size := range []struct {
		name string
		n    int
	}{{"10k", 1e4}, {"100k", 1e5}} {
		for name, text := range map[string]string{
			"duplicates": strings.Repeat("a = 1\n", size.n),
			"one-line":   "a = [" + strings.Repeat("x, ", size.n) + "]",
			"references": "a = [1]\n" + strings.Repeat("b = $A\n", size.n),
			"braces":     strings.Repeat("} \n x\n", size.n) + strings.Repeat(" \n", size.n),
		} {
			b.Run(name+"/"+size.name, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					if _, err := parse(text); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
