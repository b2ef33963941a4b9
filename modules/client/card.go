package client

// A card is what monitoring shows of who a party says to be. It is replaced as
// a whole, so that it can be read while the party goes on.
type card struct {
	name, lang, version string
	user                string // empty if anonymous
	account             string
}

// hidden is shown for a party that logs in with a token, which is a secret.
const hidden = "[REDACTED]"

// present makes the card of a party that has sent CONNECT. The user is the
// authenticator's, or before its verdict and without one of its own the one
// that was asked for.
func (p *party) present(c *connect, user string) {
	for _, said := range []*string{c.NKey, c.User} {
		if user == "" {
			user = text(said)
		}
	}
	if text(c.Token) != "" {
		user = hidden
	}
	p.card.Store(&card{
		name: p.options.Name, lang: p.options.Lang, version: p.options.Version,
		user: user, account: p.session.Account().Name(),
	})
}

// anonymous is the card of a party that has not sent CONNECT.
var anonymous = card{account: "$G"}

func (p *party) face() *card {
	if c := p.card.Load(); c != nil {
		return c
	}
	return &anonymous
}
