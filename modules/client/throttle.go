package client

import (
	"strings"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// A throttle bounds the lines of one sort in a log, per second.
type throttle struct {
	second        int64
	shown, missed int
}

// note says whether one more line may be written, and with the first line of a
// new second how many were not.
func (t *throttle) note(now time.Time, most int) (shown bool, missed int) {
	if s := now.Unix(); s != t.second {
		missed = t.missed
		*t = throttle{second: s}
	}
	if t.shown == most {
		t.missed++
		return false, 0
	}
	t.shown++
	return true, missed
}

const (
	violationsShown = 10  // lines per second about one party
	clipMax         = 128 // bytes of a client's own words in a line
)

// violation logs what was refused, for whom and by which rule.
func (p *party) violation(what string, subject []byte, why func(kernel.Explainer) string, more zap.Field) {
	shown, missed := p.violations.note(time.Now(), violationsShown)
	if !shown {
		return
	}
	fields := []zap.Field{
		zap.String("event", "permission_violation"), zap.String("user", p.session.Identity().User),
		zap.ByteString("subject", clipped(subject)), more,
	}
	if e, ok := p.session.Permissions().(kernel.Explainer); ok {
		if rule := why(e); strings.HasPrefix(rule, "refused") { // else it is a reserved name, which is in no rule
			fields = append(fields, zap.String("rule", rule))
		}
	}
	if missed > 0 {
		fields = append(fields, zap.Int("missed", missed))
	}
	p.log().Error(what, fields...)
}

func clipped(b []byte) []byte { return b[:min(len(b), clipMax)] }
