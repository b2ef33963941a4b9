package auth

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"slices"
	"strings"
)

// dnUser is a user whose name is a distinguished name.
type dnUser struct {
	name  distinguished
	entry *entry
}

// A distinguished name is a sequence of relative ones, each a sorted set of
// "type=value" with the type as an object identifier.
type distinguished [][]string

// named finds the user a certificate stands for: by e-mail, DNS name, URI, then
// by its subject (security C.7). Only the party's own certificate counts.
func (v *namedUsers) named(c *x509.Certificate) *entry {
	if c == nil {
		return nil
	}
	candidates := slices.Concat(c.EmailAddresses, c.DNSNames)
	for _, uri := range c.URIs {
		candidates = append(candidates, uri.String())
	}
	for _, name := range candidates {
		if e := v.entries[name]; e != nil && e.admits() {
			return e
		}
	}
	return v.bySubject(c)
}

// bySubject compares what the certificate holds, not how that would be written:
// a value with a comma in it is no way to other names. The order of the user's
// name is preferred, any other comes after.
func (v *namedUsers) bySubject(c *x509.Certificate) *entry {
	var rdns pkix.RDNSequence
	if rest, err := asn1.Unmarshal(c.RawSubject, &rdns); err != nil || len(rest) > 0 || len(rdns) == 0 {
		return nil
	}
	subject := fromSequence(rdns)
	for _, same := range []func(a, b distinguished) bool{sameOrder, sameSet} {
		for _, u := range v.names {
			if u.entry.admits() && same(u.name, subject) {
				return u.entry
			}
		}
	}
	return nil
}

func fromSequence(rdns pkix.RDNSequence) distinguished {
	var d distinguished
	for _, rdn := range rdns {
		var unit []string
		for _, a := range rdn {
			unit = append(unit, a.Type.String()+"="+fmt.Sprint(a.Value))
		}
		slices.Sort(unit)
		d = append(d, unit)
	}
	return d
}

// sameOrder takes both directions: certificates begin with the country, people
// with the common name.
func sameOrder(a, b distinguished) bool {
	reversed := slices.Clone(b)
	slices.Reverse(reversed)
	return slices.EqualFunc(a, b, slices.Equal) || slices.EqualFunc(a, reversed, slices.Equal)
}

// sameSet counts: what is there twice must be there twice.
func sameSet(a, b distinguished) bool {
	sorted := func(d distinguished) distinguished {
		d = slices.Clone(d)
		slices.SortFunc(d, slices.Compare)
		return d
	}
	return slices.EqualFunc(sorted(a), sorted(b), slices.Equal)
}

// attributes are the types that may stand in a name, by their short names.
var attributes = map[string]string{
	"CN": "2.5.4.3", "SERIALNUMBER": "2.5.4.5", "C": "2.5.4.6", "L": "2.5.4.7", "ST": "2.5.4.8", "STREET": "2.5.4.9",
	"O": "2.5.4.10", "OU": "2.5.4.11", "POSTALCODE": "2.5.4.17", "UID": "0.9.2342.19200300.100.1.1",
	"DC": "0.9.2342.19200300.100.1.25", "EMAILADDRESS": "1.2.840.113549.1.9.1",
}

// parseDN reads a name as RFC 4514 writes it, with blanks after commas and
// without hexadecimal values. It reports whether the text is one.
func parseDN(text string) (distinguished, bool) {
	var d distinguished
	var unit []string
	rest := text
	for {
		kind, after, ok := strings.Cut(rest, "=")
		id := attributes[strings.ToUpper(strings.TrimSpace(kind))]
		if !ok || id == "" {
			return nil, false
		}
		value, separator, next, ok := dnValue(after)
		if !ok {
			return nil, false
		}
		unit = append(unit, id+"="+value)
		if separator != '+' {
			slices.Sort(unit)
			d, unit = append(d, unit), nil
		}
		if separator == 0 {
			return d, true
		}
		rest = next
	}
}

// dnValue reads a value up to a separator that is not escaped.
func dnValue(s string) (value string, separator byte, rest string, ok bool) {
	var b bytes.Buffer
	s = strings.TrimLeft(s, " ")
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			if i++; i == len(s) {
				return "", 0, "", false
			}
			b.WriteByte(s[i])
		case ',', ';', '+':
			return strings.TrimRight(b.String(), " "), c, s[i+1:], b.Len() > 0
		default:
			b.WriteByte(c)
		}
	}
	return strings.TrimRight(b.String(), " "), 0, "", b.Len() > 0
}
