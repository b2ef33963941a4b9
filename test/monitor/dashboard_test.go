package monitor

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// Goal: the dashboard works in a browser, under traffic, and asks nobody but the
// server. Method: a real chromium looks at each section; -shots keeps pictures.

var shots = flag.String("shots", "", "folder in which to keep pictures of the dashboard")

func TestDashboard(t *testing.T) {
	t.Parallel()
	w := start(t, "-c", yamlFile(t, fmt.Sprintf(dashboardConfig, harness.FreePort(t))))
	w.login = basic("admin", "hush")
	busy(t, w)
	evil := client(w, `<img src=x onerror=alert(1)>`, 0)
	evil.Sync()
	slowReader(t, w)

	c := open(t)
	w.eventually("/api/v1/history", "there is a past to show", func(f map[string]any) bool {
		return len(list(f, "samples")) > points()
	})
	login := map[string]string{"Authorization": w.login}
	c.call("Network.setExtraHTTPHeaders", map[string]any{"headers": login})
	c.screen(1200, 800, "light")
	c.call("Page.navigate", map[string]any{"url": w.url + "/dashboard/"})
	c.until(`document.body?.dataset.ready === 'overview' && series?.time.length >= ` + fmt.Sprint(points()))
	c.until(`document.getElementById('health').textContent === 'healthy'`)
	c.until(`series.outMsgs.some((n) => n > 0) && document.querySelectorAll('.uplot canvas').length === 2`)
	c.until(`document.querySelector('#slow tbody')?.textContent.includes('Slow Consumer')`)
	c.keep("overview-light")

	c.section("connections", `document.querySelectorAll('#connections-table tbody tr').length > 5`)
	c.eval(`[...document.querySelectorAll('#connections-table th button')]` +
		`.find((b) => b.textContent === 'Msgs to').click()`)
	c.until(`document.querySelector('#connections-table [aria-sort]')?.textContent === 'Msgs to'`)
	c.until(`document.querySelector('#connections-table tbody tr').textContent.includes('worker-0')`)
	c.until(`document.querySelectorAll('main img').length === 0 &&` +
		`document.querySelector('#connections-table').textContent.includes('<img src=x')`)
	c.keep("connections-light")
	c.input("#connections-form [name=search]", "worker-2")
	c.until(`document.querySelectorAll('#connections-table tbody tr').length === 1`)
	c.eval(`document.querySelector('#connections-table tbody tr').click()`)
	c.until(`document.getElementById('detail').textContent.includes('orders.*.2')`)

	c.section("subjects", `document.querySelectorAll('#subjects-table tbody tr').length > 3`)
	c.input("#subjects-form [name=subject]", "orders.eu.2")
	c.until(`document.getElementById('subjects-count').textContent === '2 subscriptions'`)
	c.screen(1200, 800, "dark")
	c.keep("subjects-dark")

	c.section("talkers", `document.querySelector('#talkers-table tbody tr').textContent.includes('news.x')`)
	c.section("accounts", `document.querySelector('#accounts-table tbody').textContent.includes('$G')`)
	c.section("config", `document.querySelectorAll('#config-table tbody tr').length > 20`)
	page := fmt.Sprint(c.eval(`document.getElementById('config-table').textContent`))
	if strings.Contains(page, "hush") || !strings.Contains(page, "[REDACTED]") {
		t.Error("the configuration shows a secret, or does not say that there is one")
	}
	if !strings.Contains(page, "flag -http_port") || !strings.Contains(page, "default") {
		t.Error("the configuration does not say where it comes from")
	}

	c.eval(`document.getElementById('level-module').value = 'client'; document.getElementById('level').value = 'debug';` +
		`document.getElementById('levels').requestSubmit()`)
	c.until(`document.getElementById('levels-now').textContent.includes('client: debug')`)
	c.section("routes", `document.querySelector('#map .missing') !== null`)
	c.keep("routes-light")

	c.screen(390, 844, "dark")
	c.section("overview", `document.querySelectorAll('.tile').length > 5`)
	c.until(`document.documentElement.scrollWidth <= innerWidth`)
	c.keep("overview-phone")
}

// dashboardConfig cuts off slow readers soon, and looks for a server that is not there. The browser has the login.
const dashboardConfig = `
max_pending: 1MB
max_payload: 512KB
write_deadline: 1s
top_subjects: 20
monitor: {auth: {user: admin, password: hush}, admin: true}
cluster: {name: demo, listen: "127.0.0.1:-1", routes: ["nats://127.0.0.1:%s"]}
`

// points is how many points the charts have before they are looked at.
func points() int {
	if *shots != "" {
		return 12
	}
	return 2
}

func (c *chromium) section(name, shown string) {
	c.t.Helper()
	c.eval(`location.hash = '#` + name + `'`)
	c.until(`document.body.dataset.ready === '` + name + `' && ` + shown)
}

func (c *chromium) input(field, text string) {
	c.t.Helper()
	c.eval(fmt.Sprintf(`(() => { const f = document.querySelector(%q); f.value = %q;`+
		`f.dispatchEvent(new Event('input', { bubbles: true })); })()`, field, text))
}

func (c *chromium) keep(name string) {
	c.t.Helper()
	if *shots != "" {
		c.shot(filepath.Join(*shots, name+".png"))
	}
}

// busy makes traffic until the test ends: workers that read and a publisher.
func busy(t *testing.T, w *web) {
	t.Helper()
	for i := range 6 {
		c := harness.Connect(t, w.Server)
		c.Hello(fmt.Sprintf(`{"verbose":false,"name":"worker-%d","lang":"go","version":"1.55.0","user":"team-%d"}`, i, i%2))
		c.Send(fmt.Sprintf("SUB orders.*.%d workers 1", i), "SUB news.> 2")
		if i == 0 {
			c.Send("SUB orders.> 3")
		}
		c.Sync()
		go func() { // ends when the connection does
			p := c.Peer
			p.Patience = time.Minute
			_, _ = p.ReadAll()
		}()
	}
	pub := harness.Greet(t, w.Server)
	stop, done := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-done })
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			for n := range 10 + i/8%20 {
				if pub.Peer.Send(fmt.Sprintf("PUB orders.eu.%d 11", n%6), "hello world", "PUB news.x 4", "news") != nil {
					return
				}
			}
		}
	}()
}

// slowReader leaves a connection behind that was cut off because it did not read.
func slowReader(t *testing.T, w *web) {
	t.Helper()
	deaf := client(w, "deaf", 0)
	deaf.Send("SUB flood 1")
	deaf.Sync()
	pub := harness.Greet(t, w.Server)
	body := strings.Repeat("x", 400_000)
	w.eventually("/connz?state=closed&name=deaf", "the deaf one is cut off", func(f map[string]any) bool {
		pub.Send("PUB flood 400000", body)
		return len(list(f, "connections")) > 0
	})
}
