package tidy

import (
	"fmt"
	"os/exec"
	"path"
	"strings"
	"testing"
)

// Rule "imports": imports run downward only, from cmd to the modules to the kernel and modules/config.
// The imports are read from the files themselves, so files of every system and build tag count.

func TestImports(t *testing.T) {
	t.Parallel()
	keep(t, "imports", checkImports(repository(t)))
}

func checkImports(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		for name, spec := range s.imports() {
			why := ""
			if to, ours := strings.CutPrefix(name, t.module+"/"); ours {
				why = refuseProject(s, to)
			} else {
				why = refuseForeign(s, name)
			}
			if why != "" {
				where := t.at(s, spec.Pos())
				found = append(found, finding{where, fmt.Sprintf("imports %s: %s", name, why), s.path})
			}
		}
	}
	return found
}

// refuseProject gives the reason why a file must not import a package of the project, or "".
func refuseProject(s *source, to string) string {
	from := s.dir()
	switch {
	case anyUnder(to, "bench", "examples") && top(from) != top(to):
		return "nobody imports " + top(to)
	case under(to, "test") && !s.test() && !anyUnder(from, "test", "bench"):
		return "only tests and benchmarks import test"
	case under(to, "kernel/kerneltest") && !s.test() && !anyUnder(from, "kernel/kerneltest", "test"):
		return "only tests import kernel/kerneltest"
	}
	for _, f := range floors {
		if under(from, f.folder) {
			return f.refuse(s, to)
		}
	}
	return ""
}

// floor lists what the packages of a folder may import from the project beside their own sub-packages.
type floor struct {
	folder string
	may    []string
	why    string
}

// floors, the narrower folder before the wider; bench, examples and test stand outside and may import all.
var floors = []floor{
	{"kernel/subject", nil, "kernel/subject stands on nothing of the project"},
	{"kernel/wire", []string{"kernel/subject"}, "kernel/wire stands on kernel/subject only"},
	{"kernel/kernelfx", []string{"kernel"}, "kernel/kernelfx stands on the kernel only"},
	{"kernel/kerneltest", []string{"kernel"}, "kernel/kerneltest stands on the kernel only"},
	{"kernel", []string{"kernel"}, "the kernel knows nothing above it"},
	{"modules", []string{"kernel", "modules/config"}, "a module never imports another, ask a port of the kernel"},
	{"cmd", []string{"cmd", "modules", "kernel"}, "cmd stands on modules and kernel"},
}

func (f floor) refuse(s *source, to string) string {
	from := s.dir()
	own := f.folder
	if f.folder == "modules" {
		own = moduleOf(from)
	}
	wiring := under(to, "kernel/kernelfx") && under(from, "kernel") && !under(from, "kernel/kernelfx")
	if wiring && !under(from, "kernel/kerneltest") && !s.test() {
		return "the kernel does not know how it is wired"
	}
	if under(to, own) || anyUnder(to, f.may...) || s.test() && under(to, "test/certs") {
		return ""
	}
	return f.why
}

// moduleOf is the folder of the module a package belongs to: "modules/config" for "modules/config/natsconf".
func moduleOf(from string) string {
	parts := strings.SplitN(from, "/", 3)
	return path.Join(parts[:min(2, len(parts))]...)
}

// foreign lists what the kernel must not know of the world.
var foreign = []string{"go.uber.org/fx", "go.uber.org/zap", "github.com/spf13/viper", "github.com/spf13/cobra"}

// refuseForeign gives the reason why a file must not import a package of others, or "".
func refuseForeign(s *source, name string) string {
	from := s.dir()
	switch {
	case !under(from, "kernel") || under(from, "kernel/kerneltest") || !anyUnder(name, foreign...):
		return ""
	case !under(from, "kernel/kernelfx"):
		return "the kernel is plain Go"
	case name == "go.uber.org/fx/fxevent":
		return "what becomes of the container's own log is decided in cmd/cli"
	case anyUnder(name, "go.uber.org/fx", "go.uber.org/zap"):
		return "" // the gate wires doors and says when the server is ready
	}
	return "kernel/kernelfx knows fx and zap, and no more"
}

// TestKernelDependencies looks through the dependencies of dependencies, which the files do not show.
func TestKernelDependencies(t *testing.T) {
	t.Parallel()
	repo := repository(t)
	for _, name := range []string{"kernel", "kernel/wire", "kernel/subject"} {
		if !repo.paths[name] {
			t.Skipf("%s is not there yet", name)
		}
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", repo.module+"/"+name).Output()
		if err != nil {
			t.Fatalf("listing the dependencies of %s: %v", name, err)
		}
		for _, dep := range strings.Fields(string(out)) {
			if anyUnder(dep, foreign...) {
				t.Errorf("%s depends on %s: the kernel is plain Go", name, dep)
			}
		}
	}
}

