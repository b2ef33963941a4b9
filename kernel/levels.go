package kernel

// Levels is filled by who writes the log: how much of it is wanted can be looked
// at and changed while the server runs. Its methods are called on any goroutine
// and do not block.
type Levels interface {
	// Levels returns the least level of each module that has one of its own, and
	// that of all others under the empty name.
	Levels() map[string]string
	// SetLevel changes the least level of a module, or with an empty name that of
	// all without one of their own, until the configuration is loaded again. An
	// empty level takes the module's own away. The error says what was expected.
	SetLevel(module, level string) error
}
