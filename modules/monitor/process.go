package monitor

import (
	"encoding/json"
	"net/http"
	"runtime"
)

// addProcess adds the pages that show the process from inside (I2).
func (m *Monitor) addProcess() {
	m.page("/stacksz", roleOperate, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", typeText)
		_, _ = w.Write(stacks()) // who has gone does not need it
	})
	m.page("/debug/vars", roleOperate, func(w http.ResponseWriter, _ *http.Request) {
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		program, _ := json.Marshal([]string{m.with.Build.Product}) // strings and numbers always encode
		figures, _ := json.Marshal(&memory)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		// Each on a line of its own, as Go's own page has it.
		_, _ = w.Write([]byte("{\n\"cmdline\": " + string(program) + ",\n\"memstats\": " + string(figures) + "\n}\n"))
	})
}

// stacksMax bounds the dump of all goroutines.
const stacksMax = 64 << 20

func stacks() []byte {
	for size := 64 << 10; ; size *= 2 {
		buf := make([]byte, size)
		if n := runtime.Stack(buf, true); n < size || size >= stacksMax {
			return buf[:n]
		}
	}
}
