package harness

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// serverVariable names the environment variable that runs the suite against another server binary.
const serverVariable = "GNATSD_TEST_SERVER"

// errNoCommand: the repository has no cmd/gnatsd to build.
var errNoCommand = errors.New("cmd/gnatsd does not exist")

// builtIn is the folder of the built server, empty when none was built; written once by program, read by Main when
// the tests have ended.
var builtIn string

// program returns the server's program and its fixed arguments. It works when the first test asks, not in Main: only
// while tests run does the go command note what they depend on.
var program = sync.OnceValues(func() ([]string, error) {
	if named := os.Getenv(serverVariable); named != "" {
		return strings.Fields(named), nil
	}
	root, err := RepoRoot()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(root, "cmd", "gnatsd")); err != nil {
		return nil, errNoCommand
	}
	if err := watch(root); err != nil {
		return nil, err
	}
	if builtIn, err = os.MkdirTemp("", "gnatsd-test-"); err != nil {
		return nil, fmt.Errorf("making a folder for the server: %w", err)
	}
	bin, err := build(root, builtIn)
	return []string{bin}, err
})

// Main runs the tests, removes the server they built, and returns the exit status for TestMain.
func Main(m *testing.M) int {
	code := m.Run()
	if builtIn == "" {
		return code
	}
	if err := os.RemoveAll(builtIn); err != nil {
		fmt.Fprintln(os.Stderr, "harness: removing the server:", err)
		return max(code, 1)
	}
	return code
}

// Program returns the server's program and its fixed arguments, built first if need be. The test is skipped when there
// is nothing to build.
func Program(t testing.TB) []string {
	t.Helper()
	command, err := program()
	if errors.Is(err, errNoCommand) {
		t.Skipf("%v and %s is not set", err, serverVariable)
	}
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(command)
}

// build compiles cmd/gnatsd into dir, with the race detector if the tests have it.
func build(root, dir string) (string, error) {
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

// OwnServer skips a test of something we decided to do differently when the suite runs against another server.
func OwnServer(t testing.TB) {
	t.Helper()
	if os.Getenv(serverVariable) != "" {
		t.Skipf("a decision of ours, and %s names another server", serverVariable)
	}
}
