package config

import "reflect"

// Layered is a section with keys of which one puts another aside when they come
// from different layers, where in one file they contradict each other.
type Layered interface {
	// Settle may change the section before it is validated. written tells whether
	// the value of a key is the one that the file says. What it returns is what
	// Validate may return, cautions most of all.
	Settle(written func(key string) bool) error
}

func (r *report) settle(value reflect.Value) error {
	section, ok := value.Addr().Interface().(Layered)
	if !ok {
		return nil
	}
	return section.Settle(func(key string) bool {
		e := r.found[key]
		return e != nil && r.origins[key] == r.place(e.path)
	})
}
