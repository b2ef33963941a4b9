// Package process is the module that tells other programs about this process:
// its number in a pid file, its addresses in a ports file. A server does
// without it. It also has the sender of signals to other servers.
//
// # Promise
//
// While the server runs the files say the truth; after a clean end they are
// gone.
//
// # Provides
//
// An observer of the moment when all doors are open, and a reloader of its
// section. [Sender] for the command line.
//
// # Needs
//
// kernel.Build, kernel.Security if there is one, *zap.Logger, and the doors that the gate shows.
//
// # Configuration
//
//	pid_file        ""  write the process id to this file (-P)
//	ports_file_dir  ""  write PRODUCT_PID.ports to this directory (--ports_file_dir)
//
// # Invariants
//
//   - I1: a pid file that cannot be written fails the start.
//   - I2: the ports file appears whole, and only when all doors are open.
//   - I3: a pid file that names another process by now is left alone.
//
// # Goroutines
//
// None.
//
// # Limits
//
// A ports file that cannot be written is only logged.
package process
