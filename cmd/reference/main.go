package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra/doc"

	"gnatsd/cmd/cli"
	"gnatsd/modules/config"
)

func main() {
	man := flag.String("man", "", "write manual pages to this folder, and nothing else")
	flag.Parse()
	err := write(".")
	if *man != "" {
		err = manual(*man)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// pages are the generated files by their path.
var pages = map[string]func(*config.Schema) []byte{
	"docs/configuration.md":      page,
	"configs/gnatsd.conf":        sample,
	"configs/gnatsd.schema.json": jsonSchema,
}

func write(root string) error {
	schema, err := cli.Stock().Schema()
	if err != nil {
		return err
	}
	for path, generate := range pages {
		if err := os.WriteFile(filepath.Join(root, path), generate(schema), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// manual writes the manual pages, dated by the environment variable
// SOURCE_DATE_EPOCH if it is set.
func manual(folder string) error {
	root, err := cli.Stock().Commands("gnatsd")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	date := time.Time{}
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Section: "8", Source: "gnatsd", Manual: "gnatsd manual", Date: &date}
	if os.Getenv("SOURCE_DATE_EPOCH") != "" {
		header.Date = nil // read by the generator
	}
	return doc.GenManTree(root, header, folder)
}
