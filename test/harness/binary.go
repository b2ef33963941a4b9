package harness

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// serverVariable names the environment variable that runs the suite against another server binary.
const serverVariable = "GNATSD_TEST_SERVER"

// errNoCommand: the repository has no cmd/gnatsd to build.
var errNoCommand = errors.New("cmd/gnatsd does not exist")

// command is the server's program and its fixed arguments; set by Main before any test runs, read only afterwards.
var command []string

// Main finds or builds the server, runs the tests and returns the exit status for TestMain.
func Main(m *testing.M) int {
	if named := os.Getenv(serverVariable); named != "" {
		command = strings.Fields(named)
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "gnatsd-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "harness:", err)
		return 1
	}
	defer os.RemoveAll(dir)
	switch bin, err := build(dir); {
	case errors.Is(err, errNoCommand):
		fmt.Fprintf(os.Stderr, "harness: skipping every test: %v and %s is not set\n", err, serverVariable)
		return 0
	case err != nil:
		fmt.Fprintln(os.Stderr, "harness:", err)
		return 1
	default:
		command = []string{bin}
	}
	return m.Run()
}

// build compiles cmd/gnatsd into dir.
func build(dir string) (string, error) {
	root, err := RepoRoot()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(root, "cmd", "gnatsd")); err != nil {
		return "", errNoCommand
	}
	if err := watch(root); err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "gnatsd")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	args := []string{"build", "-o", bin}
	if RaceEnabled {
		args = append(args, "-race")
	}
	cmd := exec.Command("go", append(args, "./cmd/gnatsd")...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building cmd/gnatsd: %w\n%s", err, out)
	}
	return bin, nil
}

// watch opens every source folder of the server. The go command keeps test results until a file the test itself opened
// has changed, and does not see what the build in this process reads: without it an old "ok" would outlive a change.
func watch(root string) error {
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("looking at the sources: %w", err)
	}
	return nil
}

// RepoRoot returns the folder of go.mod above the working directory, which is the tested package's folder.
func RepoRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("finding the repository: %w", err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("finding the repository: no go.mod above the working directory")
		}
	}
}

// Command returns the server's program and its fixed arguments as one line.
func Command() string { return strings.Join(command, " ") }

// OwnServer skips a test of something we decided to do differently when the suite runs against another server.
func OwnServer(t testing.TB) {
	t.Helper()
	if os.Getenv(serverVariable) != "" {
		t.Skipf("a decision of ours, and %s names another server", serverVariable)
	}
}
