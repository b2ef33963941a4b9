//go:build linux

package test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Goal: a cluster on a network that goes away, loses and delays packets. Method: the test runs itself again in a
// network
// namespace of its own, in which a bridge connects the namespaces of three nodes. Nothing outside is touched; where
// namespaces are not permitted the test is skipped.

const insideVariable = "GNATSD_TEST_INSIDE_NETNS"

func TestClusterNetwork(t *testing.T) {
	t.Parallel()
	if os.Getenv(insideVariable) != "" {
		t.Skip("the tests inside run by themselves")
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	for _, tool := range []string{"ip", "tc", "nsenter", "unshare", "mount"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no network namespaces: %v", err)
		}
	}
	probe := exec.Command("unshare", "-rnm", "ip", "link", "add", "br0", "type", "bridge")
	if out, err := probe.CombinedOutput(); err != nil {
		t.Skipf("network namespaces are not permitted: %v %s", err, out)
	}
	program := harness.Program(t)
	cmd := exec.CommandContext(t.Context(), "unshare", "-rnm", os.Args[0], "-test.run=^TestInside", "-test.v")
	cmd.Env = append(os.Environ(), insideVariable+"=1", "GNATSD_TEST_SERVER="+strings.Join(program, " "))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("inside the namespace: %v\n%s", err, out)
	} else {
		t.Logf("%s", out)
	}
}

// netNode is a node in a namespace of its own, at 10.77.0.(index+1).
type netNode struct {
	t     *testing.T
	index int
	cmd   *exec.Cmd
	log   *peerLog
}

func (n *netNode) address() string { return fmt.Sprintf("10.77.0.%d", n.index+1) }
func (n *netNode) link() string    { return fmt.Sprintf("v%d", n.index) }

// run runs a command that must succeed.
func run(t *testing.T, words ...string) {
	t.Helper()
	if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v %s", strings.Join(words, " "), err, out)
	}
}

// start starts the node behind a cable to the bridge.
func (n *netNode) start() {
	n.t.Helper()
	server := append(harness.Program(n.t), "-D", "-a", n.address(), "-p", "4222", "--cluster_name", "c",
		"--cluster", "nats://"+n.address()+":6222", "--routes", "nats://10.77.0.1:6222,nats://10.77.0.2:6222")
	n.log = &peerLog{}
	n.cmd = exec.Command("unshare", append([]string{"-n", "sh", "-c", `read go && exec "$@"`, "sh"}, server...)...)
	n.cmd.Stderr = n.log
	n.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := n.cmd.StdinPipe()
	must(n.t, err)
	must(n.t, n.cmd.Start())
	pid := fmt.Sprint(n.cmd.Process.Pid)
	own, err := os.Readlink("/proc/self/ns/net")
	must(n.t, err)
	harness.Eventually(n.t, harness.Patience, "the namespace is there", func() bool {
		theirs, err := os.Readlink("/proc/" + pid + "/ns/net")
		return err == nil && theirs != own
	})
	run(n.t, "ip", "link", "add", n.link(), "type", "veth", "peer", "name", "eth0", "netns", pid)
	run(n.t, "ip", "link", "set", n.link(), "master", "br0", "up")
	// A machine that starts again has the same network card.
	card := fmt.Sprintf("link set eth0 address 02:00:00:00:00:%02x", n.index+1)
	address := "addr add " + n.address() + "/24 dev eth0"
	for _, words := range []string{"link set lo up", card, address, "link set eth0 up"} {
		run(n.t, append([]string{"nsenter", "-t", pid, "-n", "ip"}, strings.Fields(words)...)...)
	}
	_, err = io.WriteString(in, "go\n")
	must(n.t, err)
	harness.Eventually(n.t, harness.Patience, "the node is ready", func() bool {
		return strings.Contains(n.log.String(), "Server is ready")
	})
}

// kill ends the node at once, and its end of the cable with it.
func (n *netNode) kill() {
	_ = n.cmd.Process.Kill() // fails only when the process has ended already
	_ = n.cmd.Wait()         // the status is that of a killed process
}

// works waits until messages go from each node to each other.
func works(t *testing.T, nodes []*netNode) {
	t.Helper()
	conns := make([]*nats.Conn, len(nodes))
	for i, n := range nodes {
		nc, err := nats.Connect("nats://" + n.address() + ":4222")
		must(t, err)
		t.Cleanup(nc.Close)
		conns[i] = nc
	}
	for to := range conns {
		sub := subscribe(t, conns[to], nats.NewInbox())
		for from := range conns {
			if from != to {
				arrives(t, conns[from], sub, sub.Subject)
			}
		}
	}
}

