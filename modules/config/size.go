package config

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// sizeUnits are the suffixes of the NATS configuration language: one letter is
// a power of 1000, everything longer a power of 1024.
const sizeUnits = "kmgtpe"

// ErrRange is what an error about a number wraps that has no room in its type.
var ErrRange = errors.New("out of range")

// A Size is a whole number that was written with a size suffix. Where a duration
// is wanted it is a mistake: in the NATS configuration language 2m is two million.
type Size int64

// parseInt reads a whole number, decimal or with 0x, 0o or 0b; one in bytes may
// carry a suffix.
func parseInt(text, unit string) (int64, error) {
	n, err := strconv.ParseInt(text, 0, 64)
	if err == nil {
		return n, nil
	}
	if unit == "bytes" {
		return parseSize(text)
	}
	if errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%s is %w", text, ErrRange)
	}
	return 0, fmt.Errorf("expected a whole number, got %q", text)
}

func parseSize(text string) (int64, error) {
	digits := strings.TrimRight(text, "kmgtpeibKMGTPEIB")
	suffix := strings.ToLower(text[len(digits):])
	n, err := strconv.ParseInt(digits, 10, 64)
	factor, ok := sizeFactor(suffix)
	if !ok || (err != nil && !errors.Is(err, strconv.ErrRange)) {
		return 0, fmt.Errorf("expected a size in bytes as in 65536 or 64KB, got %q", text)
	}
	product := new(big.Int).Mul(big.NewInt(n), factor)
	if err != nil || !product.IsInt64() {
		return 0, fmt.Errorf("%s is %w", text, ErrRange)
	}
	return product.Int64(), nil
}

func sizeFactor(suffix string) (*big.Int, bool) {
	if suffix == "" {
		return big.NewInt(1), true
	}
	power := strings.IndexByte(sizeUnits, suffix[0]) + 1
	base := int64(1024)
	switch suffix[1:] {
	case "":
		base = 1000
	case "b", "i", "ib":
	default:
		return nil, false
	}
	return new(big.Int).Exp(big.NewInt(base), big.NewInt(int64(power)), nil), power > 0
}
