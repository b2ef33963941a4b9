package client

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// announced says whether INFO asks for credentials: not where guests are let in.
func (p *Protocol) announced() bool {
	return p.auth.Required(kernel.KindClient) && !kernel.TermsOf(p.auth, kernel.KindClient).Guests
}

// defaultLogin is how long a party may take to log in, and the authenticator to
// begin to decide.
const defaultLogin = 2 * time.Second

func loginTimeout(p *party) time.Duration {
	if t := kernel.TermsOf(p.protocol.auth, kernel.KindClient).Timeout; t > 0 {
		return t
	}
	if p.profile != nil {
		return p.profile.Timeout + time.Second
	}
	return defaultLogin
}

// nonceBytes makes the 15 characters clients know.
const nonceBytes = 11

func newNonce() string {
	var b [nonceBytes]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// login finds out who the party is and what it may do.
func (p *party) login(c *connect) bool {
	if c.Account != nil && *c.Account != "" || c.NewAccount != nil && c.NewAccount != false && c.NewAccount != "" {
		p.refuse(nil, errChoosesAccount)
		return false
	}
	p.present(c, "") // before the verdict: who failed to log in is shown too
	if !p.enter(&kernel.Credentials{
		User: text(c.User), Password: text(c.Pass), Token: text(c.Token),
		NKey: text(c.NKey), Signature: text(c.Signature), JWT: text(c.JWT),
	}) {
		return false
	}
	p.present(c, p.session.Identity().User)
	return true
}

var (
	errChoosesAccount = errors.New("asks for an account")
	errRevoked        = errors.New("is not let in any more")
	errNotConnected   = errors.New("begins without CONNECT")
)

// enterAsGuest lets a party in that begins without CONNECT, if there is a user
// for such parties.
func (p *party) enterAsGuest() bool {
	if !kernel.TermsOf(p.protocol.auth, kernel.KindClient).Guests {
		p.refuse(nil, errNotConnected)
		return false
	}
	if !p.timing.halt(p) || !p.enter(&kernel.Credentials{}) {
		return false
	}
	p.present(&connect{}, p.session.Identity().User)
	p.guest = true
	p.timing.connected(p)
	return true
}

// enter asks who it is that shows this, and binds the session to the answer.
func (p *party) enter(shown *kernel.Credentials) bool {
	shown.Remote, shown.Kind, shown.Nonce = p.link.Remote(), kernel.KindClient, p.nonce
	shown.Certificate = p.link.Certificate()
	ctx, cancel := context.WithDeadline(context.Background(), p.timing.loginDeadline())
	defer cancel()
	begun := time.Now()
	id, err := p.protocol.auth.Authenticate(ctx, shown)
	p.protocol.tallies.logins[methodOf(shown)].Observe(time.Since(begun))
	if err == nil {
		bound := id
		if bound.Limits.Subscriptions == 0 {
			bound.Limits.Subscriptions = p.protocol.config().MaxSubscriptions
		}
		err = p.session.Bind(bound, p.protocol.permissions.Permissions(id))
	}
	if err == nil {
		p.admitted.Store(&id)
		if r, ok := p.protocol.auth.(kernel.Renewer); ok {
			if _, now := r.Renew(kernel.KindClient, id); now != kernel.Unchanged {
				err = errRevoked // by a reload at the same moment
			}
		}
	}
	if err != nil {
		p.refuse(shown, err)
		return false
	}
	if !p.claim(&id) {
		p.session.Flush()
		p.turnAway(ofUser, nil)
		return false
	}
	r, answers := p.session.Permissions().(kernel.Responder)
	if p.answers = answers; answers {
		p.session.SetFramer(&noting{p.protocol.framerFor(p, p.options.Headers), r})
	}
	return true
}

// noting is a framer that notes what its party may answer. No two are equal, so
// nothing is framed for two parties at once.
type noting struct {
	kernel.Framer
	responder kernel.Responder
}

func (n *noting) AppendHead(dst []byte, m *kernel.Message, sub *kernel.Subscription) []byte {
	if len(m.Reply) > 0 {
		n.responder.Asked(m.Reply)
	}
	return n.Framer.AppendHead(dst, m, sub)
}

// refuse ends a party that is not let in. It is told the same for every cause,
// but for one that came too late.
func (p *party) refuse(tried *kernel.Credentials, err error) {
	if shown, missed := p.protocol.failures.note(time.Now()); shown {
		event := "auth_failed"
		if errors.Is(err, context.DeadlineExceeded) {
			event = "auth_timeout"
		}
		p.log().Error("authentication error"+label(tried), zap.String("event", event), zap.Error(err))
		if missed > 0 {
			p.protocol.log.Error("more authentication errors", zap.Int("count", missed))
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		p.end("Authentication Timeout", kernel.AuthenticationTimeout)
		return
	}
	p.end("Authorization Violation", kernel.AuthenticationFailure)
}

// label says who somebody claimed to be, in the words operators look for.
func label(tried *kernel.Credentials) string {
	switch {
	case tried == nil:
		return ""
	case tried.NKey != "":
		return " - Nkey " + quoted(clipped([]byte(tried.NKey)))
	case tried.User != "":
		return " - User " + quoted(clipped([]byte(tried.User)))
	case tried.Token != "":
		return ` - Token "[REDACTED]"`
	}
	return ""
}

// failures are the failed logins of all parties, as far as they are logged.
type failures struct {
	mu       sync.Mutex // guards throttle
	throttle throttle
}

// failuresShown bounds the lines about failed logins, per second.
const failuresShown = 20

func (f *failures) note(now time.Time) (shown bool, missed int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.throttle.note(now, failuresShown)
}
