package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.uber.org/fx"
	"go.uber.org/fx/fxevent"

	"gnatsd/kernel/kernelfx"
	"gnatsd/modules/config"
)

// A description is what one module of a build contributes.
type description struct {
	name     string
	ports    []string // types of the kernel and groups that it fills
	sections []config.Section
}

// describe asks each module by itself, in a container that builds nothing but
// the descriptions of sections.
func (b Build) describe() ([]description, error) {
	if b.err != nil {
		return nil, b.err
	}
	var all []description
	for _, part := range b.parts {
		seen := &portLog{}
		var infos []kernelfx.SectionInfo
		app := fx.New(
			fx.WithLogger(func() fxevent.Logger { return seen }),
			part.Option,
			kernelfx.Sections(&infos),
		)
		if err := app.Err(); err != nil {
			return nil, fmt.Errorf("module %s: %w", part.Name, err)
		}
		d := description{name: part.Name, ports: seen.sorted()}
		for _, info := range infos {
			d.sections = append(d.sections, config.Section{Name: info.Name, Default: info.Defaults()})
		}
		slices.SortFunc(d.sections, func(a, b config.Section) int { return cmp.Compare(a.Name, b.Name) })
		all = append(all, d)
	}
	return all, nil
}

// Schema returns what the configuration of this build may say.
func (b Build) Schema() (*config.Schema, error) {
	all, err := b.describe()
	if err != nil {
		return nil, err
	}
	sections := []config.Section{{Name: identitySection, Default: identityConfig{}}}
	for _, d := range all {
		sections = append(sections, d.sections...)
	}
	return config.NewSchema(sections)
}

// portLog collects the types that fx says are provided.
type portLog struct{ ports []string }

func (l *portLog) LogEvent(event fxevent.Event) {
	provided, ok := event.(*fxevent.Provided)
	if !ok {
		return
	}
	for _, name := range provided.OutputTypeNames {
		if strings.HasPrefix(name, "kernel.") || strings.HasPrefix(name, "*zap.") || strings.Contains(name, "group = ") {
			l.ports = append(l.ports, name)
		}
	}
}

func (l *portLog) sorted() []string {
	ports := slices.DeleteFunc(l.ports, func(name string) bool { return strings.HasPrefix(name, "kernelfx.SectionInfo") })
	slices.Sort(ports)
	return slices.Compact(ports)
}
