package config

import (
	"sync"
	"sync/atomic"
	"time"
)

// Live is the configuration in force of a running server: a reload replaces it.
type Live struct {
	now atomic.Pointer[Loaded]

	mu      sync.Mutex // guards reloads
	reloads Reloads
}

// Reloads tell what has become of a configuration since the start.
type Reloads struct {
	Since     time.Time // when what is in force was loaded
	Digest    string    // of its file, empty for none
	Succeeded uint64
	Failed    uint64
	Last      time.Time // of the last attempt, the zero time for none
	LastFine  bool      // it worked
}

// NewLive returns one that starts with this.
func NewLive(first *Loaded) *Live {
	l := &Live{reloads: Reloads{Since: time.Now(), LastFine: true}}
	l.now.Store(first)
	return l
}

// Set puts another configuration in force.
func (l *Live) Set(next *Loaded) {
	l.now.Store(next)
	l.mu.Lock()
	defer l.mu.Unlock()
	r := &l.reloads
	r.Succeeded++
	r.Last, r.LastFine = time.Now(), true
	r.Since = r.Last
}

// Keep notes that another configuration was refused.
func (l *Live) Keep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reloads.Failed++
	l.reloads.Last, l.reloads.LastFine = time.Now(), false
}

// SetDigest notes the digest of the file in force.
func (l *Live) SetDigest(digest string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reloads.Digest = digest
}

// Reloads tells what has happened so far.
func (l *Live) Reloads() Reloads {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reloads
}

// Get returns the configuration in force.
func (l *Live) Get() *Loaded { return l.now.Load() }

// Section returns the value of a section, as Loaded does.
func (l *Live) Section(name string) any { return l.Get().Section(name) }

// Settings returns all options with the values in force, as Loaded does.
func (l *Live) Settings() []Setting { return l.Get().Settings() }
