package routing

import (
	"bytes"
	"hash/maphash"
	"strings"
	"sync/atomic"

	"gnatsd/kernel"
	"gnatsd/kernel/subject"
)

// A trie holds the subscriptions that have a wildcard, token by token.
type trie struct {
	seed  maphash.Seed
	root  node
	edges table[node] // every node but the root and those under a '*'
}

// A node stands for the tokens that lead to it. It fits in 64 bytes.
type node struct {
	parent *node
	token  string                   // shares the memory of the subscription that made the node
	star   atomic.Pointer[node]     // what follows a '*' here
	ends   atomic.Pointer[occupant] // whose pattern ends with this token
	one    atomic.Pointer[occupant] // whose pattern ends with a '*' behind this token
	rest   atomic.Pointer[occupant] // whose pattern ends with a '>' behind this token
	hash   uint32                   // of all tokens that lead here
	edges  atomic.Int32             // how many nodes of the table have this as parent
}

// match adds to m whose pattern matches subject. It may be called by readers.
func (t *trie) match(published []byte, m *kernel.Matches) { t.walk(&t.root, published, m) }

// walk matches what follows the tokens that led to n. Only where the way parts
// does it call itself. An empty token ends every way: no node has one, a '*' is
// stopped here, and where a '>' would take all that follows, all is looked at.
func (t *trie) walk(n *node, tokens []byte, m *kernel.Matches) {
	for {
		end := bytes.IndexByte(tokens, '.')
		if end == 0 || len(tokens) == 0 {
			return
		}
		if rest := n.rest.Load(); rest != nil {
			if subject.HasEmptyToken(tokens) {
				return
			}
			rest.match(m)
		}
		if end < 0 {
			n.one.Load().match(m)
			if child := t.child(n, tokens); child != nil {
				child.ends.Load().match(m)
			}
			return
		}
		star, child := n.star.Load(), t.child(n, tokens[:end])
		tokens = tokens[end+1:]
		switch {
		case child == nil && star == nil:
			return
		case child == nil:
			n = star
		case star == nil:
			n = child
		default:
			t.walk(star, tokens, m)
			n = child
		}
	}
}

// child returns the node behind a token that is not a wildcard, if any.
func (t *trie) child(n *node, token []byte) *node {
	if n.edges.Load() == 0 {
		return nil
	}
	for c := t.edges.seek(n.edge(maphash.Bytes(t.seed, token))); ; {
		if child := c.next(); child == nil || (child.parent == n && child.token == string(token)) {
			return child
		}
	}
}

// edge hashes a token behind n.
func (n *node) edge(token uint64) uint32 {
	return uint32((token ^ uint64(n.hash)*0x9e3779b97f4a7c15) >> 32)
}

// place returns the node and the place in it where the pattern belongs. Missing
// nodes are made if create is set, otherwise the place is nil.
func (t *trie) place(pattern string, create bool) (*node, *atomic.Pointer[occupant]) {
	n := &t.root
	for {
		token, following, more := strings.Cut(pattern, ".")
		switch {
		case token == ">":
			return n, &n.rest
		case token == "*" && !more:
			return n, &n.one
		}
		next := t.step(n, token, create)
		switch {
		case next == nil:
			return n, nil
		case !more:
			return next, &next.ends
		}
		n, pattern = next, following
	}
}

// step returns the node behind a token, '*' included.
func (t *trie) step(n *node, token string, create bool) *node {
	var next *node
	if token == "*" {
		next = n.star.Load()
	} else {
		next = t.child(n, []byte(token))
	}
	if next != nil || !create {
		return next
	}
	next = &node{parent: n, token: token, hash: n.edge(maphash.String(t.seed, token))}
	if token == "*" {
		n.star.Store(next)
	} else {
		t.edges.insert(next.hash, next)
		n.edges.Add(1)
	}
	return next
}

func (t *trie) add(s *kernel.Subscription) bool {
	_, at := t.place(s.Subject(), true)
	o, changed := at.Load().with(t.seed, s)
	if changed {
		at.Store(o)
	}
	return changed
}

func (t *trie) drop(s *kernel.Subscription) bool {
	n, at := t.place(s.Subject(), false)
	if at == nil {
		return false
	}
	o, changed := at.Load().without(t.seed, s)
	if changed {
		at.Store(o)
		t.prune(n)
	}
	return changed
}

// prune takes n out if nothing ends at it or goes on behind it, then those
// before it for which the same has become true.
func (t *trie) prune(n *node) {
	for n.parent != nil && n.idle() {
		parent := n.parent
		if parent.star.Load() == n {
			parent.star.Store(nil)
		} else {
			at := t.edges.seek(n.hash)
			at.find(n)
			t.edges.remove(&at)
			parent.edges.Add(-1)
		}
		n = parent
	}
}

// idle reports whether no pattern leads to n or through it.
func (n *node) idle() bool {
	return n.edges.Load() == 0 && n.star.Load() == nil &&
		n.ends.Load() == nil && n.one.Load() == nil && n.rest.Load() == nil
}

// each calls f for every subscription until it returns false, and says whether
// it never did. It may be called by readers.
func (t *trie) each(f func(*kernel.Subscription) bool) bool {
	visit := func(n *node) bool {
		for ; n != nil; n = n.star.Load() { // no other way leads to a node under a '*'
			if !n.ends.Load().each(f) || !n.one.Load().each(f) || !n.rest.Load().each(f) {
				return false
			}
		}
		return true
	}
	return visit(&t.root) && t.edges.each(visit)
}
