// Command gnatsd is the stock build of the server. To make a build of your own,
// copy this file into a module of yours, edit the list and build it.
package main

import (
	"os"

	"gnatsd/cmd/cli"
)

func main() { os.Exit(cli.Main(cli.Stock())) }
