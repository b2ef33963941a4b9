package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"gnatsd/modules/config"
)

const (
	// settingsPath is where a server's monitoring tells the settings in force.
	settingsPath = "/api/v1/config"
	askTimeout   = 5 * time.Second
	answerMax    = 4 << 20 // bytes
)

// compare prints what a reload of a running server with this configuration would
// do. An error says that it would be refused.
func (c *checking) compare(next *config.Loaded) error {
	address, err := c.monitorOf(c.diff, next)
	if err != nil {
		return err
	}
	running, err := ask(address)
	if err != nil {
		return err
	}
	var lines []string
	refused := 0
	for _, s := range next.Settings() {
		now, known := running[s.Key]
		switch o, _ := c.schema.Lookup(s.Key); {
		case !known || now.Value == s.Value && !hidden(s):
		case hidden(s) && hidden(now):
			lines = append(lines, s.Key+": not compared, it may hold secrets")
		case strings.HasPrefix(now.Origin, "flag ") || strings.HasPrefix(now.Origin, "environment "):
			lines = append(lines, fmt.Sprintf("%s: stays %s, which comes from its %s", s.Key, now.Value, now.Origin))
		case o.Effect() == "":
			refused++
			lines = append(lines, fmt.Sprintf("%s: %s → %s, needs a restart", s.Key, now.Value, s.Value))
		default:
			lines = append(lines, fmt.Sprintf("%s: %s → %s, %s", s.Key, now.Value, s.Value, o.Effect()))
		}
	}
	if len(lines) == 0 {
		lines = []string{"nothing would change"}
	}
	if _, err := fmt.Fprintln(c.out, strings.Join(lines, "\n")); err != nil {
		return err
	}
	if refused > 0 {
		return errors.New("a reload would be refused and change nothing")
	}
	return nil
}

// hidden reports whether a setting shows nothing that could be compared.
func hidden(s config.Setting) bool {
	return strings.Contains(s.Value, "[REDACTED]") || strings.Contains(s.Value, "{…}")
}

// ask returns the settings of a running server by key.
func ask(address string) (map[string]config.Setting, error) {
	client := http.Client{Timeout: askTimeout}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	answer, err := client.Get(strings.TrimSuffix(address, "/") + settingsPath)
	if err != nil {
		return nil, fmt.Errorf("asking the server: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("asking the server: %s says %s", answer.Request.URL.Redacted(), answer.Status)
	}
	var said struct{ Settings []config.Setting }
	if err := json.NewDecoder(io.LimitReader(answer.Body, answerMax)).Decode(&said); err != nil {
		return nil, fmt.Errorf("reading what %s says: %w", answer.Request.URL.Redacted(), err)
	}
	running := map[string]config.Setting{}
	for _, s := range said.Settings {
		running[s.Key] = s
	}
	return running, nil
}
