package config

import "reflect"

// What a reload may do with an option, the tag reload.
const (
	ReloadLive    = "live"    // takes effect at once
	ReloadClients = "clients" // for new and connected clients
	ReloadNew     = "new"     // for what comes next
)

// A Change is an option whose value is another than before.
type Change struct {
	*Option
	Old, New string // as people read it, secrets masked
}

// Effect says what changes when, in words; "" if a reload cannot change it.
func (o *Option) Effect() string {
	switch o.Reload {
	case ReloadLive:
		return "applies at once"
	case ReloadClients:
		return "applies to new and connected clients"
	case ReloadNew:
		return "applies to new connections"
	}
	return ""
}

// Changes returns how next differs, in the order of declaration. Both were loaded
// with the same schema.
func (l *Loaded) Changes(next *Loaded) []Change {
	var changes []Change
	for _, o := range l.schema.options {
		if before, after := l.value(o), next.value(o); !reflect.DeepEqual(before, after) {
			changes = append(changes, Change{o, show(before), show(after)})
		}
	}
	return changes
}
