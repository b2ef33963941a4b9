package natsconf

import "strings"

// scanLimit is the number of entries up to which a map is searched without an index.
const scanLimit = 8

// Map is a list of entries with different keys, in the order in which the keys first appeared. Keys keep their case;
// keys that differ only in case are different entries.
type Map struct {
	node
	Entries []Entry

	exact  map[string]int   // key to place in Entries; nil up to scanLimit entries
	folded map[string][]int // the same with the case of the keys ignored
}

// Entry is a key with its value.
type Entry struct {
	Key    string
	KeyPos Pos
	Value  Node
	Used   bool // a variable reference took the value, so the key is known even if no option has its name
}

// Get returns the entry with exactly this key, or nil.
func (m *Map) Get(key string) *Entry {
	if m.exact != nil {
		if i, ok := m.exact[key]; ok {
			return &m.Entries[i]
		}
		return nil
	}
	for i := range m.Entries {
		if m.Entries[i].Key == key {
			return &m.Entries[i]
		}
	}
	return nil
}

// GetFold returns all entries whose key is this one when case is ignored.
func (m *Map) GetFold(key string) []*Entry {
	var found []*Entry
	key = strings.ToLower(key)
	if m.folded != nil {
		for _, i := range m.folded[key] {
			found = append(found, &m.Entries[i])
		}
		return found
	}
	for i := range m.Entries {
		if strings.ToLower(m.Entries[i].Key) == key {
			found = append(found, &m.Entries[i])
		}
	}
	return found
}

// set adds an entry, or replaces the one with the same key: the last one wins, and maps are not merged.
func (m *Map) set(e Entry) {
	if old := m.Get(e.Key); old != nil {
		e.Used = e.Used || old.Used
		*old = e
		return
	}
	m.Entries = append(m.Entries, e)
	switch {
	case len(m.Entries) <= scanLimit:
	case m.exact == nil:
		m.exact, m.folded = map[string]int{}, map[string][]int{}
		for i := range m.Entries {
			m.index(i)
		}
	default:
		m.index(len(m.Entries) - 1)
	}
}

func (m *Map) index(i int) {
	key := m.Entries[i].Key
	m.exact[key] = i
	folded := strings.ToLower(key)
	m.folded[folded] = append(m.folded[folded], i)
}
