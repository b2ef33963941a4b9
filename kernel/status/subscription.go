package status

import "gnatsd/kernel"

// A Subscription is how a subscription is shown.
type Subscription struct {
	Account    string `json:"account,omitempty"`
	AccountTag string `json:"account_tag,omitempty"`
	Subject    string `json:"subject"`
	Queue      string `json:"qgroup,omitempty"`
	SID        string `json:"sid"`
	Messages   uint64 `json:"msgs"`
	Max        uint64 `json:"max,omitempty"`
	Connection uint64 `json:"cid"`
}

// NewSubscription describes a subscription, without its account if that is
// empty.
func NewSubscription(sub *kernel.Subscription, account string) Subscription {
	messages, limit := sub.Delivered()
	s := Subscription{
		Account: account, AccountTag: account, Subject: sub.Subject(), Queue: sub.Queue(), SID: sub.SID(),
		Messages: messages, Max: limit,
	}
	if l := sub.Session().Link(); l != nil {
		s.Connection = l.ID
	}
	return s
}

// Stored are the figures of a subscription store, and of what publishers remember
// of it, each for itself: that is the cache.
type Stored struct {
	Subscriptions int     `json:"num_subscriptions"`
	Cache         int     `json:"num_cache"`
	Inserts       uint64  `json:"num_inserts"`
	Removes       uint64  `json:"num_removes"`
	Matches       uint64  `json:"num_matches"`
	CacheHitRate  float64 `json:"cache_hit_rate"`
	MaxFanout     int     `json:"max_fanout"`
	AvgFanout     float64 `json:"avg_fanout"`
}

// Add adds the counts of another store.
func (s *Stored) Add(other Stored) {
	s.Subscriptions += other.Subscriptions
	s.Inserts += other.Inserts
	s.Removes += other.Removes
}

// Look adds what publishers remember.
func (s *Stored) Look(l kernel.Lookups) {
	targets := s.AvgFanout*float64(s.Cache) + float64(l.Targets)
	hits := s.CacheHitRate*float64(s.Matches) + float64(l.Messages) - float64(min(l.Matched, l.Messages))
	s.Cache += l.Entries
	s.Matches += l.Messages
	s.MaxFanout = max(s.MaxFanout, l.Widest)
	s.AvgFanout, s.CacheHitRate = 0, 0
	if s.Cache > 0 {
		s.AvgFanout = targets / float64(s.Cache)
	}
	if s.Matches > 0 {
		s.CacheHitRate = hits / float64(s.Matches)
	}
}
