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

// Stored are the figures of a subscription store. Nobody counts per message, so
// those of a match cache that all share stay zero.
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
