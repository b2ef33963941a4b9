package monitor

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// Goal: /connz finds, orders and pages connections, open and closed.

func yamlFile(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// client connects with a name and as many subscriptions.
func client(w *web, name string, subscriptions int) *harness.Conn {
	w.t.Helper()
	c := harness.Connect(w.t, w.Server)
	c.Hello(fmt.Sprintf(`{"verbose":false,"name":%q,"user":"u-%s"}`, name, name))
	for i := range subscriptions {
		c.Send(fmt.Sprintf("SUB %s.%d.* %d", name, i, i))
	}
	c.Sync()
	return c
}

func names(fields map[string]any) []string {
	var found []string
	for _, c := range list(fields, "connections") {
		found = append(found, fmt.Sprint(c["name"]))
	}
	return found
}

func TestConnzOrders(t *testing.T) {
	t.Parallel()
	w := start(t)
	a, b, c := client(w, "a", 1), client(w, "b", 3), client(w, "c", 2)
	a.Send("PUB x 2", "hi")
	a.Sync()
	c.Send("PUB a.0.x 10", "0123456789", "PUB a.0.x 0", "")
	c.Sync()
	a.Expect("MSG a.0.x 0 10", "0123456789", "MSG a.0.x 0 0", "")
	b.Close()
	w.eventually("/connz?state=closed", "b is closed", func(f map[string]any) bool { return f["total"] == 1.0 })
	b = client(w, "b", 3)
	b.Sync()
	for query, want := range map[string][]string{
		"":                                      {"a", "c", "b"},
		"sort=cid":                              {"a", "c", "b"},
		"sort=start":                            {"a", "c", "b"},
		"sort=subs":                             {"b", "c", "a"},
		"sort=msgs_to":                          {"a", "c", "b"},
		"sort=bytes_to":                         {"a", "c", "b"},
		"sort=msgs_from":                        {"c", "a", "b"},
		"sort=bytes_from":                       {"c", "a", "b"},
		"sort=uptime":                           {"b", "c", "a"},
		"sort=pending":                          {"a", "c", "b"},
		"sort=rtt":                              {"a", "c", "b"},
		"sort=subs&offset=1&limit=1":            {"c"},
		"offset=7":                              nil,
		"state=closed":                          {"b"},
		"state=ALL&sort=subs":                   {"b", "b", "c", "a"},
		"state=closed&sort=stop":                {"b"},
		"state=closed&sort=reason":              {"b"},
		"user=u-c":                              {"c"},
		"name=a":                                {"a"},
		"acc=$G&limit=2":                        {"a", "c"},
		"acc=NOPE":                              nil,
		"kind=client&name=c":                    {"c"},
		"kind=leafnode":                         nil,
		"mqtt_client=x":                         nil,
		"filter_subject=c.1.x":                  {"c"},
		"filter_subject=b.>&state=any&sort=cid": {"b", "b"},
		"search=U-B":                            {"b"},
		"search=127.0.0.1&sort=subs":            {"b", "c", "a"},
		"search=nothing":                        nil,
		"SORT=subs&limit=1":                     {"a"},
	} {
		if got := names(w.json("/connz?" + query)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	id := list(w.json("/connz?name=c"), "connections")[0]["cid"]
	if f := w.json(fmt.Sprintf("/connz?state=any&cid=%v", id)); f["total"] != 1.0 || f["limit"] != 1.0 {
		t.Errorf("cid: total %v, limit %v", f["total"], f["limit"])
	}
	if f := w.json("/connz?limit=1"); f["total"] != 3.0 || f["num_connections"] != 1.0 || f["limit"] != 1.0 {
		t.Errorf("limit: %v", f)
	}
}

func TestClosedConnections(t *testing.T) {
	t.Parallel()
	w := start(t, "-c", yamlFile(t, "max_closed_clients: 3\nmax_connections: 5\n"))
	for i := range 5 {
		c := client(w, fmt.Sprint(i), 1)
		c.Close()
		page := fmt.Sprintf("/connz?state=closed&name=%d", i)
		w.eventually(page, "it is closed", func(f map[string]any) bool { return f["total"] == 1.0 })
	}
	f := w.json("/connz?state=closed&subs=1&auth=1")
	if got := names(f); !slices.Equal(got, []string{"2", "3", "4"}) {
		t.Errorf("the ring holds %v, not the last three", got)
	}
	last := list(f, "connections")[2]
	if fmt.Sprint(last["subscriptions_list"]) != "[4.0.*]" || last["authorized_user"] != "u-4" {
		t.Errorf("what the last one was is forgotten: %v", last)
	}
	stop, began := since(t, last["stop"]), since(t, last["start"])
	if stop.Before(began) || stop.After(time.Now()) || stop.Location() != time.UTC {
		t.Errorf("started %v, stopped %v", began, stop)
	}
	for range 5 {
		harness.Greet(t, w.Server)
	}
	turned := harness.Connect(t, w.Server)
	turned.Expect("-ERR 'maximum connections exceeded'")
	w.eventually("/connz?state=closed", "who was turned away is closed", func(f map[string]any) bool {
		all := list(f, "connections")
		return all[len(all)-1]["reason"] == "Maximum Connections Exceeded"
	})
	if v := w.json("/varz"); v["total_connections"] != 11.0 || v["connections"] != 5.0 {
		t.Errorf("connections %v, in total %v", v["connections"], v["total_connections"])
	}
}

// Activity is what a client sends and gets, not its PINGs.
func TestLastActivity(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := client(w, "quiet", 1)
	when := func() time.Time {
		return since(t, list(w.json("/connz?name=quiet"), "connections")[0]["last_activity"])
	}
	first := when()
	pub := harness.Greet(t, w.Server)
	pub.Send("PUB quiet.0.x 1", "x")
	pub.Sync()
	c.Expect("MSG quiet.0.x 0 1", "x")
	second := when()
	if !second.After(first) {
		t.Errorf("a delivery is no activity: %v, then %v", first, second)
	}
	harness.Eventually(t, harness.Patience, "a PING of the server is answered", func() bool {
		c.Sync()
		return list(w.json("/connz?name=quiet"), "connections")[0]["rtt"] != "0s"
	})
}

func TestSubsz(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := client(w, "s", 3)
	c.Send("SUB s.> q 9", "UNSUB 1")
	c.Sync()
	for query, want := range map[string][2]float64{ // total, listed
		"":                         {0, 0},
		"subs=1":                   {3, 3},
		"subs=1&limit=2":           {3, 2},
		"subs=1&offset=2&limit=2":  {3, 1},
		"subs=1&test=s.0.x":        {2, 2},
		"subs=1&test=s.7":          {1, 1},
		"subs=1&acc=NOPE":          {0, 0},
		"subs=1&acc=$G&internal=1": {3, 3},
	} {
		f := w.json("/subsz?" + query)
		if got := [2]float64{f["total"].(float64), float64(len(list(f, "subscriptions_list")))}; got != want {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	f := w.json("/subscriptionsz")
	if f["num_subscriptions"] != 3.0 || f["num_inserts"] != 4.0 || f["num_removes"] != 1.0 {
		t.Errorf("%v", f)
	}
}
