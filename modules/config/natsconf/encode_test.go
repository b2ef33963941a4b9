package natsconf_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"gnatsd/modules/config/natsconf"
)

var seed = flag.Uint64("seed", 0, "seed of random tests, 0 for a new one")

func TestEncode(t *testing.T) {
	t.Parallel()
	type word string
	one := 1
	got, err := natsconf.Encode(map[string]any{
		"port":       4222,
		"name":       "a \"b\"\\\t\n\r\x00\xff\x7fü",
		"rate":       2.0,
		"debug":      true,
		"wait":       90 * time.Second,
		"since":      time.Date(2016, 5, 4, 20, 53, 41, 0, time.FixedZone("", 7200)),
		"include":    uint8(1),
		"a b":        float32(0.5),
		`say "x"`:    []string{"x", "y"},
		"empty":      map[string]any{},
		"none":       []any{},
		"kind":       word("w"),
		"pointer":    &one,
		"long":       []string{strings.Repeat("x", 60), strings.Repeat("y", 60)},
		"users":      []any{map[string]any{"user": "a"}, map[any]any{"user": "b"}},
		"5":          map[string]int{"x-1.y": 1},
		"nested":     [][]int{{1, 2}, {3}},
		"tls.verify": false,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `"5": {
  x-1.y: 1
}
"a b": 0.5
debug: true
empty: {}
"include": 1
kind: "w"
long: [
  "` + strings.Repeat("x", 60) + `"
  "` + strings.Repeat("y", 60) + `"
]
name: "a \"b\"\\\t\n\r\x00\xff\x7fü"
nested: [[1, 2], [3]]
none: []
pointer: 1
port: 4222
rate: 2.0
'say "x"': ["x", "y"]
since: 2016-05-04T18:53:41Z
tls.verify: false
users: [
  {
    user: "a"
  }
  {
    user: "b"
  }
]
wait: "1m30s"
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, err := parse(string(got)); err != nil {
		t.Errorf("what was written cannot be read: %v", err)
	}
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	endless := map[string]any{}
	endless["x"] = endless
	for name, test := range map[string]struct {
		value any
		about string
	}{
		"null":              {nil, "a.b: found null"},
		"null pointer":      {(*int)(nil), "a.b: found null"},
		"null in an array":  {[]any{1, nil}, "a.b[1]: found null"},
		"large integer":     {uint64(math.MaxUint64), "a.b: the integer 18446744073709551615 is out of range"},
		"no number":         {math.NaN(), "a.b: the number NaN"},
		"infinite":          {math.Inf(1), "a.b: the number +Inf"},
		"part of a second":  {time.Unix(0, 1), "a.b: the date"},
		"year 10000":        {time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "a.b: the date"},
		"function":          {func() {}, "a.b: found a value of type func()"},
		"structure":         {struct{}{}, "a.b: found a value of type struct {}"},
		"both quotes":       {map[string]any{`"'`: 1}, "quotes of both kinds"},
		"NUL in a key":      {map[string]any{"x\x00": 1}, "NUL byte in a key"},
		"key of other type": {map[any]any{1: 1}, "a.b: found a key of type"},
		"cycle":             {endless, "levels of nesting"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := natsconf.Encode(map[string]any{"a": map[string]any{"b": test.value}})
			if err == nil || !strings.Contains(err.Error(), test.about) || len(err.Error()) > 300 {
				t.Errorf("got %v, want %q", err, test.about)
			}
		})
	}
}

// TestRoundTrip writes random trees and reads them back.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Logf("-seed %d", *seed)
	r := rand.New(rand.NewPCG(*seed, 0))
	for range 500 {
		roundTrip(t, randomMap(r, 3))
	}
}

func TestEncodeDeepArray(t *testing.T) {
	t.Parallel()
	deep := any("x")
	for range 900 {
		deep = []any{deep, map[string]any{}}
	}
	roundTrip(t, map[string]any{"a": deep})
}

func roundTrip(t *testing.T, values map[string]any) {
	t.Helper()
	text, err := natsconf.Codec{}.Encode(values)
	if err != nil {
		t.Fatalf("%v: %v", values, err)
	}
	got := map[string]any{}
	if err := (natsconf.Codec{}).Decode(text, got); err != nil {
		t.Fatalf("%v was written as\n%s\n%v", values, text, err)
	}
	if !reflect.DeepEqual(got, values) {
		t.Fatalf("%#v was written as\n%s\nand reads\n%#v", values, text, got)
	}
}

func randomMap(r *rand.Rand, depth int) map[string]any {
	m := map[string]any{}
	for range r.IntN(5) {
		key := strings.NewReplacer("\x00", "", "'", "").Replace(randomString(r))
		m[key] = randomValue(r, depth)
	}
	return m
}

func randomValue(r *rand.Rand, depth int) any {
	switch kind := r.IntN(8); {
	case kind == 0 && depth > 0:
		return randomMap(r, depth-1)
	case kind == 1 && depth > 0:
		list := make([]any, r.IntN(5))
		for i := range list {
			list[i] = randomValue(r, depth-1)
		}
		return list
	case kind == 2:
		return int64(r.Uint64()) >> r.IntN(64)
	case kind == 3:
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
		return r.NormFloat64()
	case kind == 4:
		return r.IntN(2) == 0
	case kind == 5:
		return time.Unix(r.Int64N(250_000_000_000), 0).UTC()
	}
	return randomString(r)
}

// randomString prefers what means something in the language.
func randomString(r *rand.Rand) string {
	words := []string{
		"true", "$x", "include", "5k", "-1", "a b", "#", "//", "{", "}", "[", "]", "=", ":", ",", ";", "'",
		`"`, `\`, "\n", "\r", "\t", "\x00", "\xff", "\u00a0", "\ufeff", "ü", "(\n)", "key", "1.5",
	}
	var b strings.Builder
	for range r.IntN(4) {
		b.WriteString(words[r.IntN(len(words))])
	}
	return b.String()
}
