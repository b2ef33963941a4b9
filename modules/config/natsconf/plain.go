package natsconf

// Plain returns the map as plain Go values: string, int64, float64, bool, time.Time, []any and map[string]any, all
// freshly made. Keys keep their case.
func (m *Map) Plain() map[string]any {
	plain := make(map[string]any, len(m.Entries))
	for _, e := range m.Entries {
		plain[e.Key] = Plain(e.Value)
	}
	return plain
}

// Plain returns a value as plain Go value.
func Plain(n Node) any {
	switch n := n.(type) {
	case *Map:
		return n.Plain()
	case *Array:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = Plain(item)
		}
		return list
	case *String:
		return n.Value
	case *Int:
		return n.Value
	case *Float:
		return n.Value
	case *Bool:
		return n.Value
	case *Time:
		return n.Value
	}
	return nil
}
