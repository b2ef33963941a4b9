package routing_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"gnatsd/kernel"
	"gnatsd/modules/routing"
)

// subscriptions makes n of them. The format, if it is one, gets their number.
func subscriptions(format string, n int) []*kernel.Subscription {
	made := make([]*kernel.Subscription, n)
	for i := range made {
		subject := []byte(format)
		if strings.Contains(format, "%") {
			subject = fmt.Appendf(nil, format, i)
		}
		made[i] = kernel.NewSubscription(nil, subject, nil, []byte("1"))
	}
	return made
}

// published returns n subjects in random order, one behind the other in memory
// as in a read buffer, so that only the router's own memory is not at hand.
func published(format string, n int) [][]byte {
	var text []byte
	subjects := make([][]byte, n)
	for at, i := range rand.Perm(n) {
		start := len(text)
		text = fmt.Appendf(text, format, i)
		subjects[at] = text[start:len(text):len(text)]
	}
	return subjects
}

// retained returns the bytes that are reachable.
func retained() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func inserted(subscriptions ...[]*kernel.Subscription) *routing.Router {
	r := routing.New()
	for _, list := range subscriptions {
		for _, s := range list {
			r.Insert(s)
		}
	}
	return r
}

// An operation is one Insert into a router that ends up with 500,000.
func BenchmarkInsert(b *testing.B) {
	const n = 500_000
	for _, format := range []string{"orders.%d.created", "_INBOX.%d.*"} {
		b.Run(format, func(b *testing.B) {
			subs := subscriptions(format, n)
			r := routing.New()
			before := retained()
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				if i%n == 0 {
					b.StopTimer()
					r = routing.New()
					runtime.GC()
					b.StartTimer()
				}
				r.Insert(subs[i%n])
			}
			b.StopTimer()
			b.ReportMetric(float64(retained()-before)/float64(r.Count()), "retained-B/sub")
			runtime.KeepAlive(subs)
		})
	}
}

// An operation is one Remove from a router that begins with 500,000.
func BenchmarkRemove(b *testing.B) {
	const n = 500_000
	for _, format := range []string{"orders.%d.created", "_INBOX.%d.*"} {
		b.Run(format, func(b *testing.B) {
			subs := subscriptions(format, n)
			order := rand.Perm(n)
			var r *routing.Router
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				if i%n == 0 {
					b.StopTimer()
					r = inserted(subs)
					b.StartTimer()
				}
				r.Remove(subs[order[i%n]])
			}
		})
	}
}

// Ten thousand subscribe to one subject and leave in random order.
func BenchmarkCrowd(b *testing.B) {
	subs := subscriptions("news", 10_000)
	order := rand.Perm(len(subs))
	b.Run("come and go", func(b *testing.B) {
		for range b.N {
			r := inserted(subs)
			for _, i := range order {
				r.Remove(subs[i])
			}
		}
		b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(2*len(subs)), "ns/change")
	})
	b.Run("match", func(b *testing.B) {
		r, m, news := inserted(subs), new(kernel.Matches), []byte("news")
		for range b.N {
			m.Reset()
			r.Match(news, m)
		}
		b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(len(subs)), "ns/member")
	})
}

func BenchmarkMatch(b *testing.B) {
	const n = 100_000
	literal := subscriptions("orders.%d.created", n)
	for _, c := range []struct {
		name      string
		subs      [][]*kernel.Subscription
		published [][]byte
	}{
		{"literal", [][]*kernel.Subscription{literal}, published("orders.%d.created", n)},
		{"literal, one subject", [][]*kernel.Subscription{literal}, published("orders.%d.created", 1)},
		{"literal, nobody", [][]*kernel.Subscription{literal}, published("orders.%d.deleted", n)},
		{"one wildcard", [][]*kernel.Subscription{subscriptions("orders.*.created", 1)}, published("orders.%d.created", n)},
		{"one wildcard at the end", [][]*kernel.Subscription{subscriptions("orders.*", 1)}, published("orders.%d", n)},
		{"one rest", [][]*kernel.Subscription{subscriptions("orders.>", 1)}, published("orders.%d.created", n)},
		{
			"literal and 100 wildcards",
			[][]*kernel.Subscription{literal, subscriptions("orders.%d.*", 100)},
			published("orders.%d.created", n),
		},
		{"100000 wildcards", [][]*kernel.Subscription{subscriptions("orders.%d.*", n)}, published("orders.%d.created", n)},
	} {
		b.Run(c.name, func(b *testing.B) {
			r, m := inserted(c.subs...), new(kernel.Matches)
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				m.Reset()
				r.Match(c.published[i%len(c.published)], m)
			}
		})
	}
}

func BenchmarkUnchanged(b *testing.B) {
	r := inserted(subscriptions("orders.%d.created", 1000))
	since := r.Generation()
	r.Insert(subscriptions("_INBOX.%d", 1)[0])
	for range b.N {
		r.Unchanged([]byte("orders.17.created"), since)
	}
}
