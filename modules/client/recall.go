package client

import (
	"fmt"

	"gnatsd/modules/config"
)

// Recall says what monitoring is to remember of clients.
type Recall struct {
	MaxClosed   int `conf:"max_closed_clients" since:"2.0.0" doc:"Closed connections that monitoring remembers"`
	TopSubjects int `conf:"top_subjects" since:"2.0.0" doc:"Busiest subjects to find out, 0 not to look"`
}

// DefaultRecall is the configuration of who writes none.
func DefaultRecall() Recall { return Recall{MaxClosed: 10000} }

// topMax bounds how many subjects are looked for.
const topMax = 10000

// Validate reports what can't work.
func (r Recall) Validate() error {
	switch {
	case r.MaxClosed < 0:
		return config.Inside(fmt.Errorf("must not be negative, not %d", r.MaxClosed), "max_closed_clients")
	case r.TopSubjects < 0 || r.TopSubjects > topMax:
		return config.Inside(fmt.Errorf("must be 0 to %d, not %d", topMax, r.TopSubjects), "top_subjects")
	}
	return nil
}
