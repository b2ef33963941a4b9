package logging

import (
	"errors"
	"fmt"
	"slices"

	"gnatsd/modules/config"
)

// The log formats.
const (
	FormatText   = "text"
	FormatJSON   = "json"
	FormatLogfmt = "logfmt"
)

var formats = []string{FormatText, FormatJSON, FormatLogfmt}

// Config is what users write. Its sentences are in docs.
type Config struct {
	_          struct{} `group:"Logging" reload:"live"`
	LogFile    string   `conf:"log_file" alias:"logfile" flag:"l,log" arg:"file"`
	Logtime    bool     `conf:"logtime" flag:"T,logtime"`
	LogtimeUTC bool     `conf:"logtime_utc" flag:"logtime_utc" since:"2.0.0"`
	LogFormat  string   `conf:"log_format" flag:"log_format" arg:"format" since:"2.0.0"`

	Debug   bool `conf:"debug" flag:"D,debug,DV,DVV"`
	Trace   bool `conf:"trace" flag:"V,trace,DV,VV,DVV"`
	Verbose bool `conf:"trace_verbose" flag:"VV,DVV" since:"2.0.0"`

	Syslog       bool   `conf:"syslog" flag:"s,syslog"`
	RemoteSyslog string `conf:"remote_syslog" flag:"r,remote_syslog" arg:"url"`

	_         struct{} `group:"Logging" reload:"live" since:"2.0.0"`
	SizeLimit int64    `conf:"log_size_limit" alias:"logfile_size_limit" unit:"bytes" flag:"log_size_limit" arg:"limit"`
	MaxNum    int      `conf:"log_max_num" alias:"logfile_max_num"`
	Levels    Levels   `conf:"log_levels" flag:"log_levels" arg:"module=level,..."`
	Repeats   int      `conf:"log_repeats"`
}

var docs = map[string]string{
	"log_file":       "File to redirect log output",
	"logtime":        "Timestamp log entries (default: true)",
	"logtime_utc":    "Timestamps in UTC instead of local time",
	"log_format":     "Log lines as text, json or logfmt (default: text)",
	"syslog":         "Log to syslog",
	"remote_syslog":  "Syslog server, as in udp://localhost:514, tcp://, tls:// or unix://",
	"log_size_limit": "Size at which the log file is put aside for a new one, 0 for never",
	"log_max_num":    "Log files to keep, the current one included, 0 for all",
	"debug":          "Enable debugging output",
	"trace":          "Trace the raw protocol",
	"trace_verbose":  "Trace, the server's own parts included",
	"log_levels":     "Least level of single modules: trace, debug, info, warn or error",
	"log_repeats":    "Equal warnings and errors that are written within ten seconds; of more the number, 0 for all",
}

// Docs returns a sentence for each key.
func (Config) Docs() map[string]string { return docs }

// DefaultConfig is the configuration of who writes none.
func DefaultConfig() Config { return Config{Logtime: true, LogFormat: FormatText, Repeats: 20} }

// Validate reports everything that can't work.
func (c Config) Validate() error {
	var errs []error
	check := func(key string, ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, config.Inside(fmt.Errorf(format, args...), key))
		}
	}
	check("log_format", slices.Contains(formats, c.LogFormat), "expected %s, %s or %s, got %q",
		FormatText, FormatJSON, FormatLogfmt, c.LogFormat)
	check("log_size_limit", c.SizeLimit >= 0, "must not be negative, not %d", c.SizeLimit)
	check("log_max_num", c.MaxNum >= 0, "must not be negative, not %d", c.MaxNum)
	check("log_repeats", c.Repeats >= 0, "must not be negative, not %d", c.Repeats)
	_, err := remoteAddress(c.RemoteSyslog)
	check("remote_syslog", c.RemoteSyslog == "" || err == nil, "%v", err)
	return errors.Join(errs...)
}
