// Package transcript runs conversation scripts: text files that say, byte for byte, what clients send to a server and
// what must come back.
//
// # Promise
//
// Every byte counts. A script passes only if the server sent exactly what the script says, and nothing else until the
// end: a script ends with a PING on every open connection that spoke, whose PONG must be the very next thing.
//
// # Provides
//
//   - [Parse]: reads a script.
//   - [Script.Run]: runs it against a server.
//
// # The form
//
// One scenario per file. Lines starting with # are comments or directives: `# title: TEXT`, `# needs: FLAGS` (flags
// of the server), `# config:` followed by `#| LINE` (its configuration file), `# pings: manual` (the server's PINGs are
// shown to the script; otherwise they are answered and hidden). All other lines are a connection's name with a verb, or
// a step without a connection:
//
//	A open [noinfo]         connect and read INFO (noinfo: leave it unread)
//	A hello [JSON]          open, CONNECT with the JSON, PING; expect the answers
//	A > text                send the text and CR LF
//	A >> text               send exactly the text
//	A >1 text               send the text and CR LF, one byte at a time
//	A < text                the next bytes are the text and CR LF
//	A << text               the next bytes are exactly the text
//	A <~ regex              the next line matches as a whole; named groups become variables
//	A info CONDITIONS       the first INFO: key, !key, key=value, key>number, key~regex
//	A <info CONDITIONS      one more INFO arrives
//	A anyorder              the chunks of the following lines `| chunk` arrive, in any order
//	A splits "data" "reply" [pause]   for every split point: send data in two writes, expect reply (Go strings)
//	A sync                  PING, and PONG is the very next thing
//	A nothing [100ms]       nothing arrives for that long
//	A closed [any]          the server closes and sends nothing before (any: whatever)
//	A close, A reset        close our side, normally or with a TCP reset
//	count A,B total=N [groups=G] [each=LO..HI]   N messages arrive, at G subscriptions, LO to HI at each
//	repeat N [var] … end    loop, var runs from 1 to N
//	set NAME VALUE          set a variable
//
// Texts know the escapes \r \n \t \s (blank) \0 \\ \xNN, and {{…}}: a variable, {{i+1}} (+ - * %, left to right),
// {{"ab"*100}}, {{info.A.client_id}}. Blanks at the end of a line are dropped. `<@5s`: another timeout for that step.
//
// # Needs
//
// A running server's address; package harness for the connections.
//
// # Configuration
//
// None.
//
// # Invariants
//
//  1. A failure names the script's line, what was expected and what came.
//  2. An unknown directive, verb or escape is an error, so a script cannot pass by being misread.
//
// # Goroutines
//
// None.
//
// # Limits
//
// A step waits at most five seconds unless it says otherwise.
package transcript
