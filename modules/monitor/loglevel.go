package monitor

import (
	"encoding/json"
	"net/http"

	"go.uber.org/zap"
)

// logLevels is what /api/v1/log/level says, and of a change what was made.
type logLevels struct {
	stamp
	// Levels has the least level of each module with one of its own, and that of
	// all others under the empty name.
	Levels map[string]string `json:"levels"`
	// Change says whether this asker could change them.
	Change bool `json:"change"`
}

// A levelChange is the body of a PUT. It holds until the configuration is loaded
// again.
type levelChange struct {
	Module string `json:"module"` // empty: all without a level of their own
	Level  string `json:"level"`  // empty: the module has none of its own any more
}

// changeBytesMax bounds the body of a change.
const changeBytesMax = 4 << 10

// levelSwitch shows and changes levels of the log.
type levelSwitch struct{ *Monitor }

// add makes a page of it, if the levels can be switched.
func (s levelSwitch) add() {
	const path = "/api/v1/log/level"
	if s.with.Levels != nil {
		s.pages[path] = page{counted: path, needs: roleRead, serve: s.show, change: s.change}
	}
}

func (s levelSwitch) show(w http.ResponseWriter, r *http.Request) {
	may := s.access.config.Load().Admin && s.access.role(r.Header.Get("Authorization"), r) >= roleOperate
	answer := logLevels{absent{s.with.Build}.stamp(), s.with.Levels.Levels(), may}
	if text, ok := s.encode(w, r, &answer); ok {
		w.Header().Set("Content-Type", typeJSON)
		_, _ = w.Write(text) // who has gone does not need it
	}
}

func (s levelSwitch) change(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Content-Type") != typeJSON {
		refuse(w, http.StatusUnsupportedMediaType, "expected "+typeJSON)
		return
	}
	var c levelChange
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, changeBytesMax))
	body.DisallowUnknownFields()
	if err := body.Decode(&c); err != nil {
		refuse(w, http.StatusBadRequest, `expected {"module": …, "level": …}`)
		return
	}
	if err := s.with.Levels.SetLevel(c.Module, c.Level); err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	s.log.Info("Log level changed", zap.String("event", "admin_action"), zap.String("remote", r.RemoteAddr),
		zap.String("user", asker(r)), zap.String("module", c.Module), zap.String("new", c.Level))
	s.show(w, r)
}

// asker names who asks, for the log.
func asker(r *http.Request) string {
	if user, _, ok := r.BasicAuth(); ok {
		return user
	}
	if c := shown(r); c != nil {
		return c.Subject.CommonName
	}
	return "[token]"
}
