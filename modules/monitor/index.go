package monitor

import (
	"bytes"
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

//go:embed index.html
var indexText string

var indexPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("index").Parse(indexText))
})

// index lists all pages there are.
func (m *Monitor) index(w http.ResponseWriter, _ *http.Request) {
	links := slices.Sorted(maps.Keys(m.pages))
	links = slices.DeleteFunc(links, func(path string) bool {
		return path == "/" || m.pages[path].counted == ""
	})
	var page bytes.Buffer
	err := indexPage().Execute(&page, map[string]any{
		"Build": m.with.Build, "Level": kernel.Level, "Base": m.base, "Links": links,
		"Uptime": status.Uptime(time.Since(m.started)),
	})
	if err != nil {
		m.log.Error("Index not made", zap.Error(err))
		refuse(w, http.StatusInternalServerError, "internal error")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = w.Write(page.Bytes()) // who has gone does not need it
}
