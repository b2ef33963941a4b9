package cli

// Goal: a service tells its manager the truth and does what it is asked. Method:
// a server that notes what it is told. Inside the package, as what manages
// services is there on Windows only.

import (
	"os"
	"slices"
	"testing"
	"time"
)

// rehearsal runs a service whose server is ready at once unless it never is, and
// ends when it is told to stop.
type rehearsal struct {
	states   chan serviceState
	heard    chan os.Signal
	requests chan control
	code     chan int
}

func rehearse(neverReady bool, delay time.Duration) *rehearsal {
	r := &rehearsal{make(chan serviceState, 8), make(chan os.Signal, 8), make(chan control), make(chan int, 1)}
	s := service{
		delay:  delay,
		report: func(state serviceState) { r.states <- state },
		run: func(asked <-chan os.Signal, ready func()) int {
			if !neverReady {
				ready()
			}
			for s := range asked {
				r.heard <- s
				if controls[s] == toStop {
					break
				}
			}
			return statusOK
		},
	}
	go func() { r.code <- s.execute(r.requests) }()
	return r
}

func (r *rehearsal) expect(t *testing.T, want ...serviceState) {
	t.Helper()
	for _, w := range want {
		if got := <-r.states; got != w {
			t.Fatalf("reports %q, want %q", got, w)
		}
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	r := rehearse(false, time.Hour)
	r.expect(t, serviceStarting, serviceRunning)
	r.requests <- controlInterrogate
	r.expect(t, serviceRunning)
	var heard []os.Signal
	for _, c := range []control{controlReload, controlReopen, controlDrain, controlShutdown} {
		r.requests <- c
		heard = append(heard, <-r.heard)
	}
	if want := []os.Signal{controlReload, controlReopen, controlDrain, controlShutdown}; !slices.Equal(heard, want) {
		t.Errorf("the server heard %v, want %v", heard, want)
	}
	r.expect(t, serviceStopping, serviceStopped)
	if code := <-r.code; code != statusOK {
		t.Errorf("exit code %d", code)
	}
}

func TestServiceThatIsNeverReady(t *testing.T) {
	t.Parallel()
	r := rehearse(true, time.Millisecond)
	r.expect(t, serviceStarting, serviceStopping, serviceStopped)
	if code := <-r.code; code != statusError {
		t.Errorf("exit code %d", code)
	}
}

func TestServiceDelay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"": startDelay, "3s": 3 * time.Second, "x": startDelay} {
		if got, err := serviceDelay(text); got != want || (err != nil) != (text == "x") {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}
