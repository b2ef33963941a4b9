package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"gnatsd/kernel"
)

// listed are the doors that the ports file speaks of: its key and the scheme of
// the URLs, for a door by name. Where streams of that profile are secured, the
// scheme is "tls".
var listed = map[string]struct{ key, scheme, profile string }{
	"client":  {"nats", "nats", "client"},
	"monitor": {"monitoring", "http", ""},
	"cluster": {"cluster", "nats", "route"},
	"profile": {"profile", "http", ""},
}

type portsFile struct {
	path     string
	security kernel.Security // nil: nothing is secured
	written  bool
}

func newPortsFile(dir string, s Settings) *portsFile {
	name := fmt.Sprintf("%s_%d.ports", s.Product, s.PID)
	return &portsFile{path: filepath.Join(dir, name), security: s.Security}
}

// write makes the file appear whole: programs wait for its name and read it at
// once.
func (f *portsFile) write(doors []kernel.Door) error {
	urls, err := f.urlsOf(doors)
	if err != nil {
		return err
	}
	text, err := json.Marshal(urls)
	if err != nil {
		return err
	}
	draft := f.path + ".new"
	if err := os.WriteFile(draft, text, 0o644); err != nil {
		return err
	}
	if err := os.Rename(draft, f.path); err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	f.written = true
	return nil
}

// remove takes the file away, if its reader has not done that already.
func (f *portsFile) remove() error {
	if !f.written {
		return nil
	}
	f.written = false
	if err := os.Remove(f.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// scheme is that of the URLs of a door, which may know better.
func (f *portsFile) scheme(door kernel.Door) string {
	entry := listed[door.Name()]
	if own, ok := door.(kernel.Schemed); ok {
		return own.Scheme()
	}
	if kernel.ProfileOf(f.security, entry.profile) != nil {
		return "tls"
	}
	return entry.scheme
}

func (f *portsFile) urlsOf(doors []kernel.Door) (map[string][]string, error) {
	urls := map[string][]string{}
	for _, door := range doors {
		entry, known := listed[door.Name()]
		addr, ok := door.Addr().(*net.TCPAddr)
		if !known || !ok {
			continue
		}
		hosts, err := hostsOf(addr.AddrPort())
		if err != nil {
			return nil, err
		}
		for _, host := range hosts {
			urls[entry.key] = append(urls[entry.key], f.scheme(door)+"://"+host.String())
		}
	}
	return urls, nil
}

// hostsOf returns the addresses under which a listener is reached: its own, or
// with a wildcard those of all interfaces, 127.0.0.1 first.
func hostsOf(addr netip.AddrPort) ([]netip.AddrPort, error) {
	if ip := addr.Addr().Unmap(); !ip.IsUnspecified() {
		return []netip.AddrPort{netip.AddrPortFrom(ip, addr.Port())}, nil
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("listing interface addresses: %w", err)
	}
	first := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), addr.Port())
	hosts := []netip.AddrPort{first}
	for _, a := range own {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue // not an IP network
		}
		host := netip.AddrPortFrom(prefix.Addr().Unmap(), addr.Port())
		if host != first && (addr.Addr().Unmap().Is6() || host.Addr().Is4()) {
			hosts = append(hosts, host)
		}
	}
	return hosts, nil
}
