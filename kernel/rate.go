package kernel

// A Rate bounds what a party may publish in a second. Zero means no bound.
type Rate struct {
	Messages int64
	Bytes    int64 // headers and payloads
	Refuse   bool  // what is too much is refused; otherwise the party is read more slowly
}

// Bounded reports whether there is a bound at all.
func (r Rate) Bounded() bool { return r.Messages > 0 || r.Bytes > 0 }
