package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// An Authority signs certificates.
type Authority struct {
	cert *x509.Certificate
	key  crypto.Signer
	dir  string
}

// Files are where a certificate and its key were written.
type Files struct{ Cert, Key string }

// A Wish is what a certificate should say beside its name.
type Wish struct {
	Subject  pkix.Name
	Emails   []string
	URIs     []string
	DNS      []string // beside localhost, for servers
	NotAfter time.Time
	Client   bool // for clients only; otherwise for servers, which dial each other as well
}

// New makes an authority and writes its certificate to ca.pem in the folder.
func New(dir, name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the key of an authority: %w", err)
	}
	t := template(pkix.Name{CommonName: name}, time.Time{})
	t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign
	a := &Authority{key: key, dir: dir, cert: t}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making the certificate of an authority: %w", err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		return nil, fmt.Errorf("reading the certificate of an authority: %w", err)
	}
	return a, write(a.File(), "CERTIFICATE", der)
}

// File is where the authority's certificate is.
func (a *Authority) File() string { return filepath.Join(a.dir, "ca.pem") }

// Pool holds the authority's certificate.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// Issue makes a certificate and its key, and writes them to files of that name.
// Files there are replaced, the key first.
func (a *Authority) Issue(name string, w Wish) (Files, error) {
	files := Files{Cert: filepath.Join(a.dir, name+".pem"), Key: filepath.Join(a.dir, name+"-key.pem")}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return files, fmt.Errorf("making the key of %s: %w", name, err)
	}
	if w.Subject.CommonName == "" {
		w.Subject.CommonName = name
	}
	t := template(w.Subject, w.NotAfter)
	t.KeyUsage = x509.KeyUsageDigitalSignature
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	t.EmailAddresses, t.DNSNames = w.Emails, w.DNS
	if !w.Client {
		t.ExtKeyUsage = append(t.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
		t.DNSNames = append(t.DNSNames, "localhost")
		t.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	}
	for _, text := range w.URIs {
		uri, err := url.Parse(text)
		if err != nil {
			return files, fmt.Errorf("certificate of %s: %w", name, err)
		}
		t.URIs = append(t.URIs, uri)
	}
	der, err := x509.CreateCertificate(rand.Reader, t, a.cert, key.Public(), a.key)
	if err != nil {
		return files, fmt.Errorf("making the certificate of %s: %w", name, err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return files, fmt.Errorf("encoding the key of %s: %w", name, err)
	}
	if err := write(files.Key, "PRIVATE KEY", private); err != nil {
		return files, err
	}
	return files, write(files.Cert, "CERTIFICATE", der)
}

// life is how long certificates are good for unless wished otherwise.
const life = 365 * 24 * time.Hour

func template(subject pkix.Name, notAfter time.Time) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62)) // never fails (crypto/rand)
	if notAfter.IsZero() {
		notAfter = time.Now().Add(life)
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: subject,
		NotBefore: time.Now().Add(-2 * life), NotAfter: notAfter,
	}
}

// write replaces a file at once, so that nobody reads half of it.
func write(path, kind string, der []byte) error {
	next := path + ".next"
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	if err := os.WriteFile(next, text, 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("replacing %s: %w", path, err)
	}
	return nil
}
