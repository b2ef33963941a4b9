package config

import "sync/atomic"

// Live is the configuration in force of a running server: a reload replaces it.
type Live struct{ now atomic.Pointer[Loaded] }

// NewLive returns one that starts with this.
func NewLive(first *Loaded) *Live {
	l := &Live{}
	l.Set(first)
	return l
}

// Set puts another configuration in force.
func (l *Live) Set(next *Loaded) { l.now.Store(next) }

// Get returns the configuration in force.
func (l *Live) Get() *Loaded { return l.now.Load() }

// Section returns the value of a section, as Loaded does.
func (l *Live) Section(name string) any { return l.Get().Section(name) }

// Settings returns all options with the values in force, as Loaded does.
func (l *Live) Settings() []Setting { return l.Get().Settings() }
