package monitor

import (
	"encoding/json"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"gnatsd/kernel/status"
)

// health is the answer of /healthz.
type health struct {
	Status string    `json:"status"`
	Error  string    `json:"error,omitempty"`
	Errors []problem `json:"errors,omitempty"`
}

type problem struct {
	Type     string `json:"type"`
	Account  string `json:"account,omitempty"`
	Stream   string `json:"stream,omitempty"`
	Consumer string `json:"consumer,omitempty"`
	Error    string `json:"error"`
}

// probes answer whether the server is well.
type probes struct{ *Monitor }

func (m probes) add() {
	needs := roleRead
	if m.config.Access.HealthOpen {
		needs = roleNobody
	}
	m.page("/healthz", needs, m.healthz)
	m.page("/healthz/ready", needs, m.healthz)
	m.alias("/readyz", "/healthz/ready")
	m.page("/healthz/live", needs, func(w http.ResponseWriter, r *http.Request) {
		m.sendHealth(w, r, http.StatusOK, health{Status: "ok"})
	})
	m.alias("/livez", "/healthz/live")
}

// healthz takes the parameters in the reference's order.
func (m probes) healthz(w http.ResponseWriter, r *http.Request) {
	q := status.NewQuery(r.URL.Query())
	if q.Bool("js-enabled") {
		m.log.Warn("Healthcheck: js-enabled deprecated, use js-enabled-only instead")
	}
	for _, name := range []string{"js-enabled-only", "js-server-only", "js-meta-only"} {
		q.Bool(name)
	}
	details := q.Bool("details")
	if err := q.Err(); err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	account, stream, consumer := q.Text("account"), q.Text("stream"), q.Text("consumer")
	switch problem := m.unready(); {
	case stream != "" && account == "":
		m.fail(w, r, details, http.StatusBadRequest, "BAD_REQUEST",
			`"account" must not be empty when checking stream health`)
	case consumer != "" && stream == "":
		m.fail(w, r, details, http.StatusBadRequest, "BAD_REQUEST",
			`"stream" must not be empty when checking consumer health`)
	case problem != "":
		m.fail(w, r, details, http.StatusInternalServerError, "CONNECTION", problem)
	default:
		m.sendHealth(w, r, http.StatusOK, health{Status: "ok"})
	}
}

// unready says which doors should let strangers in and do not, "" if all do.
func (m *Monitor) unready() string {
	const text = "failed to be ready for connections after 1ms: "
	doors := m.doors.Load()
	if doors == nil {
		return text + "server"
	}
	var shut []string
	for _, door := range *doors {
		if d, ok := door.(status.Listening); ok {
			if name, listening := d.Listening(); !listening {
				shut = append(shut, name)
			}
		}
	}
	if len(shut) == 0 {
		return ""
	}
	return text + strings.Join(shut, ", ")
}

func (m probes) fail(w http.ResponseWriter, r *http.Request, details bool, code int, kind, text string) {
	if details {
		m.log.Warn("Healthcheck failed: 1 errors", zap.String("event", "health_check_failed"), zap.String("type", kind))
		m.sendHealth(w, r, code, health{Status: "error", Errors: []problem{{Type: kind, Error: text}}})
		return
	}
	m.log.Warn(`Healthcheck failed: "`+text+`"`, zap.String("event", "health_check_failed"))
	m.sendHealth(w, r, code, health{Status: "error", Error: text})
}

func (m probes) sendHealth(w http.ResponseWriter, _ *http.Request, code int, h health) {
	text, _ := json.Marshal(h) // strings always encode
	m.open(w)
	w.Header().Set("Content-Type", typeJSON)
	w.WriteHeader(code)
	_, _ = w.Write(text) // who has gone does not need it
}
