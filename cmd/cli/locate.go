package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gnatsd/modules/config"
	"gnatsd/modules/monitor"
)

// monitorOf returns the URL of a server's monitoring: what was given, or of a
// process id what its ports file says, or else its own command line and file.
func (c *checking) monitorOf(who string, next *config.Loaded) (string, error) {
	pid, err := strconv.Atoi(who)
	if err != nil {
		return who, nil
	}
	url, found, err := listed(textOf(next, "ports_file_dir"), c.name, who)
	if found {
		return url, err
	}
	args, dir, err := commandLineOf(pid)
	if err != nil {
		return "", fmt.Errorf("process %s: %w; give the URL of its monitoring", who, err)
	}
	now, err := c.configurationOf(args[1:], dir)
	if err != nil {
		why := err.Error() // and no more: a usage error would be taken for one of ours
		return "", fmt.Errorf("the command line of process %s: %s; give the URL of its monitoring", who, why)
	}
	if url, found, err = listed(within(dir, textOf(now, "ports_file_dir")), programName(args[0]), who); found {
		return url, err
	}
	if url = configuredURL(now); url != "" {
		return url, nil
	}
	return "", fmt.Errorf("process %s has no monitoring to ask, or has chosen its port and has no ports_file_dir "+
		"to tell it; give the URL", who)
}

// listed returns where the ports file of a process says that monitoring is, and
// whether there is one in the folder.
func listed(folder, program, pid string) (url string, found bool, err error) {
	path := filepath.Join(folder, program+"_"+pid+".ports")
	text, err := os.ReadFile(path)
	if folder == "" || errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	var ports struct{ Monitoring []string }
	if err = errors.Join(err, json.Unmarshal(text, &ports)); err != nil {
		return "", true, fmt.Errorf("reading %s: %w", path, err)
	}
	if len(ports.Monitoring) == 0 {
		return "", true, fmt.Errorf("%s: the server has no monitoring to ask", path)
	}
	return ports.Monitoring[0], true, nil
}

// configurationOf returns what a server has that was started in a folder with
// these arguments. Its environment is taken to be ours.
func (c *checking) configurationOf(args []string, dir string) (*config.Loaded, error) {
	serves := func(word string) bool { return word == "serve" }
	rewritten, err := grammar{flagged: c.schema.Flagged, command: serves}.rewrite(args)
	if err != nil {
		return nil, err
	}
	flags := serverFlags(c.schema)
	if err := flags.Parse(slices.DeleteFunc(rewritten, serves)); err != nil {
		return nil, err
	}
	if err := flags.Set(configFlag.Long(), within(dir, configFile(flags))); err != nil {
		return nil, err
	}
	return load(c.schema, flags)
}

// within returns the path as it is seen from a folder.
func within(dir, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

func textOf(l *config.Loaded, key string) string {
	value, _ := l.Value(key)
	text, _ := value.(string)
	return text
}

// configuredURL returns where the configuration puts monitoring, "" if it does
// not or leaves the port to the system.
func configuredURL(l *config.Loaded) string {
	for _, scheme := range []string{"http", "https"} {
		value, _ := l.Value(scheme)
		at, _ := value.(monitor.Address)
		if port, _ := l.Value(scheme + "_port"); port != nil && port != 0 {
			at.Port = port.(int)
		}
		if at.Host == "" {
			at.Host = textOf(l, "host")
		}
		if ip := net.ParseIP(at.Host); ip != nil && ip.IsUnspecified() {
			at.Host = "localhost"
		}
		if at.Port > 0 {
			base := strings.Trim(textOf(l, "http_base_path"), "/ ")
			return strings.TrimSuffix(scheme+"://"+net.JoinHostPort(at.Host, strconv.Itoa(at.Port))+"/"+base, "/")
		}
	}
	return ""
}
