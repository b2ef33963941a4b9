package auth

import "gnatsd/modules/config"

// Settle keeps what command lines mean beside any file: a list of users in it
// wins over a single user of the flags, and a token over the user of another
// layer or of the same command line. A token of the flags is good beside the
// list.
func (c *Config) Settle(written func(key string) bool) error {
	b := &c.Authorization
	inFile := written("authorization.user") || written("authorization.password")
	single := b.User != "" || b.Password.Given
	b.extraToken = b.Users.Given && b.Token.Given && !written("authorization.token")
	switch {
	case single && b.Users.Given && !inFile:
		b.User, b.Password = "", Shown{}
		return config.Caution("--user and --pass have no effect beside the users of the file")
	case single && b.Token.Given && !(inFile && written("authorization.token")):
		b.User, b.Password = "", Shown{}
		return config.Caution("user and password have no effect, the token of another origin wins")
	}
	return nil
}

var _ config.Layered = (*Config)(nil)
