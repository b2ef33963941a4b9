package process

// Config is what users write.
type Config struct {
	_        struct{} `group:"Server" reload:"live"`
	PidFile  string   `conf:"pid_file" alias:"pidfile" flag:"P,pid" arg:"file" doc:"File to store PID"`
	PortsDir string   `conf:"ports_file_dir" flag:"ports_file_dir" arg:"dir" doc:"Directory to create a ports file in"`
}

// DefaultConfig is the configuration of who writes none.
func DefaultConfig() Config { return Config{} }
