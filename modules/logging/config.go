package logging

import "fmt"

// The log formats.
const (
	FormatText = "text"
	FormatJSON = "json"
)

// Config is what users write.
type Config struct {
	_         struct{} `group:"Logging" reload:"live"`
	LogFile   string   `conf:"log_file" alias:"logfile" flag:"l,log" arg:"file" doc:"File to redirect log output"`
	Logtime   bool     `conf:"logtime" flag:"T,logtime" doc:"Timestamp log entries (default: true)"`
	LogFormat string   `conf:"log_format" flag:"log_format" arg:"format" doc:"Log lines as text or json (default: text)"`
	Debug     bool     `conf:"debug" flag:"D,debug,DV" doc:"Enable debugging output"`
	Trace     bool     `conf:"trace" flag:"V,trace,DV" doc:"Trace the raw protocol"`
}

// DefaultConfig is the configuration of who writes none.
func DefaultConfig() Config { return Config{Logtime: true, LogFormat: FormatText} }

// Validate says what is wrong with the configuration.
func (c Config) Validate() error {
	if c.LogFormat != FormatText && c.LogFormat != FormatJSON {
		return fmt.Errorf("log_format: expected %s or %s, got %q", FormatText, FormatJSON, c.LogFormat)
	}
	return nil
}
