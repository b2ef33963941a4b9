package config

import (
	"strconv"

	"gnatsd/modules/config/natsconf"
)

// natsCodec reads the NATS configuration language, which knows the place of
// every key.
func natsCodec(path string, text []byte) (Document, error) {
	root, err := natsconf.Parse(path, text, natsconf.Options{})
	if err != nil {
		return Document{}, err
	}
	digest, err := natsconf.Digest(root)
	if err != nil {
		return Document{}, err
	}
	doc := Document{
		Digest: digest,
		Values: plain(root).(map[string]any),
		Where:  func(key ...string) string { return placeOf(root, key).String() },
		Used: func(key ...string) bool {
			entry := entryOf(root, key)
			return entry != nil && entry.Used
		},
	}
	if len(root.Entries) == 0 {
		doc.Warnings = []string{path + ": the configuration has no values"}
	}
	return doc, nil
}

// plain is natsconf.Plain except for numbers with a size suffix.
func plain(node natsconf.Node) any {
	switch n := node.(type) {
	case *natsconf.Map:
		values := make(map[string]any, len(n.Entries))
		for _, e := range n.Entries {
			values[e.Key] = plain(e.Value)
		}
		return values
	case *natsconf.Array:
		values := make([]any, len(n.Items))
		for i, item := range n.Items {
			values[i] = plain(item)
		}
		return values
	case *natsconf.Int:
		if last := n.Text[len(n.Text)-1]; last < '0' || last > '9' {
			return Size(n.Value)
		}
	}
	return natsconf.Plain(node)
}

// placeOf returns where a key is, or the innermost thing around it that there is.
func placeOf(root *natsconf.Map, key []string) natsconf.Pos {
	place, node := root.Pos(), natsconf.Node(root)
	for _, name := range key {
		switch n := node.(type) {
		case *natsconf.Map:
			entry := n.Get(name)
			if entry == nil {
				return place
			}
			place, node = entry.KeyPos, entry.Value
		case *natsconf.Array:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(n.Items) {
				return place
			}
			place, node = n.Items[i].Pos(), n.Items[i]
		default:
			return place
		}
	}
	return place
}

// entryOf returns the entry of a key, nil if there is none or it is an element of
// a list.
func entryOf(root *natsconf.Map, key []string) (entry *natsconf.Entry) {
	node := natsconf.Node(root)
	for _, name := range key {
		entry = nil
		switch n := node.(type) {
		case *natsconf.Map:
			if entry = n.Get(name); entry == nil {
				return nil
			}
			node = entry.Value
		case *natsconf.Array:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(n.Items) {
				return nil
			}
			node = n.Items[i]
		default:
			return nil
		}
	}
	return entry
}
