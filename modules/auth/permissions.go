package auth

import (
	"gnatsd/kernel"
	"gnatsd/kernel/subject"
)

// permissions are grants made ready for decisions. They never change and are
// shared by all sessions of the user.
type permissions struct {
	publish, subscribe side
	responses          *Responses
}

// A side is what may be published, or subscribed to.
type side struct {
	closed bool // nothing is allowed that no entry allows
	allow  matcher
	deny   matcher
}

// newPermissions returns nil if the grants leave everything open.
func newPermissions(g Grants, missing Missing) *permissions {
	if !g.Given {
		return nil
	}
	p := &permissions{responses: g.Responses}
	p.publish = newSide(g.Publish, missing == "deny" || g.Responses != nil)
	p.subscribe = newSide(g.Subscribe, missing == "deny")
	if p.publish.open() && p.subscribe.open() {
		return nil
	}
	return p
}

func newSide(l Lists, closed bool) side {
	return side{closed: l.HasAllow || closed, allow: newMatcher(l.Allow), deny: newMatcher(l.Deny)}
}

func (s *side) open() bool { return !s.closed && s.deny.empty() }

func (p *permissions) MayPublish(to []byte) bool {
	return p.publish.deny.matching(to, "") == nil && (!p.publish.closed || p.publish.allow.matching(to, "") != nil)
}

func (p *permissions) MaySubscribe(to, queue []byte) bool {
	if p.subscribe.open() {
		return true
	}
	if !subject.Valid(to) {
		return false // nothing can be said about what it covers
	}
	return p.denying(to, string(queue)) == nil && (!p.subscribe.closed || p.allowing(to, string(queue)) != nil)
}

// denying finds the rule that refuses a subscription: one that covers all of it,
// for all queues or for this one. A trailing ">" read as one token is refused
// too: whoever denies foo.* does not mean to let foo.> pass.
func (p *permissions) denying(to []byte, queue string) *Rule {
	last := len(to) - 1
	var narrow []byte
	if to[last] == '>' {
		narrow = append(append(narrow, to[:last]...), '*')
	}
	return p.subscribe.deny.first(to, func(r *Rule) bool {
		return (r.Queue == "" || (queue != "" && r.covers(queue))) &&
			(subject.Covers(r.Subject, to) || (narrow != nil && subject.Covers(r.Subject, narrow)))
	})
}

// allowing finds the rule that lets a subscription pass: one that covers all of
// it. Where an entry names queues for a subject, the others are not allowed
// there, whatever entries without a queue say (security B.5).
func (p *permissions) allowing(to []byte, queue string) *Rule {
	named := false
	found := p.subscribe.allow.first(to, func(r *Rule) bool {
		if (r.Queue == "" && queue != "") || (r.Queue != "" && queue == "") || !subject.Covers(r.Subject, to) {
			return false
		}
		named = true
		return queue == "" || r.covers(queue)
	})
	if found != nil || named || queue == "" {
		return found
	}
	return p.subscribe.allow.first(to, func(r *Rule) bool {
		return r.Queue == "" && subject.Covers(r.Subject, to)
	})
}

// covers reports whether the queues of the rule include this one. A name with
// wildcards in it is a set of names, and only a set can include it.
func (r *Rule) covers(queue string) bool {
	if r.Queue == ">" || r.Queue == queue {
		return true
	}
	return subject.Valid(queue) && subject.Covers(r.Queue, queue)
}

// MayReceive filters what is denied. What is not allowed needs no filter: a
// subscription is allowed only if all that it matches is.
func (p *permissions) MayReceive(to []byte, queue string) bool {
	return p.subscribe.deny.matching(to, queue) == nil
}

var _ kernel.Permissions = (*permissions)(nil)
