// Package config loads the configuration: one tree, one order of precedence,
// flag over environment over file over default.
//
// Modules declare what they understand as a struct with tags; from these
// structs come the flags, the names in the environment, decoding, validation
// and the errors about keys that nobody knows. The tags of a field are
//
//	conf:"max_payload"      its key; of a struct, the name of its block
//	alias:"a,b"             other keys for the same in a file
//	flag:"p,port"           its flags, the one-letter name first; none without
//	arg:"port"              what help calls the argument of the flag
//	group:"Server"          the heading of help under which the flag stands
//	unit:"bytes"            whole numbers may carry a size suffix (64KB)
//	unit:"duration"         numbers are an old form and get a warning
//	zero:"default"          zero counts as not given
//	part:"listen"           the host (a string) or the port (an int) of that address
//	reload:"live"           a reload changes it: live, clients or new; none cannot
//	since:"2.0.0"           the first version of the server that had it
//	doc:"…"                 one sentence; or see [Documented]
//	example:"{ user: a }"   what the sample shows of a key that has no default
//
// Fields are of type string, [Secret], bool, int, int64, float64,
// time.Duration (plain numbers are seconds), []string, struct (a block), slice
// of struct (a list of blocks), any (what the file's codec made of it), or a
// type that is a [Decoder]. A flag name that several boolean fields declare
// sets all of them. The tags group and reload of a field named _ hold for the
// fields behind it that have none.
//
// # Promise
//
// What [Load] returns is complete, of the declared types and validated; or there
// is one error that says what is wrong and where it was written.
//
// # Provides
//
// [NewSchema], [Load], [Codecs], [Secret]. A Loaded tells which values changed
// against another and where each comes from; a Schema has an [Outline] for
// pages about it.
//
// # Needs
//
// Nothing: it is used before the container exists.
//
// # Configuration
//
// The environment variable of a key is GNATSD_ and the key in capitals with its
// dots turned into underscores; an empty variable counts as not set. For a Secret
// the same name with _FILE behind it names a file that holds it.
//
// # Invariants
//
//   - I1: a key, an alias and a one-letter flag belong to one field in a build,
//     except flag names shared by boolean fields.
//   - I2: an explicit false of a higher layer beats a true of a lower one.
//   - I3: nothing in a file is ignored without a word: a key that no field declares
//     is an error, or a warning where nothing is lost or the user wants it so.
//   - I4: values from a file keep their type: a number in quotes is no number.
//   - I5: a [Secret] shows itself only to who asks with Reveal.
//
// # Goroutines
//
// None.
//
// # Limits
//
// A configuration file may be 16 MiB long; a longer one is an error.
package config
