// Package logging is the module that writes the log: a zap logger whose lines
// have the classic form or are JSON, to standard error or to a file.
//
// # Promise
//
// One entry is one line, written at once; nothing that a stranger sends can
// make a second one or move the cursor of a terminal.
//
// # Provides
//
// *zap.Logger.
//
// # Needs
//
// Nothing.
//
// # Configuration
//
//	debug       false  DBG lines (-D)
//	trace       false  TRC lines (-V)
//	log_file    ""     append to this file instead of standard error (-l)
//	logtime     true   time stamps on text lines (-T)
//	log_format  text   or json (--log_format)
//
// # Invariants
//
//   - I1: no line holds a control character, nor a rune that is not printable.
//   - I2: every entry is one call of Write that ends in a line feed.
//   - I3: lines that come before Start are kept for the log file; lines that
//     come after Stop still get there.
//   - I4: no call of a logger ends the process.
//   - I5: colours only on a character device, and never on Windows.
//
// # Goroutines
//
// None.
//
// # Limits
//
// Before the log file is open 64 KiB of lines are kept; what is more is dropped
// and the number of dropped lines is said.
package logging
