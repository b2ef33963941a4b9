package config_test

import (
	"errors"
	"testing"

	"gnatsd/modules/config"
)

type sized struct {
	Size int64 `conf:"size" unit:"bytes"`
}

func sizeOption(t testing.TB) *config.Option {
	t.Helper()
	schema, err := config.NewSchema([]config.Section{{"sized", sized{}}})
	if err != nil {
		t.Fatal(err)
	}
	return schema.Options()[0]
}

func TestSizes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want int64
	}{
		{"7", 7},
		{"-1", -1},
		{"0x10", 16},
		{"1k", 1000},
		{"1K", 1000},
		{"1kb", 1024},
		{"1KiB", 1024},
		{"1ki", 1024},
		{"2m", 2_000_000},
		{"2MB", 2 << 20},
		{"-3g", -3_000_000_000},
		{"1GB", 1 << 30},
		{"1t", 1e12},
		{"1pb", 1 << 50},
		{"7e", 7e18},
		{"7eib", 7 << 60},
	}
	for _, test := range tests {
		if got, err := sizeOption(t).Parse(test.text); err != nil || got != test.want {
			t.Errorf("%s = %v, %v, want %d", test.text, got, err, test.want)
		}
	}
	for _, text := range []string{"", "k", "1kbb", "1kii", "1b", "1ib", "1.5k", "1 k", "kb1", "x"} {
		if got, err := sizeOption(t).Parse(text); err == nil || errors.Is(err, config.ErrRange) {
			t.Errorf("%q = %v, %v, want an error of form", text, got, err)
		}
	}
	for _, text := range []string{"10e", "16e", "8eb", "9223372036854775807k", "99999999999999999999"} {
		if got, err := sizeOption(t).Parse(text); !errors.Is(err, config.ErrRange) {
			t.Errorf("%q = %v, %v, want out of range", text, got, err)
		}
	}
}

// FuzzParse: text from a command line never makes more than an error, and what
// is accepted as plain digits with a suffix keeps its sign.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "64KB", "-1", "0x", "1e9", "9999999999999999999g", "2m", "1h1", "\x00"} {
		f.Add(seed)
	}
	schema, err := config.NewSchema([]config.Section{{"sample", defaults()}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, o := range append(schema.Options(), sizeOption(t)) {
			value, err := o.Parse(text)
			if (value == nil) != (err != nil) {
				t.Errorf("%s: Parse(%q) = %v, %v", o.Key, text, value, err)
			}
			size, ok := value.(int64)
			if ok && text[0] != '-' && size < 0 {
				t.Errorf("%s: Parse(%q) = %d", o.Key, text, size)
			}
		}
	})
}
