// Package compression takes what files of others say of compressing routes. The
// routes of this server are plain, so nothing comes of it.
//
// # Promise
//
// Each way to write it that nats-server knows is taken, and no other.
package compression
