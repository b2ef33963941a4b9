// Package wire is the framing that clients and servers share: control lines of
// words, some followed by a counted body, all ended by CR LF (protocol §2).
//
// A Parser walks the operations in a buffer without copying or allocating. It
// keeps no partial state: an operation that is not complete yet is left in the
// buffer and looked at again when more bytes stand behind it, so that any way
// of splitting the bytes gives the same operations. The encoders append to a
// slice of the caller's.
//
// What a word means is the business of the protocol that owns the Grammar.
package wire
