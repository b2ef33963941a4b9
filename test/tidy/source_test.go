package tidy

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// tree is what the rules look at: the Go files and the documents of one module.
type tree struct {
	module string
	fset   *token.FileSet
	files  []*source
	docs   map[string]string // Markdown files by path
	paths  map[string]bool   // every folder and file of the repository, of any kind
}

// source is one Go file; paths are relative to the module's root and use slashes.
type source struct {
	path string
	text []byte
	ast  *ast.File
}

func (s *source) dir() string  { return path.Dir(s.path) }
func (s *source) base() string { return path.Base(s.path) }
func (s *source) test() bool   { return strings.HasSuffix(s.path, "_test.go") }
func (s *source) lines() int   { return bytes.Count(s.text, []byte("\n")) }

// imports gives the import paths of the file with their specs.
func (s *source) imports() map[string]*ast.ImportSpec {
	specs := make(map[string]*ast.ImportSpec, len(s.ast.Imports))
	for _, spec := range s.ast.Imports {
		if name, err := strconv.Unquote(spec.Path.Value); err == nil {
			specs[name] = spec
		}
	}
	return specs
}

// at is the place of a node as "path:line".
func (t *tree) at(s *source, pos token.Pos) string {
	return fmt.Sprintf("%s:%d", s.path, t.fset.Position(pos).Line)
}

// add parses one Go file into the tree; generated files are left out.
func (t *tree) add(name string, text []byte) error {
	parsed, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parsing %s: %w", name, err)
	}
	if !ast.IsGenerated(parsed) {
		t.files = append(t.files, &source{path: name, text: text, ast: parsed})
	}
	return nil
}

// packages groups the files of the tree by folder.
func (t *tree) packages() map[string][]*source {
	byFolder := map[string][]*source{}
	for _, s := range t.files {
		byFolder[s.dir()] = append(byFolder[s.dir()], s)
	}
	return byFolder
}

// repository is the module this test stands in, read once.
func repository(t *testing.T) *tree {
	t.Helper()
	repo, err := readRepository()
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

var readRepository = sync.OnceValues(func() (*tree, error) {
	root, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("finding the root: %w", err)
	}
	for !exists(filepath.Join(root, "go.mod")) {
		up := filepath.Dir(root)
		if up == root {
			return nil, fmt.Errorf("finding the root: no go.mod above %s", root)
		}
		root = up
	}
	return readTree(os.DirFS(root))
})

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// readTree reads every Go file and document below the root.
func readTree(root fs.FS) (*tree, error) {
	t := &tree{fset: token.NewFileSet(), docs: map[string]string{}, paths: map[string]bool{}}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name == ".git" || name == "bin" || name == "dist" {
			return leave(entry)
		}
		t.paths[name] = true
		if entry.IsDir() || foreignGround(root, path.Dir(name)) {
			return nil
		}
		return t.read(root, name)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the module: %w", err)
	}
	return t, nil
}

// leave passes an entry over; in a linked worktree .git is a file, and fs.SkipDir on a file would skip its neighbours.
func leave(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// foreignGround tells whether a folder is testdata or belongs to another module, so that the rules do not read it.
func foreignGround(root fs.FS, folder string) bool {
	for ; folder != "."; folder = path.Dir(folder) {
		if path.Base(folder) == "testdata" {
			return true
		}
		if _, err := fs.Stat(root, path.Join(folder, "go.mod")); err == nil {
			return true
		}
	}
	return false
}

func (t *tree) read(root fs.FS, name string) error {
	ext := path.Ext(name)
	if ext != ".go" && ext != ".md" && name != "go.mod" {
		return nil
	}
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	switch ext {
	case ".go":
		return t.add(name, text)
	case ".md":
		t.docs[name] = string(text)
	default:
		line, _, _ := strings.Cut(string(text), "\n")
		t.module = strings.TrimSpace(strings.TrimPrefix(line, "module "))
	}
	return nil
}

// under tells whether a path is a folder or inside of it.
func under(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

func anyUnder(name string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool { return under(name, folder) })
}

// top is the first element of a path.
func top(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}