func TestImportsRule(t *testing.T) {
	t.Parallel()
	selfTest(t, checkImports, []example{
		{"downward", map[string]string{
			"cmd/cli/a.go":                "package cli\nimport _ \"gnatsd/modules/auth\"\nimport _ \"gnatsd/kernel\"\n",
			"modules/auth/a.go":           "package auth\nimport _ \"gnatsd/modules/config\"\nimport _ \"gnatsd/kernel/wire\"\n",
			"modules/config/a.go":         "package config\nimport _ \"gnatsd/modules/config/natsconf\"\n",
			"kernel/a.go":                 "package kernel\nimport _ \"gnatsd/kernel/subject\"\n",
			"kernel/a_test.go":            "package kernel_test\nimport _ \"gnatsd/kernel/kerneltest\"\n",
			"kernel/kernelfx/a.go":        "package kernelfx\nimport _ \"gnatsd/kernel\"\nimport _ \"go.uber.org/fx\"\n",
			"kernel/kerneltest/a.go":      "package kerneltest\nimport _ \"gnatsd/kernel/kernelfx\"\n",
			"test/e2e/a_test.go":          "package e2e\nimport _ \"gnatsd/test/harness\"\nimport _ \"gnatsd/cmd/cli\"\n",
			"bench/main.go":               "package main\nimport _ \"gnatsd/bench/load\"\nimport _ \"gnatsd/modules/auth\"\n",
			"bench/proc/a.go":             "package proc\nimport _ \"gnatsd/test/certs\"\n",
			"modules/config/sub/x/y.go":   "package y\nimport _ \"gnatsd/modules/config\"\n",
			"modules/transport/t_test.go": "package transport\nimport _ \"gnatsd/test/certs\"\n",
			"modules/client/c_test.go":    "package client_test\nimport _ \"gnatsd/kernel/kerneltest\"\n",
			"kernel/wire/a_windows.go":    "package wire\nimport _ \"gnatsd/kernel/subject\"\n",
			"kernel/kerneltest/sub/a.go":  "package sub\nimport _ \"gnatsd/kernel/kerneltest\"\n",
		}, nil},
		{"a module knows another", map[string]string{
			"modules/auth/a.go": "package auth\nimport _ \"gnatsd/modules/authority\"\n",
		}, []string{"modules/auth/a.go:2: imports gnatsd/modules/authority: " +
			"a module never imports another, ask a port of the kernel"}},
		{"config knows a module", map[string]string{
			"modules/config/a.go": "package config\nimport _ \"gnatsd/modules/auth\"\n",
		}, []string{"modules/config/a.go:2: imports gnatsd/modules/auth: " +
			"a module never imports another, ask a port of the kernel"}},
		{"the kernel looks up", map[string]string{
			"kernel/a.go":         "package kernel\nimport _ \"gnatsd/modules/config\"\nimport _ \"go.uber.org/zap\"\n",
			"kernel/b.go":         "package kernel\nimport _ \"gnatsd/kernel/kernelfx\"\n",
			"kernel/subject/a.go": "package subject\nimport _ \"gnatsd/kernel/wire\"\n",
			"kernel/wire/a.go":    "package wire\nimport _ \"gnatsd/kernel\"\n",
		}, []string{
			"kernel/a.go:2: imports gnatsd/modules/config: the kernel knows nothing above it",
			"kernel/a.go:3: imports go.uber.org/zap: the kernel is plain Go",
			"kernel/b.go:2: imports gnatsd/kernel/kernelfx: the kernel does not know how it is wired",
			"kernel/subject/a.go:2: imports gnatsd/kernel/wire: kernel/subject stands on nothing of the project",
			"kernel/wire/a.go:2: imports gnatsd/kernel: kernel/wire stands on kernel/subject only",
		}},
		{"test code in the product", map[string]string{
			"cmd/cli/a.go":         "package cli\nimport _ \"gnatsd/kernel/kerneltest\"\n",
			"modules/auth/a.go":    "package auth\nimport _ \"gnatsd/test/harness\"\n",
			"modules/auth/b.go":    "package auth\nimport _ \"gnatsd/bench/load\"\n",
			"kernel/kernelfx/a.go": "package kernelfx\nimport _ \"go.uber.org/fx/fxevent\"\n",
			"kernel/kernelfx/b.go": "package kernelfx\nimport _ \"github.com/spf13/viper\"\n",
			"kernel/kernelfx/c.go": "package kernelfx\nimport _ \"go.uber.org/zap\"\n",
		}, []string{
			"cmd/cli/a.go:2: imports gnatsd/kernel/kerneltest: only tests import kernel/kerneltest",
			"kernel/kernelfx/a.go:2: imports go.uber.org/fx/fxevent: " +
				"what becomes of the container's own log is decided in cmd/cli",
			"kernel/kernelfx/b.go:2: imports github.com/spf13/viper: kernel/kernelfx knows fx and zap, and no more",
			"modules/auth/a.go:2: imports gnatsd/test/harness: only tests and benchmarks import test",
			"modules/auth/b.go:2: imports gnatsd/bench/load: nobody imports bench",
		}},
	})
}
