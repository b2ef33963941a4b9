package hello_test

import (
	"bufio"
	"net"
	"strings"
	"testing"

	"custom/hello"
	"go.uber.org/fx"
	"go.uber.org/goleak"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestContract(t *testing.T) {
	kerneltest.Module(t, hello.Module, fx.Replace(hello.Config{Port: -1}))
}

func TestGreeting(t *testing.T) {
	door := hello.New(hello.Config{Port: -1}, kernel.Build{ServerName: "alpha"}, zap.NewNop())
	if err := door.Bind(t.Context()); err != nil {
		t.Fatal(err)
	}
	door.Serve()
	conn, err := net.Dial("tcp", door.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "hello from alpha, up ") {
		t.Errorf("greeting %q, %v", line, err)
	}
	for range 2 {
		if err := door.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
