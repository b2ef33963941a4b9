package cli

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/term"
)

const (
	passwordAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@$#%^&*()"
	passwordLength   = 22
	costDefault      = 11
	passwordMax      = 72 // bytes; bcrypt looks at no more
)

// passwordTool is one run of the passwd command.
type passwordTool struct {
	in     io.Reader
	out    io.Writer
	ask    bool
	cost   int
	verify string
}

func (p *program) passwdCommand() *cobra.Command {
	t := &passwordTool{out: p.out}
	command := &cobra.Command{
		Use:   "passwd",
		Short: "Make a password, or read one, and print its bcrypt hash",
		Args:  noWords,
		RunE: func(c *cobra.Command, _ []string) error {
			t.in = c.InOrStdin()
			return t.run()
		},
	}
	flags := command.Flags()
	flags.BoolVarP(&t.ask, "password", "p", false, "read the password: prompted on a terminal, else one line")
	flags.IntVarP(&t.cost, "cost", "c", costDefault, "cost of the hash, 4 to 31; one more takes twice the time")
	flags.StringVar(&t.verify, "verify", "", "read the password and tell whether it belongs to this hash")
	return command
}

func (t *passwordTool) run() error {
	if t.cost < bcrypt.MinCost || t.cost > bcrypt.MaxCost {
		return usagef("flag -c: the cost is %d to %d, not %d", bcrypt.MinCost, bcrypt.MaxCost, t.cost)
	}
	if t.verify != "" {
		return t.compare()
	}
	password, err := t.password()
	if err != nil {
		return err
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), t.cost)
	if err != nil {
		return fmt.Errorf("Error producing bcrypt hash: %w", err)
	}
	if !t.ask {
		_, _ = fmt.Fprintf(t.out, "pass: %s\n", password)
	}
	_, err = fmt.Fprintf(t.out, "bcrypt hash: %s\n", hash)
	return err
}

func (t *passwordTool) compare() error {
	password, err := t.read(false)
	if err != nil {
		return err
	}
	switch err := bcrypt.CompareHashAndPassword([]byte(t.verify), []byte(password)); {
	case errors.Is(err, bcrypt.ErrMismatchedHashAndPassword):
		return errors.New("the password does not belong to the hash")
	case err != nil:
		return fmt.Errorf("reading the hash: %w", err)
	}
	_, err = fmt.Fprintln(t.out, "the password belongs to the hash")
	return err
}

func (t *passwordTool) password() (string, error) {
	if t.ask {
		return t.read(true)
	}
	password := make([]byte, passwordLength)
	for i := range password {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(passwordAlphabet))))
		if err != nil {
			return "", fmt.Errorf("making a password: %w", err)
		}
		password[i] = passwordAlphabet[n.Int64()]
	}
	return string(password), nil
}

// read takes a password from a terminal without showing it, twice if it is a new
// one, or the first line of what else the input is.
func (t *passwordTool) read(twice bool) (string, error) {
	password, err := t.readFirst(twice)
	switch {
	case err != nil:
		return "", err
	case password == "":
		return "", errors.New("the password is empty")
	case len(password) > passwordMax:
		return "", fmt.Errorf("Error producing bcrypt hash: %w", bcrypt.ErrPasswordTooLong)
	}
	return password, nil
}

func (t *passwordTool) readFirst(twice bool) (string, error) {
	file, ok := t.in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return firstLine(t.in)
	}
	password, err := t.prompt(file, "Enter Password: ")
	if err != nil || !twice {
		return password, err
	}
	again, err := t.prompt(file, "Reenter Password: ")
	if err == nil && again != password {
		err = errors.New("Error, passwords do not match")
	}
	return password, err
}

func (t *passwordTool) prompt(terminal *os.File, text string) (string, error) {
	_, _ = fmt.Fprint(t.out, text)
	password, err := term.ReadPassword(int(terminal.Fd()))
	_, _ = fmt.Fprintln(t.out)
	if err != nil {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	return string(password), nil
}

// lineMax bounds, in bytes, what is read in search of the end of the line.
const lineMax = 4 << 10

func firstLine(in io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, lineMax)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), nil
}
