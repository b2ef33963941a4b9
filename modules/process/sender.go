package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// A Sender tells running servers what to do.
type Sender struct {
	Program string // name of the servers' program
	Self    int    // this process, which is none of them

	// Replaced by tests; nil means those of the system.
	Table func(program string) ([]int, error)
	Kill  func(pid int, command string) error
}

// errTable is the error about a process table that cannot be read.
var errTable = errors.New("unable to resolve pid, try providing one")

// Send sends a command to who: "" is the only server there is, a number that
// process, a number or nothing followed by * all servers whose process id starts
// with it, anything else a file that holds one of these. The texts of its errors
// are those that users' tools know.
func (s Sender) Send(command, who string) error {
	who, every, err := target(who)
	if err != nil {
		return err
	}
	pids, err := s.find(who, every)
	if err != nil {
		return err
	}
	if !slices.Contains(commands, command) {
		return fmt.Errorf("unknown signal %q", command)
	}
	kill := s.Kill
	if kill == nil {
		kill = deliver
	}
	var errs []error
	for _, pid := range pids {
		if err := kill(pid, command); err != nil {
			errs = append(errs, fmt.Errorf("signal %q %d: %w", command, pid, err))
		}
	}
	return errors.Join(errs...)
}

// commands are what a server can be told.
var commands = []string{"stop", "quit", "term", "reopen", "reload", "ldm"}

// target reads who is meant: a number, perhaps empty, and whether it is the
// beginning of one.
func target(who string) (number string, every bool, err error) {
	number, every = strings.CutSuffix(who, "*")
	if isPid(number) || number == "" {
		return number, every, nil
	}
	number, every, err = pidIn(who)
	if err != nil {
		return "", false, fmt.Errorf("invalid pid: %s", who)
	}
	return number, every, nil
}

// pidFileMax is the length, in bytes, past which a file holds no process id.
const pidFileMax = 64

func pidIn(path string) (number string, every bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", false, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, pidFileMax))
	if err != nil {
		return "", false, err
	}
	number, every = strings.CutSuffix(strings.TrimSpace(string(text)), "*")
	if !isPid(number) && (number != "" || !every) {
		return "", false, strconv.ErrSyntax
	}
	return number, every, nil
}

func isPid(text string) bool {
	n, err := strconv.ParseInt(text, 10, 32)
	return err == nil && n > 0
}

func (s Sender) find(number string, every bool) ([]int, error) {
	if number != "" && !every {
		pid, err := strconv.Atoi(number)
		return []int{pid}, err
	}
	table := s.Table
	if table == nil {
		table = processes
	}
	pids, err := table(s.Program)
	if err != nil {
		return nil, errTable
	}
	pids = slices.DeleteFunc(pids, func(pid int) bool {
		return pid == s.Self || !strings.HasPrefix(strconv.Itoa(pid), number)
	})
	slices.Sort(pids)
	switch {
	case len(pids) == 0:
		return nil, fmt.Errorf("no %s processes running", s.Program)
	case len(pids) > 1 && !every:
		lines := []string{fmt.Sprintf("multiple %s processes running:", s.Program)}
		for _, pid := range pids {
			lines = append(lines, strconv.Itoa(pid))
		}
		return nil, errors.New(strings.Join(lines, "\n"))
	}
	return pids, nil
}
