// Package tidy keeps the house rules as ordinary Go tests.
//
// # Promise
//
// A change that breaks a rule of the house fails `go test ./test/tidy` with the file, the line and what to do instead.
// Every rule is one file of this package: a pure function from a tree of sources to findings, the test that runs it
// over the repository, and a test that runs it over small bad and good trees in memory, so that no rule can go blind
// unseen.
//
// # Scope
//
// All Go files of the module under all build tags, found from the folder of go.mod downwards; generated files, testdata
// and folders with a go.mod of their own are left out. The rules of documents read every Markdown file.
//
// # Waivers
//
// An exception is one line in waivers_test.go with its reason. The table is short by rule, and a waiver that waives
// nothing fails the tests as well.
package tidy
