// Goal: nothing that was published is missing from the count, for one and several publishers and subscribers, and a
// subscriber that is cut shows as a loss.
// Method: streams and round trips through the relay.
package load_test

import (
	"net"
	"testing"
	"time"

	"gnatsd/bench/load"
	"gnatsd/bench/relay"
)

// startRelay returns an endpoint of a relay that lives as long as the test.
func startRelay(t *testing.T) load.Endpoint {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- relay.Serve(listener) }()
	t.Cleanup(func() {
		_ = listener.Close()
		if err := <-served; err != nil {
			t.Errorf("relay: %v", err)
		}
	})
	return load.Endpoint{Address: listener.Addr().String(), Dialect: load.Bytes{}}
}

func TestStreamThroughRelay(t *testing.T) {
	t.Parallel()
	for name, shape := range map[string]load.Shape{
		"one to one":   {Payload: 128, Publishers: 1, Subscribers: 1, Subjects: 1},
		"one to five":  {Payload: 16, Publishers: 1, Subscribers: 5, Subjects: 1},
		"four to four": {Payload: 128, Publishers: 4, Subscribers: 4, Subjects: 1},
		"large":        {Payload: 8192, Publishers: 1, Subscribers: 1, Subjects: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stream, err := load.OpenStream(t.Context(), startRelay(t), shape)
			if err != nil {
				t.Fatal(err)
			}
			defer stream.Close()
			for range 2 {
				tally, err := stream.Run(t.Context(), 10*time.Millisecond)
				if err != nil {
					t.Fatal(err)
				}
				copies := int64(shape.Subscribers)
				if tally.Published == 0 || tally.Delivered != tally.Published*copies || tally.Lost != 0 {
					t.Errorf("%d published, %d delivered, %d lost", tally.Published, tally.Delivered, tally.Lost)
				}
			}
		})
	}
}

func TestStreamReportsLoss(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go cutSubscribers(listener)
	endpoint := load.Endpoint{Address: listener.Addr().String(), Dialect: load.Bytes{}}
	shape := load.Shape{Payload: 16, Publishers: 1, Subscribers: 1, Subjects: 1}
	stream, err := load.OpenStream(t.Context(), endpoint, shape)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	tally, err := stream.Run(t.Context(), time.Millisecond)
	if err == nil || tally.Lost == 0 || tally.Lost != tally.Published {
		t.Errorf("%d published, %d lost, error %v: want all lost and an error", tally.Published, tally.Lost, err)
	}
}

// cutSubscribers echoes the role of each connection, swallows what publishers send and hangs up on subscribers.
func cutSubscribers(listener net.Listener) {
	for {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			buffer := make([]byte, 64<<10)
			if _, err := c.Read(buffer[:1]); err != nil {
				return
			}
			role := load.Role(buffer[0])
			if _, err := c.Write(buffer[:1]); err != nil || role == load.Subscriber {
				return
			}
			for err == nil {
				_, err = c.Read(buffer)
			}
		}()
	}
}

func TestRoundTripThroughRelay(t *testing.T) {
	t.Parallel()
	trips, err := load.OpenRoundTrip(t.Context(), startRelay(t), 128)
	if err != nil {
		t.Fatal(err)
	}
	defer trips.Close()
	latencies, err := trips.Run(t.Context(), 10*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if len(latencies) == 0 || latencies[0] <= 0 {
		t.Errorf("%d round trips, want at least one of a positive time", len(latencies))
	}
}

func TestDialManyClosesAllAfterAnError(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := load.Endpoint{Address: listener.Addr().String(), Dialect: load.Bytes{}}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	conns, err := load.DialMany(t.Context(), endpoint, load.Publisher, 3, nil)
	if err == nil || conns != nil {
		t.Errorf("DialMany = %v, %v, want an error and no connections", conns, err)
	}
}
