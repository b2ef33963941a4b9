package tidy

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"testing"
)

// Rule "links": every relative link of a document, and every path it names in `code`, leads to something there.
// A code span is a path when it starts with a folder of the root and a slash, or ends as documents and task files do.

var (
	mdLink  = regexp.MustCompile(`\]\(([^()\s]+)(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)|(?:src|srcset|href)="([^"]+)"`)
	mdCode  = regexp.MustCompile("`([^`]+)`")
	mdFence = regexp.MustCompile("^\\s*(```|~~~)")
	mdTitle = regexp.MustCompile(`^#{1,6}\s+(.+?)\s*#*$`)
	pathy   = regexp.MustCompile(`^[\w.][\w.@-]*(/[\w.@-]+)*/?$`)
	slugOut = regexp.MustCompile(`[^\p{L}\p{N}\s_-]`)
)

func TestLinks(t *testing.T) {
	t.Parallel()
	keep(t, "links", checkLinks(repository(t)))
}

func checkLinks(t *tree) []finding {
	var found []finding
	for name, text := range t.docs {
		report := func(line int, what string) {
			found = append(found, finding{fmt.Sprintf("%s:%d", name, line), what, name})
		}
		for number, line := range prose(text) {
			for _, m := range mdLink.FindAllStringSubmatch(line, -1) {
				if target := m[1] + m[2] + m[3]; !t.linkLeads(name, target) {
					report(number, "leads nowhere: "+target)
				}
			}
			for _, m := range mdCode.FindAllStringSubmatch(line, -1) {
				if !t.namedExists(name, m[1]) {
					report(number, "names what is not there: "+m[1])
				}
			}
		}
	}
	return found
}

// prose gives the lines of a document that stand outside of code blocks, by number.
func prose(text string) map[int]string {
	lines := map[int]string{}
	fenced, number := false, 0
	for line := range strings.Lines(text) {
		number++
		if mdFence.MatchString(line) {
			fenced = !fenced
		} else if !fenced {
			lines[number] = strings.TrimRight(line, "\r\n")
		}
	}
	return lines
}

func (t *tree) linkLeads(doc, target string) bool {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return true
	}
	file, anchor, _ := strings.Cut(target, "#")
	to := doc
	if file != "" {
		to = path.Join(path.Dir(doc), file)
	}
	if !t.paths[to] {
		return false
	}
	text, isDoc := t.docs[to]
	return anchor == "" || !isDoc || anchors(text)[anchor]
}

// anchors gives the names of a document's headings, formed as the forges do.
func anchors(text string) map[string]bool {
	names := map[string]bool{}
	for _, line := range prose(text) {
		if m := mdTitle.FindStringSubmatch(line); m != nil {
			name := slugOut.ReplaceAllString(strings.ToLower(m[1]), "")
			names[strings.ReplaceAll(name, " ", "-")] = true
		}
	}
	return names
}

func (t *tree) namedExists(doc, span string) bool {
	if !pathy.MatchString(span) {
		return true
	}
	first, rest, deep := strings.Cut(span, "/")
	ext := path.Ext(span)
	isPath := deep && rest != "" && t.paths[first] || ext == ".md" || ext == ".yml" || ext == ".svg"
	clean := strings.TrimSuffix(span, "/")
	return !isPath || t.paths[clean] || t.paths[path.Join(path.Dir(doc), clean)]
}

func TestLinksRule(t *testing.T) {
	t.Parallel()
	selfTest(t, checkLinks, []example{
		{"good", map[string]string{
			"README.md": "# gnatsd, a *server*\n[a](docs/a.md) ![b](docs/b.svg \"B\") [c](https://x.org/d)\n" +
				"[d](#gnatsd-a-server)\n" +
				"`docs/b.svg` `go.mod` `docs/` `cmd/gnatsd` `text/plain` `a.conf`\n```\n[x](gone.md) `docs/gone.md`\n```\n" +
				"[r]: docs/a.md\n<img src=\"docs/b.svg\">\n",
			"docs/a.md":  "[up](../README.md#gnatsd-a-server) `a.md`\n",
			"docs/b.svg": "<svg/>",
		}, nil},
		{"bad", map[string]string{
			"README.md": "[a](docs/gone.md) `docs/gone.svg`\n\n[b](docs/a.md#nowhere) [c](#nowhere)\n`Taskfile.yml`\n" +
				"[r]: docs/r.md\n<img src=\"docs/b.svg\">\n",
			"docs/a.md": "[x](README.md)\n",
		}, []string{
			"README.md:1: leads nowhere: docs/gone.md",
			"README.md:1: names what is not there: docs/gone.svg",
			"README.md:3: leads nowhere: #nowhere",
			"README.md:3: leads nowhere: docs/a.md#nowhere",
			"README.md:4: names what is not there: Taskfile.yml",
			"README.md:5: leads nowhere: docs/r.md",
			"README.md:6: leads nowhere: docs/b.svg",
			"docs/a.md:1: leads nowhere: README.md",
		}},
	})
}
