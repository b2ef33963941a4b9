package proc

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// versionTimeout bounds asking a program for its version.
const versionTimeout = 5 * time.Second

var versionNumber = regexp.MustCompile(`\d+\.\d+(\.\d+)?`)

// Find describes the program at path, which is looked up on PATH when it has no slash.
func Find(ctx context.Context, kind Kind, path string) (Server, error) {
	found, err := exec.LookPath(path)
	if err != nil {
		return Server{}, fmt.Errorf("looking for %s: %w", kind, err)
	}
	absolute, err := filepath.Abs(found)
	if err != nil {
		return Server{}, fmt.Errorf("looking for %s: %w", kind, err)
	}
	return Server{Kind: kind, Name: string(kind), Path: absolute, Version: version(ctx, kind, absolute)}, nil
}

// Relay describes the byte relay, which is a command of this executable.
func Relay() (Server, error) {
	path, err := os.Executable()
	if err != nil {
		return Server{}, fmt.Errorf("looking for the relay: %w", err)
	}
	return Server{Kind: ByteCopy, Name: "relay", Path: path, Version: "byte relay of this program"}, nil
}

// Peers returns the peers at the given paths, or, when there are none, those that are installed: $NATS_SERVER,
// nats-server, redis-server and mosquitto. Names are made unique by the version.
func Peers(ctx context.Context, paths []string) ([]Server, error) {
	candidates := []string{os.Getenv("NATS_SERVER"), "nats-server", "redis-server", "mosquitto"}
	given := len(paths) > 0
	if given {
		candidates = paths
	}
	var peers []Server
	seen := map[string]bool{}
	for _, path := range candidates {
		if path == "" {
			continue
		}
		peer, err := Find(ctx, kindOf(path), path)
		if err != nil && given {
			return nil, err
		}
		if err != nil || seen[peer.Path] {
			continue
		}
		seen[peer.Path] = true
		peer.Name = strings.TrimSuffix(filepath.Base(path), ".exe")
		if number := versionNumber.FindString(peer.Version); number != "" {
			peer.Name += "-" + number
		}
		peers = append(peers, peer)
	}
	return unique(peers), nil
}

// kindOf tells the kind by the program's name; what is not known is taken for a NATS server.
func kindOf(path string) Kind {
	switch name := filepath.Base(path); {
	case strings.HasPrefix(name, "redis-server"), strings.HasPrefix(name, "valkey-server"):
		return Redis
	case strings.HasPrefix(name, "mosquitto"):
		return MQTT
	default:
		return NATS
	}
}

// unique numbers the names that occur twice.
func unique(servers []Server) []Server {
	count := map[string]int{}
	for i := range servers {
		name := servers[i].Name
		if count[name]++; count[name] > 1 {
			servers[i].Name = fmt.Sprintf("%s#%d", name, count[name])
		}
	}
	return servers
}

// version returns the first line the program prints about itself, "unknown" when it prints none.
func version(ctx context.Context, kind Kind, path string) string {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	flag := "--version"
	if kind == MQTT {
		flag = "-h"
	}
	output, _ := exec.CommandContext(ctx, path, flag).CombinedOutput() // mosquitto -h ends with an error
	line, _, _ := strings.Cut(strings.TrimSpace(string(output)), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "unknown"
	}
	return line
}
