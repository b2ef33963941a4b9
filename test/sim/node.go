package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
	"gnatsd/modules/cluster"
	"gnatsd/modules/cluster/interest"
	"gnatsd/modules/routing"
)

// routePort is the port of every node's door.
const routePort = 6222

// node is one server: its life from start to stop or crash.
type node struct {
	index   int
	life    int // how often it was started
	host    *host
	kernel  *kernel.Kernel
	cluster *cluster.Cluster
	door    *cluster.Door
	parties []*party
	pub     *kernel.Session
}

func addressOf(index int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, 0, byte(index + 1)}) }

// startNode starts a server that dials the nodes given.
func startNode(ctx context.Context, n *network, index, life int, routes []int, log *zap.Logger) (*node, error) {
	s := &node{index: index, life: life, host: &host{net: n, address: addressOf(index)}}
	c := s.config(routes)
	name := s.name()
	counted := interest.New(true)
	s.kernel = kernel.New(routing.NewRouters())
	s.kernel.Observe(counted)
	made, err := cluster.New(c, cluster.Deps{
		Kernel: s.kernel, Transport: s.host, Interest: counted, Log: log.With(zap.String("node", name)),
		Build: kernel.Build{ServerID: name, ServerName: name}, Seed: uint64(index + life),
	})
	if err != nil {
		return nil, err
	}
	s.cluster, s.door = made, cluster.NewDoor(made)
	if err := s.door.Bind(ctx); err != nil {
		return nil, err
	}
	s.door.Serve()
	s.pub, err = s.kernel.Part(kernel.GlobalAccount, func(*kernel.Subscription, *kernel.Message) {})
	return s, err
}

func (s *node) config(routes []int) cluster.Config {
	c := cluster.DefaultConfig()
	c.Cluster.Host, c.Cluster.Port, c.Cluster.Name = s.host.address.String(), routePort, "sim"
	for _, to := range routes {
		c.Cluster.Routes = append(c.Cluster.Routes, fmt.Sprintf("nats://%s:%d", addressOf(to), routePort))
	}
	return c
}

// name is that of the server in its present life.
func (s *node) name() string { return fmt.Sprintf("%c%d", 'A'+s.index, s.life) }

// knows reports whether the server has one route to each of the others and no other: none to one that has died, and
// none that is still being agreed upon.
func (s *node) knows(all []*node) bool {
	answer, err := cluster.NewRoutez(s.cluster).Answer(status.NewQuery(nil))
	if err != nil || s.kernel.Open(kernel.KindRoute) != len(all)-1 {
		return false
	}
	found := map[string]bool{s.name(): true}
	for _, r := range answer.(*cluster.Routes).Routes {
		found[r.RemoteID] = true
	}
	for _, other := range all {
		if !found[other.name()] {
			return false
		}
	}
	return true
}

// reload changes the routes of a running server, and its timing.
func (s *node) reload(routes []int, random *rand.Rand) error {
	c := s.config(routes)
	c.Cluster.PingInterval = time.Duration(1+random.IntN(3)) * time.Second
	c.Cluster.NoAdvertise = random.IntN(2) == 0
	commit, err := s.cluster.Prepare(c)
	if err == nil {
		commit()
	}
	return err
}

// stop ends the server as the container does.
func (s *node) stop(ctx context.Context) error {
	if err := s.door.Close(ctx); err != nil {
		return err
	}
	if err := s.cluster.Stop(ctx); err != nil {
		return err
	}
	if err := s.kernel.Stop(ctx); err != nil {
		return err
	}
	s.host.work.Wait()
	return nil
}

// publish sends one message as a client of the server would.
func (s *node) publish(subject, body string) error {
	m := kernel.Message{Subject: []byte(subject), Frame: []byte(body + "\r\n")}
	s.pub.Begin(nil)
	defer s.pub.End()
	if err := s.pub.Admit(&m); err != nil {
		return fmt.Errorf("publishing: %w", err)
	}
	s.pub.Deliver(&m)
	return nil
}
