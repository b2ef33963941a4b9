// Package logging is the module that writes the log: a zap logger whose lines
// have the classic form or are JSON or logfmt, to standard error, to a file or to
// a syslog.
//
// # Promise
//
// One entry is one line, written at once; nothing that a stranger sends can
// make a second one or move the cursor of a terminal.
//
// # Provides
//
// *zap.Logger and kernel.Levels, its switch; a reloader of its section and a reopener
// of the log file.
//
// # Needs
//
// Nothing.
//
// # Configuration
//
//	log_file        ""     append to this file instead of standard error (-l)
//	log_format      text   or json, or logfmt (--log_format)
//	log_size_limit  0      bytes at which the file is put aside for a new one
//	log_max_num     0      files kept then, 0 for all
//	logtime         true   time stamps on lines (-T)
//	logtime_utc     false  in UTC instead of local time
//	syslog          false  the local syslog (-s)
//	remote_syslog   ""     the syslog at this URL (-r)
//	debug           false  DBG lines (-D)
//	trace           false  TRC lines (-V)
//	trace_verbose   false  the same (-VV)
//	log_levels      {}     least levels of single modules
//	log_repeats     20     equal warnings and errors written in ten seconds
//
// # Invariants
//
//   - I1: no line holds a control character, nor a rune that is not printable.
//   - I2: every entry is one call of Write that ends in a line feed.
//   - I3: lines that come before Start are kept for the log file; lines that
//     come after Stop still get there.
//   - I4: no call of a logger ends the process.
//   - I5: colours only on a character device, and never on Windows.
//   - I6: a reload changes the lines of all loggers there are, and loses none.
//   - I7: what is held back as repeated is counted, and the number is written.
//
// # Goroutines
//
// None.
//
// # Limits
//
// Before the log file is open 64 KiB of lines are kept; what is more is dropped
// and the number of dropped lines is said. 256 texts are counted as repeated at a
// time; further ones are all written. A dial to a syslog and a write to it may
// take a second; after a failed dial lines are dropped for ten, and counted. 64
// modules can have a level of their own switched on.
package logging
