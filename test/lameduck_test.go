package test

import (
	"regexp"
	"syscall"
	"testing"

	"gnatsd/test/harness"
)

const lameDuck = "lame_duck_duration: \"30s\"\nlame_duck_grace_period: \"200ms\"\n"

// A lame duck lets nobody in, tells who understands it, closes all and ends.
func TestLameDuck(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "-c", harness.ConfigFile(t, lameDuck))
	old, modern := harness.Greet(t, s), harness.Connect(t, s)
	modern.Hello(`{"verbose":false,"protocol":1}`)
	modern.ExpectRegexp(regexp.MustCompile(`^INFO .*"connect_info":true`))
	modern.Send("SUB foo 1")
	modern.Sync()
	s.Signal(syscall.SIGUSR2)
	modern.ExpectRegexp(regexp.MustCompile(`^INFO .*"ldm":true`))
	if _, err := harness.Dial(s.Addr()); err == nil {
		t.Error("somebody still listens")
	}
	s.Signal(syscall.SIGTERM) // is not heard
	s.Signal(syscall.SIGUSR2)
	old.Send("PUB foo 2", "hi") // clients are served to the end
	old.ExpectClosed()
	modern.Expect("MSG foo 1 2", "hi")
	modern.ExpectClosed()
	if code := s.Wait(harness.Patience); code != 0 {
		t.Errorf("exit status %d", code)
	}
	s.WaitLog(regexp.MustCompile(`Entering lame duck mode, stop accepting new clients(?s:.*)` +
		`Already in lame duck mode(?s:.*)Closing existing clients(?s:.*)Server Exiting\.\.`))
}

// With nobody to send away it is over at once; an interrupt is heard at any time.
func TestLameDuckEndsSooner(t *testing.T) {
	t.Parallel()
	alone := harness.Start(t)
	alone.Signal(syscall.SIGUSR2)
	if code := alone.Wait(stopBound); code != 0 {
		t.Errorf("exit status %d", code)
	}
	s := harness.Start(t)
	c := harness.Greet(t, s)
	s.Signal(syscall.SIGUSR2)
	s.WaitLog(regexp.MustCompile("Entering lame duck mode"))
	s.Signal(syscall.SIGINT)
	c.ExpectClosed()
	if code := s.Wait(stopBound); code != 0 {
		t.Errorf("exit status %d", code)
	}
}
