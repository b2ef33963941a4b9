package monitor

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/crypto/bcrypt"

	"gnatsd/modules/config"
)

// A role is what somebody may do. Each includes those before it.
type role int

const (
	roleNobody  role = iota // no login at all
	roleRead                // look at the server
	roleOperate             // look into the process
	roleChange              // change it: who operates, where that is enabled
)

// access decides who may see a page.
type access struct {
	config atomic.Pointer[Access] // replaced by a reload
	checks chan struct{}          // a place for each check of a password under way
	origin *http.CrossOriginProtection

	mu    sync.Mutex // guards known
	known map[[sha256.Size]byte]role
}

// checksMax bounds how many passwords are checked at a time: bcrypt is meant to
// be slow. knownMax bounds the credentials found right that are remembered.
const (
	checksMax = 2
	knownMax  = 16
)

func newAccess(c Access) *access {
	a := &access{
		checks: make(chan struct{}, checksMax), origin: http.NewCrossOriginProtection(),
		known: map[[sha256.Size]byte]role{},
	}
	a.config.Store(&c)
	return a
}

// login tells whether there is one.
func (a *access) login() bool { return a.config.Load().Auth.set() }

// closed tells whether not everybody may look.
func (a *access) closed() bool { return a.login() || a.config.Load().CAFile != "" }

// allow reports whether the page may be seen, and otherwise says why not. local
// says that the server listens on a loopback address.
func (a *access) allow(w http.ResponseWriter, r *http.Request, needs role, local bool) bool {
	if needs == roleNobody {
		return true
	}
	if a.config.Load().CAFile != "" && shown(r) == nil {
		refuse(w, http.StatusForbidden, "a certificate is needed")
		return false
	}
	if needs == roleRead && !a.login() {
		return true
	}
	if !a.config.Load().Admin && (needs == roleChange || (needs == roleOperate && !local)) {
		refuse(w, http.StatusForbidden, "admin interface disabled")
		return false
	}
	if !a.login() {
		if namesMachine(r.Host) {
			return true // on a loopback address
		}
		refuse(w, http.StatusForbidden, "ask by address")
		return false
	}
	switch has := a.role(r.Header.Get("Authorization"), r); {
	case has >= min(needs, roleOperate):
		return a.ownPage(w, r, needs)
	case has == roleNobody:
		w.Header().Set("WWW-Authenticate", `Basic realm="gnatsd"`)
		refuse(w, http.StatusUnauthorized, "unauthorized")
	default:
		refuse(w, http.StatusForbidden, "this login may only read")
	}
	return false
}

// ownPage keeps pages of other sites from changing anything with the login that a
// browser remembers.
func (a *access) ownPage(w http.ResponseWriter, r *http.Request, needs role) bool {
	if needs == roleChange && a.origin.Check(r) != nil {
		refuse(w, http.StatusForbidden, "asked by a page from elsewhere")
		return false
	}
	return true
}

// namesMachine tells whether the asker has named this machine by an address or
// as localhost. A page from elsewhere whose name was made to lead here, for its
// visitor's browser to read what is open to the visitor alone, names itself.
func namesMachine(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil || strings.EqualFold(host, "localhost")
}

// role returns the role of who asks: that of the certificate, or that of the
// header if there is more to it.
func (a *access) role(header string, r *http.Request) role {
	has := roleNobody
	switch certificate := shown(r); {
	case isFor(certificate, a.config.Load().Auth.Certificate):
		return roleOperate
	case isFor(certificate, a.config.Load().Reader.Certificate):
		has = roleRead
	}
	if header == "" {
		return has
	}
	return max(has, a.roleOf(header, r))
}

// roleOf returns the role of who sent the header. What was found right is
// remembered by its hash, so that polling does not cost a bcrypt each time.
func (a *access) roleOf(header string, r *http.Request) role {
	key := sha256.Sum256([]byte(header))
	a.mu.Lock()
	has, known := a.known[key]
	a.mu.Unlock()
	if known {
		return has
	}
	select {
	case a.checks <- struct{}{}:
	case <-r.Context().Done():
		return roleNobody
	}
	config := a.config.Load()
	has = config.check(r, header)
	<-a.checks
	if has == roleNobody {
		return roleNobody
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.config.Load() != config {
		return has // a reload came in between: good for this once
	}
	if len(a.known) >= knownMax {
		clear(a.known)
	}
	a.known[key] = has
	return has
}

// check compares with both logins, whatever the first says: the time taken does
// not tell which user exists.
func (c *Access) check(r *http.Request, header string) role {
	operate, read := matches(&c.Auth, r, header), matches(&c.Reader, r, header)
	switch {
	case operate:
		return roleOperate
	case read:
		return roleRead
	}
	return roleNobody
}

func matches(l *Login, r *http.Request, header string) bool {
	if token, bearer := strings.CutPrefix(header, "Bearer "); bearer {
		return equal(l.Token, token)
	}
	user, password, ok := r.BasicAuth()
	if !ok {
		return false
	}
	right := equal(l.Password, password)
	return subtle.ConstantTimeCompare([]byte(l.User), []byte(user)) == 1 && right
}

// equal compares with a secret that is plain or a bcrypt hash; an empty one
// equals nothing.
func equal(secret config.Secret, given string) bool {
	text := secret.Reveal()
	if _, err := bcrypt.Cost([]byte(text)); err == nil {
		return bcrypt.CompareHashAndPassword([]byte(text), []byte(given)) == nil
	}
	want, have := sha256.Sum256([]byte(text)), sha256.Sum256([]byte(given))
	return text != "" && subtle.ConstantTimeCompare(want[:], have[:]) == 1
}