// cutOneWay keeps what node 0 sends from node 1, and nothing else. Both must notice, and the others go on.
func cutOneWay(t *testing.T, nodes []*netNode) {
	t.Helper()
	before := []int{stale(nodes[0]), stale(nodes[1])}
	route := func(verb string) {
		run(t, "nsenter", "-t", fmt.Sprint(nodes[0].cmd.Process.Pid), "-n", "ip", "route", verb, "blackhole",
			nodes[1].address()+"/32")
	}
	route("add")
	cut := time.Now()
	for i, n := range nodes[:2] {
		harness.Eventually(t, harness.Patience, "the cut is noticed", func() bool { return stale(n) > before[i] })
		t.Logf("node %d noticed after %v", i, time.Since(cut))
	}
	works(t, []*netNode{nodes[0], nodes[2]})
	works(t, []*netNode{nodes[1], nodes[2]})
	route("del")
	works(t, nodes)
}

func stale(n *netNode) int { return strings.Count(n.log.String(), "Stale Connection") }

// loseOneWay lets node 1 receive less than it is sent: what is too much for the queue in front of its cable is lost,
// and sent again by TCP. Messages come late and in order.
func loseOneWay(t *testing.T, nodes []*netNode) {
	t.Helper()
	slow := exec.Command("tc", "qdisc", "add", "dev", nodes[1].link(), "root", "tbf", "rate", "20mbit", "burst", "16k",
		"limit", "32k")
	if out, err := slow.CombinedOutput(); err != nil {
		t.Logf("left out, the system can't make a slow queue: %v %s", err, out)
		return
	}
	from, err := nats.Connect("nats://" + nodes[0].address() + ":4222")
	must(t, err)
	defer from.Close()
	to, err := nats.Connect("nats://" + nodes[1].address() + ":4222")
	must(t, err)
	defer to.Close()
	sub := subscribe(t, to, "lossy")
	arrives(t, from, sub, "lossy")
	const messages = 300
	body := make([]byte, 16<<10)
	for i := range messages {
		must(t, from.Publish("lossy", append(body, fmt.Sprint(i)...)))
	}
	must(t, from.Flush())
	for i := range messages {
		if m := next(t, sub); string(m.Data[len(body):]) != fmt.Sprint(i) {
			t.Fatalf("message %s in the place of %d", m.Data[len(body):], i)
		}
	}
	out, err := exec.Command("tc", "-s", "qdisc", "show", "dev", nodes[1].link()).Output()
	must(t, err)
	if found := regexp.MustCompile(`dropped (\d+)`).FindSubmatch(out); found == nil || string(found[1]) == "0" {
		t.Errorf("no packet was lost: %s", out)
	}
	run(t, "tc", "qdisc", "del", "dev", nodes[1].link(), "root")
	works(t, nodes)
}

func TestInsideNetwork(t *testing.T) {
	if os.Getenv(insideVariable) == "" {
		t.Skip("runs inside a network namespace only, see TestClusterNetwork")
	}
	run(t, "ip", "link", "set", "lo", "up")
	run(t, "ip", "link", "add", "br0", "type", "bridge")
	run(t, "ip", "addr", "add", "10.77.0.254/24", "dev", "br0")
	run(t, "ip", "link", "set", "br0", "up")
	nodes := make([]*netNode, 3)
	for i := range nodes {
		nodes[i] = &netNode{t: t, index: i}
		nodes[i].start()
		t.Cleanup(nodes[i].kill)
	}
	t.Cleanup(func() {
		for i, n := range nodes {
			if text := n.log.String(); t.Failed() {
				t.Logf("log of node %d:\n%s", i, text[max(0, len(text)-3000):])
			}
		}
	})
	step := func(name string, do func()) {
		began := time.Now()
		do()
		t.Logf("%s: %v", name, time.Since(began).Round(time.Millisecond))
	}
	step("mesh", func() { works(t, nodes) })
	step("partition noticed", func() {
		run(t, "ip", "link", "set", nodes[2].link(), "down")
		for _, n := range nodes[:2] {
			harness.Eventually(t, harness.Patience, "the partition is noticed", func() bool {
				return strings.Contains(n.log.String(), "Stale Connection")
			})
		}
	})
	step("partition healed", func() {
		run(t, "ip", "link", "set", nodes[2].link(), "up")
		works(t, nodes)
	})
	step("one way cut", func() { cutOneWay(t, nodes) })
	step("packets lost one way", func() { loseOneWay(t, nodes) })
	for i, n := range nodes {
		step(fmt.Sprintf("node %d killed and started again", i), func() {
			n.kill()
			harness.Eventually(t, harness.Patience, "the cable is gone", func() bool {
				return exec.Command("ip", "link", "show", n.link()).Run() != nil
			})
			n.start()
			works(t, nodes)
		})
	}
}
