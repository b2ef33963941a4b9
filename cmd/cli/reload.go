package cli

import (
	"errors"
	"fmt"
	"strings"

	"go.uber.org/zap"

	"gnatsd/modules/config"
)

// reload reads the configuration again and puts it in force, all of it or
// nothing, and says what has changed.
func (r *running) reload() {
	next, changes, err := r.tryReload()
	if err != nil {
		r.loaded.Keep()
		r.log.Error("Failed to reload server configuration: "+strings.ReplaceAll(err.Error(), "\n", "; "),
			zap.String("event", "config_reload_failed"))
		return
	}
	r.loaded.Set(next)
	r.loaded.SetDigest(next.Digest())
	for _, warning := range next.Warnings() {
		r.log.Warn(warning)
	}
	for _, c := range changes {
		r.log.Info(fmt.Sprintf("Reloaded: %s: %s → %s, %s", c.Key, c.Old, c.New, c.Effect()))
	}
	r.log.Info("Reloaded server configuration"+digestOf(next), zap.String("event", "config_reloaded"))
}

func (r *running) tryReload() (*config.Loaded, []config.Change, error) {
	if configFile(r.flags) == "" {
		return nil, nil, errors.New("can only reload config when a file is provided using -c or --config")
	}
	next, err := load(r.schema, r.flags)
	if err != nil {
		return nil, nil, err
	}
	changes := r.loaded.Get().Changes(next)
	if err := r.refuse(changes); err != nil {
		return nil, nil, err
	}
	var commits []func()
	var errs []error
	for _, m := range r.controls.Reloaders {
		commit, err := m.Prepare(next.Section(m.Section))
		if err != nil {
			errs = append(errs, next.Locate(err))
			continue
		}
		commits = append(commits, commit)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	for _, commit := range commits {
		commit()
	}
	return next, changes, nil
}

// refuse names what cannot change while the server runs.
func (r *running) refuse(changes []config.Change) error {
	able := map[string]bool{}
	for _, m := range r.controls.Reloaders {
		able[m.Section] = true
	}
	var errs []error
	for _, c := range changes {
		if c.Effect() == "" || !able[c.Section] {
			errs = append(errs, fmt.Errorf("config reload not supported for %s: old=%s, new=%s", c.Key, c.Old, c.New))
		}
	}
	return errors.Join(errs...)
}

// digestOf returns " (sha256:…)" for what a file said, "" without a file.
func digestOf(l *config.Loaded) string {
	if l.Digest() == "" {
		return ""
	}
	return " (" + l.Digest() + ")"
}
