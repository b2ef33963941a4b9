package kernel

// Observers hear what happens to sessions and interest. Of sessions they hear on
// the goroutine of the session concerned, of subscriptions also on that of a
// publisher that brought the last message, and of whoever changes permissions.
// They must not block and must not call back into the kernel's registry. They are attached before the first link.

// An Observer is a SessionObserver, an InterestObserver, or both.
type Observer any

// A SessionObserver hears of parties that come and go.
type SessionObserver interface {
	SessionOpened(*Session)
	SessionClosed(*Session)
}

// An InterestObserver hears of subscriptions made and ended, after the router
// knows.
type InterestObserver interface {
	Subscribed(*Subscription)
	Unsubscribed(*Subscription)
}

// Observe attaches an observer: of sessions, of interest, or both. It is called
// while the server is put together.
func (k *Kernel) Observe(observer Observer) {
	if o, ok := observer.(SessionObserver); ok {
		k.sessionObservers = append(k.sessionObservers, o)
	}
	if o, ok := observer.(InterestObserver); ok {
		k.interestObservers = append(k.interestObservers, o)
	}
}

func (k *Kernel) subscribed(sub *Subscription) {
	for _, o := range k.interestObservers {
		o.Subscribed(sub)
	}
}

func (k *Kernel) unsubscribed(sub *Subscription) {
	for _, o := range k.interestObservers {
		o.Unsubscribed(sub)
	}
}
