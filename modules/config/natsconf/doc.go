// Package natsconf reads and writes the NATS configuration language.
//
// # Promise
//
// A text comes out as a tree in which every key and value knows its file, line and column, or it is refused with
// errors that say where, what was found and what was expected. No input panics, hangs, or takes time or memory out of
// proportion to its size.
//
// # Provides
//
// Parse and ParseFile (the tree), Import (a tree of what other formats hold), TreeJSON (the tree as JSON), Digest (its
// hash), Plain (Go values), Encode (the way back), Codec (both for viper), Nearest (what a misspelt key may stand for).
//
// # Needs
//
// Nothing but the standard library. The environment and the opening of included files can be replaced by Options.
//
// # Grammar
//
// In EBNF. NL is LF or CR; WS is blank or tab; blank is any Unicode white space, NL included. Input is UTF-8, a
// byte-order mark is skipped, a NUL byte is refused, other bytes that are not UTF-8 pass through inside strings and
// keys.
//
//	file      = { blank | comment | statement | "{" | "}" } .      braces here must pair up, see below
//	statement = entry | directive .
//	entry     = key { blank } [ ( "=" | ":" ) { blank } ] value { WS } end .
//	directive = "include" blank { WS } name { WS } end .           any case
//	end       = NL | "," | ";" | "}" | comment | EOF .             EOF at top level only; "}" in a map closes it
//	comment   = ( "#" | "//" ) { any but NL } .
//
//	key       = quoted | char { char } .                           char: any but blank, "=" and ":"
//	name      = quoted | any but digit - [ { ( \ , then up to WS, NL, ";", "}" or "'" .
//	quoted    = '"' { any but '"' } '"' | "'" { any but "'" } "'" .   no escapes
//
//	value     = string | raw | block | array | map | number | word .
//	string    = '"' { any but '"' and "\" | escape } '"' .
//	escape    = "\t" | "\n" | "\r" | `\"` | `\\` | "\x" hex hex .   \x makes one byte
//	raw       = "'" { any but "'" } "'" .
//	block     = "(" text NL ")" .                                  ")" followed by NL or EOF; text keeps both its NL
//	array     = "[" { blank | comment | value { WS } [ "," | NL | comment ] } "]" .
//	map       = "{" { blank | comment | statement } "}" .
//	word      = { any but WS, NL and , ; ] } ' \ | escape } [ "'" ] .  the quote is swallowed
//
//	number    = integer | float | date | address .
//	integer   = [ "-" ] digit { digit } [ suffix ] .
//	suffix    = ( "k" | "m" | "g" | "t" | "p" | "e" ) [ "b" | "i" | "ib" ] .   any case
//	float     = [ "-" ] digit { digit } "." digit { digit } .
//	date      = YYYY "-" MM "-" DD "T" hh ":" mm ":" ss "Z" .
//	address   = a float followed by "." and then any of digit . : -
//
// # Meaning
//
//   - After a separator a new line ends the search for the value: an error at top level; in a map it is skipped.
//   - Braces around the statements of a file (JSON style) mean nothing. A closing brace too many is passed behind a
//     value and at the end of the file; elsewhere it is a key.
//   - A bare key ends at white space or a separator only: "a{" is a key, so a map needs a blank in front of it.
//   - A key that comes twice in a map: the last one counts, maps are not merged. Keys keep their case, keys that
//     differ in case are different.
//   - An empty value at top level ("a =" at the end of the file, "a = ;") is an empty string; in a map it is an error
//     in front of "," and "}".
//   - A suffix alone is a power of 1000 (k, m, g, t, p, e); with b, i or ib behind it a power of 1024. A result over
//     64 bits is an error. What starts with digits and is no number is a string: 2s, 1h30m, 0x10, 1kk. After a minus
//     only what could be a size may become a string. A date must exist.
//   - A word is a boolean (true, yes, on, false, no, off in any case) or a variable only if there is no escape in it
//     and no quote ended it.
//   - Durations are strings; the option that wants one reads it.
//
// Variables: a bare word that starts with "$" takes the value of a key, of whatever type, structures included. The
// name is the rest of the word. Looked up are the maps around the reference, innermost first, as far as they have
// been read; then the environment; then both again with the case of the name ignored, where two candidates in one
// place are an error. A key that was used in this way is marked (Entry.Used). A word that starts with "$2a$" is a
// bcrypt hash and stays a string. The text of an environment variable is read as a value of its own: it may use other
// environment variables but not the file's keys, and only its first value counts, so it cannot bring in a key.
//
// Includes: the name is joined to the folder of the file that holds the directive, even if it starts with "/". The
// file is read on its own and sees no variables of its includer; its top-level entries are then put into the map that
// the directive stands in, where they replace equal keys in front of them and are replaced by later ones. In an array
// "include" is a string.
//
// # Errors
//
// Parse returns Errors. Syntax errors stop it; unknown variables, bad escapes, numbers out of range and impossible
// dates are collected, ten at most. Each Error has a Pos, a Class, and the chain of includes. The text has the form
//
//	server.conf:3:9: Parse error: found "x" behind a value, expected a new line, "," ";" or a comment
//
// in which the constant ParseError stands because client tools look for it. Errors about the meaning of a key, and a
// main file that cannot be read, do not carry it.
//
// # Invariants
//
//   - I1: a tree that was returned is not changed any more. Values taken from a variable share their insides.
//   - I2: Parse of what Encode wrote gives the values that went in.
//   - I3: the place of a value is where it is used; what is inside a variable's value has the places of its
//     definition.
//
// # Limits
//
// Options: 16 MiB of text, counted as if includes and variables were written out; 1 Mi values; 1000 levels of nesting
// and 1000 includes. Ten errors per text.
package natsconf
