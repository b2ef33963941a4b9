// Package subject is the grammar of subjects: which are valid, what a pattern
// matches, and when one pattern covers another.
//
// A subject is a byte string of tokens separated by '.'. In a subscription the
// token '*' stands for exactly one token and '>' as the last token for one or
// more; inside a longer token both are ordinary characters. Matching is
// case-sensitive and knows no character set. All functions are pure, allocate
// nothing and take strings and byte slices alike; a slice is only read.
package subject
