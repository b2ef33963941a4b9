// Command demo writes an authority with a certificate for a server and one for a
// client, for trying TLS out: task certs, then gnatsd -c configs/secure.conf.
// Nothing of it is good for a server that others reach.
package main

import (
	"crypto/x509/pkix"
	"errors"
	"flag"
	"fmt"
	"os"

	"gnatsd/test/certs"
)

func main() {
	into := flag.String("dir", "configs/certs", "folder to write to")
	flag.Parse()
	if err := write(*into); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(into string) error {
	if err := os.MkdirAll(into, 0o700); err != nil {
		return err
	}
	authority, err := certs.New(into, "gnatsd demo")
	if err != nil {
		return err
	}
	_, err1 := authority.Issue("server", certs.Wish{})
	_, err2 := authority.Issue("client", certs.Wish{
		Client: true, Subject: pkix.Name{CommonName: "derek"}, Emails: []string{"derek@example.com"},
	})
	return errors.Join(err1, err2)
}
