package natsconf

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// openFile is a file that is being read.
type openFile struct {
	path      string
	info      fs.FileInfo
	directive Pos // the include directive; not valid for the main file
}

// ParseFile reads a configuration file. If it is refused the error is an Errors.
func ParseFile(path string, opts Options) (*Map, error) {
	r := newReading(opts)
	file, text, err := r.load(path)
	if err != nil {
		class := Unreadable
		if err.Class != "" {
			class = err.Class
		}
		return nil, Errors{{Pos: Pos{File: path}, Class: class, Text: err.Text, Err: err.Err}}
	}
	s, err := newSource(path, text)
	if err != nil {
		return nil, Errors{err}
	}
	return tree(parseSource(r, s, []openFile{file}))
}

// load reads a file whole, within the bounds of the reading.
func (r *reading) load(path string) (openFile, []byte, *Error) {
	unreadable := func(err error) (openFile, []byte, *Error) {
		var inPath *fs.PathError
		if errors.As(err, &inPath) {
			err = inPath.Err
		}
		return openFile{}, nil, &Error{Text: "cannot read the file: " + err.Error(), Err: err}
	}
	f, err := r.opts.Open(path)
	if err != nil {
		return unreadable(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return unreadable(err)
	}
	if info.IsDir() {
		return unreadable(errors.New("it is a directory"))
	}
	text, err := io.ReadAll(io.LimitReader(f, int64(r.opts.MaxSize-r.written)+1))
	if err != nil {
		return unreadable(err)
	}
	return openFile{path: path, info: info}, text, r.write(len(text), Pos{File: path})
}

// include reads the rest of an include directive and puts the entries of the file into m.
func (p *parser) include(m *Map, directive Pos) *Error {
	name, err := p.includeName()
	if err != nil {
		return err
	}
	included, errs := p.includeFile(filepath.Join(p.folder, name), directive)
	if len(errs) > 0 {
		p.errs = append(p.errs, errs[:len(errs)-1]...)
		return errs[len(errs)-1]
	}
	for _, e := range included.Entries {
		m.set(e)
	}
	m.height = max(m.height, included.height)
	return nil
}

// includeName reads the name of the file.
func (p *parser) includeName() (string, *Error) {
	p.skipSpace()
	start := p.off
	if p.eof() || p.atNewline() {
		return "", p.fail(BadInclude, "found %s, expected the name of the file to include", p.found())
	}
	switch c := p.peek(); {
	case c == '"' || c == '\'':
		name, err := p.quotedRaw()
		if err == nil && name == "" {
			err = p.failAt(start, BadInclude, "found an empty name, expected the name of the file to include")
		}
		return name, err
	case isDigit(c) || strings.IndexByte(`-[{(\;}`, c) >= 0:
		return "", p.fail(BadInclude, "found %s, expected the name of the file to include, in quotes if it starts so",
			p.found())
	}
	for !p.eof() && strings.IndexByte(" \t\n\r;}'", p.peek()) < 0 {
		p.off++
	}
	name := p.src.text[start:p.off]
	if !p.eof() && p.peek() == '\'' {
		p.off++
	}
	return name, nil
}

// includeFile parses a file on its own: it sees no variables of the file that includes it.
func (p *parser) includeFile(path string, directive Pos) (*Map, Errors) {
	if p.includes >= p.opts.MaxIncludes {
		return nil, p.refuse(directive, TooLarge, nil,
			fmt.Sprintf("there are more includes than the %d allowed", p.opts.MaxIncludes))
	}
	p.includes++
	if err := p.enter(1, directive); err != nil {
		return nil, Errors{p.located(err)}
	}
	defer func() { p.depth-- }()
	file, text, err := p.load(path)
	if err != nil {
		class := IncludeMissing
		if err.Class != "" {
			class = err.Class
		}
		return nil, p.refuse(directive, class, err.Err, "include of "+quote(path)+": "+err.Text)
	}
	file.directive = directive
	if chain := p.cycle(file); chain != "" {
		return nil, p.refuse(directive, IncludeCycle, nil, "the file includes itself: "+chain)
	}
	s, err := newSource(path, text)
	files := slices.Concat(p.files, []openFile{file})
	if err != nil {
		return nil, Errors{(&scanner{files: files}).located(err)}
	}
	return parseSource(p.reading, s, files)
}

// refuse makes an error about an include directive.
func (p *parser) refuse(directive Pos, class Class, cause error, text string) Errors {
	return Errors{p.located(&Error{Pos: directive, Class: class, Text: text, Err: cause})}
}

// cycle returns the chain of files from the first reading of the file to this one, or "" if it is not being read yet.
func (p *parser) cycle(file openFile) string {
	var chain []string
	for _, outer := range p.files {
		if len(chain) > 0 || filepath.Clean(outer.path) == file.path || os.SameFile(outer.info, file.info) {
			chain = append(chain, outer.path)
		}
	}
	if len(chain) == 0 {
		return ""
	}
	return strings.Join(append(chain, file.path), " -> ")
}
