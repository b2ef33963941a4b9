package monitor

// Prepare makes ready for other logins, and for whether operators may come from
// other machines. Everything else needs a restart, as the addresses do.
func (m *Monitor) Prepare(c Config) (commit func(), err error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return func() { m.access.use(c.Access) }, nil
}

// use puts other logins in force and forgets whom the former ones let in. What
// is being checked meanwhile is not remembered: see role.
func (a *access) use(c Access) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.config.Store(&c)
	clear(a.known)
}
