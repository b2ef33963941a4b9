package monitor

import (
	"net/http"
	"testing"

	"gnatsd/test/harness"
)

func TestTopSubjects(t *testing.T) {
	t.Parallel()
	off := start(t)
	if answer, _ := fetch(t, http.MethodGet, off.url+"/topz"); answer.StatusCode != http.StatusNotFound {
		t.Errorf("nothing is counted, and yet %s", answer.Status)
	}
	w := start(t, "-c", yamlFile(t, "top_subjects: 2\n"))
	pub := harness.Greet(t, w.Server)
	for range 5 {
		pub.Send("PUB busy 2", "hi", "PUB busy 2", "hi", "PUB other 1", "x", "PUB third 0", "", "PUB other 1", "x")
	}
	pub.Send("PUB busy 2", "hi")
	pub.Sync()
	top := list(w.json("/topz"), "subjects")
	if len(top) != 2 || top[0]["subject"] != "busy" || top[0]["msgs"] != 11.0 || top[0]["bytes"] != 22.0 ||
		top[0]["error"] != 0.0 || top[1]["subject"] != "other" || top[1]["msgs"] != 10.0 {
		t.Errorf("%v", top)
	}
}
