package workload

import (
	"slices"

	"gnatsd/bench/load"
	"gnatsd/bench/proc"
)

// Who, besides NATS servers, can do what.
var (
	everybody  = []proc.Kind{proc.ByteCopy, proc.Redis, proc.MQTT}
	relayAlone = []proc.Kind{proc.ByteCopy}
)

// All returns the workloads in the order they are run and shown.
func All() []Workload { return slices.Concat(streams(), others(), disturbed()) }

// streams are the workloads in which messages flow as fast as they can.
func streams() []Workload {
	return []Workload{
		{
			Name: "1to1-16B", Title: "one to one, 16 B", Unit: "message",
			Shape:   load.Shape{Payload: 16, Publishers: 1, Subscribers: 1, Subjects: 1},
			Servers: everybody,
		},
		{
			Name: "1to1-128B", Title: "one to one, 128 B", Unit: "message",
			Shape:   load.Shape{Payload: 128, Publishers: 1, Subscribers: 1, Subjects: 1},
			Servers: everybody,
		},
		{
			Name: "1to1-1KiB", Title: "one to one, 1 KiB", Unit: "message",
			Shape:   load.Shape{Payload: 1 << 10, Publishers: 1, Subscribers: 1, Subjects: 1},
			Servers: everybody,
		},
		{
			Name: "1to1-8KiB", Title: "one to one, 8 KiB", Unit: "message",
			Shape:   load.Shape{Payload: 8 << 10, Publishers: 1, Subscribers: 1, Subjects: 1},
			Servers: relayAlone,
		},
		{
			Name: "1to0-16B", Title: "publish with nobody listening, 16 B", Unit: "message",
			Shape: load.Shape{Payload: 16, Publishers: 1, Subjects: 1},
		},
		{
			Name: "1to10-128B", Title: "one to 10, 128 B", Unit: "message",
			Shape:   load.Shape{Payload: 128, Publishers: 1, Subscribers: 10, Subjects: 1},
			Servers: relayAlone,
		},
		{
			Name: "1to100-128B", Title: "one to 100, 128 B", Unit: "message",
			Shape:   load.Shape{Payload: 128, Publishers: 1, Subscribers: 100, Subjects: 1},
			Servers: everybody,
		},
		{
			Name: "1to1000-128B", Title: "one to 1,000, 128 B", Unit: "message",
			Shape:   load.Shape{Payload: 128, Publishers: 1, Subscribers: 1000, Subjects: 1},
			Servers: relayAlone,
		},
		{
			Name: "4to4-128B", Title: "4 publishers to 4 subscribers, 128 B", Unit: "message",
			Shape:   load.Shape{Payload: 128, Publishers: 4, Subscribers: 4, Subjects: 1},
			Servers: relayAlone,
		},
		{
			Name: "subjects-1k", Title: "1,000 subjects spread over 10 subscribers, 128 B", Unit: "message",
			Shape: load.Shape{Payload: 128, Publishers: 1, Subscribers: 10, Subjects: 1000, Spread: true},
		},
		{
			Name: "subjects-100k", Title: "100,000 subjects spread over 10 subscribers, 128 B", Unit: "message",
			Shape: load.Shape{Payload: 128, Publishers: 1, Subscribers: 10, Subjects: 100_000, Spread: true},
		},
		{
			Name: "wildcard-100k", Title: "100,000 subjects into one wildcard, 128 B", Unit: "message",
			Shape: load.Shape{Payload: 128, Publishers: 1, Subscribers: 1, Subjects: 100_000, Wildcard: true},
		},
		{
			Name: "tls-128B", Title: "one to one through TLS, 128 B", Unit: "message", Secured: true,
			Shape: load.Shape{Payload: 128, Publishers: 1, Subscribers: 1, Subjects: 1},
		},
		{
			Name: "tls-1KiB", Title: "one to one through TLS, 1 KiB", Unit: "message", Secured: true,
			Shape: load.Shape{Payload: 1 << 10, Publishers: 1, Subscribers: 1, Subjects: 1},
		},
		{
			Name: "queue-4", Title: "queue group of 4, 128 B", Unit: "message",
			Shape: load.Shape{Payload: 128, Publishers: 1, Subscribers: 4, Subjects: 1, Queue: "workers"},
		},
	}
}

// others measure what is not a matter of messages per second.
func others() []Workload {
	return []Workload{
		{
			Name: "roundtrip", Title: "request and reply, 128 B, one in flight", Unit: "round trip", Kind: RoundTrip,
			Shape:   load.Shape{Payload: 128},
			Servers: relayAlone,
		},
		{
			Name: "idle-10k", Title: "10,000 idle connections", Unit: "connection", Kind: Idle,
			Count: 10_000,
		},
		{
			Name: "subscriptions-500k", Title: "500,000 subscriptions", Unit: "subscription", Kind: Subscribe,
			Count: 500_000,
		},
		{
			Name: "1to10000-128B", Title: "one to 10,000, 128 B", Unit: "message",
			Shape: load.Shape{
				Payload: 128, Publishers: 1, Subscribers: 10_000, Subjects: 1,
				FleetBytes: 128 << 20, // enough to show what a server does with 10,000 slow readers
			},
		},
	}
}

// disturbed measure what one party's conduct costs the others.
func disturbed() []Workload {
	one := load.Shape{Payload: 1 << 10, Publishers: 1, Subscribers: 2, Subjects: 1}
	flood := load.Shape{Payload: 128, Publishers: 1, Subscribers: 1, Subjects: 1}
	return []Workload{
		{
			Name: "beside-frozen", Title: "one to two, 1 KiB, beside a subscriber that never reads", Unit: "message",
			Kind: Beside, Shape: one, Disturb: load.Disturb{Frozen: 1},
		},
		{
			Name: "beside-crawling", Title: "one to two, 1 KiB, beside a subscriber that reads 1 % of it", Unit: "message",
			Kind: Beside, Shape: one, Disturb: load.Disturb{Crawling: 1},
		},
		{
			Name: "beside-churn", Title: "one to one, 128 B, beside 10,000 SUB and UNSUB a second", Unit: "message",
			Kind: Beside, Shape: flood, Disturb: load.Disturb{Churn: 10_000},
		},
		{
			Name: "fair-1000", Title: "1,000 quiet connections beside a publisher at full speed", Unit: "round trip",
			Kind: Fair, Shape: flood, Count: 1000,
		},
	}
}
