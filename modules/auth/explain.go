package auth

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Explain says which rule decides a question about a user, like
//
//	user=alice pub=req.foo
//	user=alice sub=req.> queue=workers
//
// Without a name it is about a client that shows no credentials.
func Explain(c Config, question string) (string, error) {
	asked := map[string]string{}
	for word := range strings.FieldsSeq(question) {
		name, value, ok := strings.Cut(word, "=")
		if !ok || value == "" || !slices.Contains([]string{"user", "nkey", "pub", "sub", "queue"}, name) {
			return "", fmt.Errorf("%q: expected user= or nkey=, then pub= or sub=, and queue=", word)
		}
		asked[name] = value
	}
	if (asked["pub"] == "") == (asked["sub"] == "") {
		return "", errors.New("expected one of pub= and sub=")
	}
	if asked["user"] == "" && asked["nkey"] == "" {
		return c.explainGuest(asked)
	}
	for _, u := range c.Authorization.Users.List {
		if (asked["user"] != "" && u.Name == asked["user"]) || (asked["nkey"] != "" && u.NKey == asked["nkey"]) {
			return c.explainUser(u, asked), nil
		}
	}
	if !c.Authorization.Users.Given && asked["user"] != "" && asked["user"] == c.Authorization.User {
		return unrestricted, nil
	}
	return "", errors.New("no such user")
}

const unrestricted = "allowed: the user has no permissions that restrict it"

// explainGuest is about a client that shows no credentials.
func (c Config) explainGuest(asked map[string]string) (string, error) {
	for _, u := range c.Authorization.Users.List {
		if c.NoAuthUser != "" && (u.Name == c.NoAuthUser || u.NKey == c.NoAuthUser) {
			return c.explainUser(u, asked), nil
		}
	}
	if b := &c.Authorization; b.Users.Given || b.Token.Given || b.User != "" {
		return "", errors.New("who shows no credentials is not let in; ask with user= or nkey=")
	}
	return "allowed: nobody is asked for credentials", nil
}

func (c Config) explainUser(u User, asked map[string]string) string {
	p := newPermissions(grantsOf(u, c.Authorization.Default), c.Missing)
	switch {
	case p == nil:
		return unrestricted
	case asked["pub"] != "":
		return p.ExplainPublish([]byte(asked["pub"]))
	}
	return p.ExplainSubscribe([]byte(asked["sub"]), []byte(asked["queue"]))
}

// grantsOf are the user's own permissions, or the default ones.
func grantsOf(u User, otherwise Grants) Grants {
	if u.Grants.Given {
		return u.Grants
	}
	return otherwise
}

// ExplainPublish names the rule that decides about publishing.
func (p *permissions) ExplainPublish(to []byte) string {
	if r := p.publish.deny.matching(to, ""); r != nil {
		return refusal(r, "publish deny", p.responses)
	}
	return p.publish.explain(p.publish.allow.matching(to, ""), "publish", p.responses)
}

// ExplainSubscribe names the rule that decides about a subscription.
func (p *permissions) ExplainSubscribe(to, queue []byte) string {
	if len(to) == 0 {
		return "refused: no subject"
	}
	if r := p.denying(to, string(queue)); r != nil {
		return refusal(r, "subscribe deny", nil)
	}
	return p.subscribe.explain(p.allowing(to, string(queue)), "subscribe", nil)
}

func refusal(r *Rule, list string, responses *Responses) string {
	if responses != nil {
		return fmt.Sprintf("refused by %s %q, unless it is an answer (allow_responses)", list, r)
	}
	return fmt.Sprintf("refused by %s %q", list, r)
}

func (s *side) explain(found *Rule, list string, responses *Responses) string {
	switch {
	case found != nil && s.closed:
		return fmt.Sprintf("allowed by %s allow %q", list, found)
	case !s.closed:
		return fmt.Sprintf("allowed: there is no list of what %s allows", list)
	case responses != nil:
		return fmt.Sprintf("refused: no entry of %s allow matches, unless it is an answer (allow_responses)", list)
	}
	return fmt.Sprintf("refused: no entry of %s allow matches", list)
}
