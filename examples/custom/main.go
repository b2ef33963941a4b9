// Command custom is a server of somebody's own: gnatsd without files about its
// process, with another authenticator and with one more door.
package main

import (
	"os"

	"custom/hello"
	"custom/letmein"

	"gnatsd/cmd/cli"
)

func main() {
	os.Exit(cli.Main(cli.Stock().
		Without("process").
		Swap("auth", letmein.Module).
		With("hello", hello.Module)))
}
