package monitor

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"gnatsd/test/harness"
)

// chromium is a browser without a window, told what to do over a pipe in the
// protocol of its developer tools: JSON objects with a NUL behind each.
type chromium struct {
	t       testing.TB
	to      io.Writer
	from    *bufio.Reader
	session string // of the one tab
	id      int
}

// open starts the browser with one empty tab.
func open(t *testing.T) *chromium {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium in the path: apt-get install chromium")
	}
	theirIn, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "--headless", "--no-sandbox", "--disable-gpu",
		"--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // the browser's 3 and 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = theirIn.Close(), theirOut.Close()
	c := &chromium{t: t, to: to, from: bufio.NewReader(from)}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed, says the error
		_, _ = to.Close(), from.Close()
	})
	c.attach()
	return c
}

func (c *chromium) attach() {
	c.t.Helper()
	created := c.call("Target.createTarget", map[string]any{"url": "about:blank"})
	attached := c.call("Target.attachToTarget", map[string]any{"targetId": created["targetId"], "flatten": true})
	c.session, _ = attached["sessionId"].(string)
	c.call("Page.enable", nil)
	c.call("Runtime.enable", nil)
	c.call("Network.enable", nil)
}

// call sends a command and waits for its result. Events on the way are looked at
// for what a good page does not do.
func (c *chromium) call(method string, params map[string]any) map[string]any {
	c.t.Helper()
	c.id++
	command := map[string]any{"id": c.id, "method": method, "params": params}
	if params == nil {
		command["params"] = map[string]any{}
	}
	if c.session != "" {
		command["sessionId"] = c.session
	}
	text, err := json.Marshal(command)
	if err == nil {
		_, err = c.to.Write(append(text, 0))
	}
	for err == nil {
		var answer struct {
			ID     int
			Method string
			Params map[string]any
			Result map[string]any
			Error  *struct{ Message string }
		}
		if text, err = c.from.ReadBytes(0); err != nil {
			break
		}
		if err = json.Unmarshal(text[:len(text)-1], &answer); err != nil {
			break
		}
		c.watch(answer.Method, answer.Params)
		if answer.ID == c.id && answer.Error != nil {
			err = errors.New(answer.Error.Message)
		} else if answer.ID == c.id {
			return answer.Result
		}
	}
	c.t.Fatalf("%s: %v", method, err)
	return nil
}

func (c *chromium) watch(event string, params map[string]any) {
	switch event {
	case "Runtime.exceptionThrown":
		c.t.Errorf("the page threw an exception: %v", params["exceptionDetails"])
	case "Network.requestWillBeSent":
		request, _ := params["request"].(map[string]any)
		if url := fmt.Sprint(request["url"]); !local(url) {
			c.t.Errorf("the page asks elsewhere: %s", url)
		}
	}
}

func local(url string) bool {
	for _, begin := range []string{"http://127.0.0.1:", "data:,", "about:"} {
		if len(url) >= len(begin) && url[:len(begin)] == begin {
			return true
		}
	}
	return false
}

// eval runs an expression in the page and returns its value.
func (c *chromium) eval(expression string) any {
	c.t.Helper()
	answer := c.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true})
	if details := answer["exceptionDetails"]; details != nil {
		c.t.Fatalf("%s: %v", expression, details)
	}
	result, _ := answer["result"].(map[string]any)
	return result["value"]
}

// until waits for an expression to be true in the page.
func (c *chromium) until(expression string) {
	c.t.Helper()
	harness.Eventually(c.t, 2*harness.Patience, expression, func() bool { return c.eval(expression) == true })
}

// screen sets the size of the window and whether it is dark.
func (c *chromium) screen(width, height int, scheme string) {
	c.t.Helper()
	c.call("Emulation.setDeviceMetricsOverride", map[string]any{
		"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
	})
	c.call("Emulation.setEmulatedMedia", map[string]any{
		"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}},
	})
}

// shot keeps what the page looks like.
func (c *chromium) shot(path string) {
	c.t.Helper()
	answer := c.call("Page.captureScreenshot", map[string]any{"format": "png"})
	text, _ := answer["data"].(string)
	picture, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		err = os.WriteFile(path, picture, 0o600)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}
