package proc

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gnatsd/bench/load"
)

// Kind is a sort of server: how it is started and what it speaks.
type Kind string

// The kinds of servers a benchmark can run.
const (
	Ours     Kind = "ours"
	NATS     Kind = "nats"
	Redis    Kind = "redis"
	MQTT     Kind = "mqtt"
	ByteCopy Kind = "relay"
)

// RelayCommand is the hidden command of the benchmark's own binary that runs the relay.
const RelayCommand = "relay"

// Server is a program that can be measured.
type Server struct {
	Kind    Kind   `json:"kind"`
	Name    string `json:"name"`    // unique among the servers of a run
	Path    string `json:"path"`    // of the executable
	Version string `json:"version"` // first line it prints about itself

	Extra []string  `json:"-"` // further arguments of a NATS server
	Log   io.Writer `json:"-"` // gets what the process prints as well, if not nil

	secured bool
}

// Dialect is the protocol the server speaks.
func (s Server) Dialect() load.Dialect {
	switch s.Kind {
	case Redis:
		return load.RESP{}
	case MQTT:
		return load.MQTT{}
	case ByteCopy:
		return load.Bytes{}
	default:
		return load.NATS{}
	}
}

// arguments returns the command line for a server on port; folder is an empty directory for its files.
func (s Server) arguments(port, folder string) ([]string, error) {
	switch s.Kind {
	case Redis:
		return []string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder}, nil
	case MQTT:
		config := filepath.Join(folder, "mosquitto.conf")
		text := fmt.Sprintf("listener %s 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\n"+
			"max_queued_messages 0\nlog_type error\n", port)
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			return nil, fmt.Errorf("writing the configuration: %w", err)
		}
		return []string{"-c", config}, nil
	case ByteCopy:
		return []string{RelayCommand, "127.0.0.1:" + port}, nil
	default:
		return append([]string{"-a", "127.0.0.1", "-p", port}, s.Extra...), nil
	}
}
