package status

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// A Query is what is asked of an endpoint. The first parameter that makes no
// sense is remembered and reported by Err; endpoints ask for parameters in the
// documented order.
type Query struct {
	values url.Values
	err    error
}

// NewQuery returns a query with these parameters.
func NewQuery(values url.Values) *Query { return &Query{values: values} }

// Text returns the first value of a parameter, empty if there is none.
func (q *Query) Text(name string) string { return q.values.Get(name) }

// Bool returns a boolean, false if there is none.
func (q *Query) Bool(name string) bool {
	text := q.Text(name)
	if text == "" {
		return false
	}
	b, err := strconv.ParseBool(text)
	q.fail("boolean", name, err)
	return b
}

// Int returns a whole number, 0 if there is none.
func (q *Query) Int(name string) int {
	text := q.Text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	q.fail("int", name, err)
	return n
}

// Uint returns a whole number that is not negative, 0 if there is none.
func (q *Query) Uint(name string) uint64 {
	text := q.Text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 64)
	q.fail("uint64", name, err)
	return n
}

// Detail returns a boolean that may also be "detail", in any letter case.
func (q *Query) Detail(name string) (list, detail bool) {
	if strings.EqualFold(q.Text(name), "detail") {
		return false, true
	}
	return q.Bool(name), false
}

// Page returns the part of a list that is asked for.
func (q *Query) Page() Page {
	p := Page{Offset: max(q.Int("offset"), 0), Limit: q.Int("limit")}
	if p.Limit <= 0 {
		p.Limit = LimitDefault
	}
	return p
}

// Refuse records an error, unless there is an earlier one.
func (q *Query) Refuse(format string, args ...any) {
	if q.err == nil {
		q.err = fmt.Errorf(format, args...)
	}
}

// Err returns the first error.
func (q *Query) Err() error { return q.err }

func (q *Query) fail(kind, name string, err error) {
	if err != nil {
		q.Refuse("Error decoding %s for '%s': %w", kind, name, err)
	}
}

// LimitDefault is how many elements of a list are sent to who names no limit.
const LimitDefault = 1024

// A Page is a part of a list.
type Page struct{ Offset, Limit int }

// End returns the end of the page in a list of n elements, and Begin its
// beginning. Neither overflows.
func (p Page) End(n int) int { return p.Begin(n) + min(p.Limit, n-p.Begin(n)) }

// Begin returns where the page begins in a list of n elements.
func (p Page) Begin(n int) int { return min(p.Offset, n) }
