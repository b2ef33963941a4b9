package monitor

import (
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"

	"gnatsd/kernel/status"
	"gnatsd/modules/config"
)

//go:embed dashboard
var dashboard embed.FS

// addDashboard adds the files of the dashboard, each a page of its own, and what
// it reads beside the pages there are.
func (m *Monitor) addDashboard() error {
	err := fs.WalkDir(dashboard, "dashboard", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := dashboard.ReadFile(name)
		m.pages["/"+name] = page{needs: roleRead, serve: file(name, text)}
		return err
	})
	if err != nil {
		return err
	}
	front := m.pages["/dashboard/index.html"]
	front.counted = "/dashboard/"
	m.pages["/dashboard/"] = front
	m.pages["/dashboard"] = page{needs: roleNobody, serve: func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, m.base+"/dashboard/", http.StatusTemporaryRedirect)
	}}
	m.page("/api/v1/config", roleOperate, m.settings)
	m.add(endpoint{"/api/v1/history", func(*status.Query) (any, error) {
		return m.history.answer(absent{m.with.Build}.stamp())
	}})
	return nil
}

func file(name string, text []byte) http.HandlerFunc {
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = typeText
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", kind)
		// Nothing from elsewhere; the one exception is the empty icon.
		h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; "+
			"frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		_, _ = w.Write(text) // who has gone does not need it
	}
}

// configured is a configuration that can tell where its values come from.
type configured interface{ Settings() []config.Setting }

// settings shows what the configuration is, with secrets masked, to operators
// and never to pages from elsewhere (I2).
func (m *Monitor) settings(w http.ResponseWriter, r *http.Request) {
	var answer struct {
		stamp
		Settings []config.Setting `json:"settings"`
	}
	answer.stamp = absent{m.with.Build}.stamp()
	answer.Settings = []config.Setting{}
	if c, ok := m.with.Tree.(configured); ok {
		answer.Settings = c.Settings()
	}
	if text, ok := m.encode(w, r, &answer); ok {
		w.Header().Set("Content-Type", typeJSON)
		_, _ = w.Write(text) // who has gone does not need it
	}
}
