package kernel

// Session is one party.
type Session struct{}
