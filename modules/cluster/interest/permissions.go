package interest

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"gnatsd/kernel"
	"gnatsd/kernel/subject"
	"gnatsd/modules/config"
)

// Permissions say which interest crosses routes. Only interest is filtered, never
// messages (cluster §10.3).
type Permissions struct {
	Given  bool
	Import *Allowed // what this server asks others for; nil: everything
	Export *Allowed // what others may ask this server for; nil: everything
}

// Allowed are the subjects that may be subscribed to: those that an entry of
// Allow covers, all if that is nil, without those that an entry of Deny covers.
type Allowed struct {
	Allow []string `json:"allow,omitempty"`
	Deny  []string `json:"deny,omitempty"`
}

// Permits reports whether interest in a subject may cross.
func (a *Allowed) Permits(to string) bool {
	if a == nil {
		return true
	}
	return (a.Allow == nil || covered(a.Allow, to)) && !covered(a.Deny, to)
}

func covered(patterns []string, to string) bool {
	for _, pattern := range patterns {
		if subject.Covers(pattern, to) {
			return true
		}
	}
	return false
}

// Same reports whether both permit the same by the same words.
func (a *Allowed) Same(other *Allowed) bool { return reflect.DeepEqual(a, other) }

// granted are the permissions of another server's session: what it may ask for.
type granted struct{ *Allowed }

func (g granted) MayPublish([]byte) bool         { return true }
func (g granted) MaySubscribe(to, _ []byte) bool { return g.Permits(string(to)) }
func (g granted) MayReceive([]byte, string) bool { return true }

// GrantedTo returns the permissions of another server's session, nil for all.
func GrantedTo(export *Allowed) kernel.Permissions {
	if export == nil {
		return nil
	}
	return granted{export}
}

//nolint:staticcheck // the reference's text
var errResponses = errors.New("Cluster permissions do not support dynamic responses")

// DecodeConfig reads the block from what a file says.
func (p *Permissions) DecodeConfig(value any) error {
	block, ok := value.(map[string]any)
	if !ok {
		return errors.New("expected a block with import and export")
	}
	*p = Permissions{Given: true}
	for name, value := range block {
		into := &p.Import
		switch strings.ToLower(name) {
		case "import", "publish", "pub":
		case "export", "subscribe", "sub":
			into = &p.Export
		case "allow_responses", "publish_allow_responses":
			return config.Inside(errResponses, name)
		default:
			return config.Inside(fmt.Errorf("unknown field %q", name), name)
		}
		allowed := &Allowed{}
		if err := allowed.decode(value); err != nil {
			return config.Inside(err, name)
		}
		*into = allowed
	}
	return nil
}

// decode reads a subject, a list of them, or a block of two lists.
func (a *Allowed) decode(value any) (err error) {
	block, ok := value.(map[string]any)
	if !ok {
		a.Allow, err = subjects(value)
		return err
	}
	for name, value := range block {
		into := &a.Allow
		switch strings.ToLower(name) {
		case "allow":
		case "deny":
			into = &a.Deny
		default:
			return config.Inside(fmt.Errorf("unknown field %q", name), name)
		}
		if *into, err = subjects(value); err != nil {
			return config.Inside(err, name)
		}
	}
	return nil
}

func subjects(value any) ([]string, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	all := make([]string, 0, len(items))
	for i, item := range items {
		text, ok := item.(string)
		switch {
		case !ok:
			return nil, config.Inside(errors.New("expected a subject"), strconv.Itoa(i))
		case !subject.Valid(text):
			return nil, config.Inside(fmt.Errorf("subject %q is not a valid subject", text), strconv.Itoa(i))
		}
		all = append(all, text)
	}
	return all, nil
}

var _ kernel.Permissions = granted{}
