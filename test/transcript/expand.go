package transcript

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	placeholder = regexp.MustCompile(`\{\{(.*?)\}\}`)
	operand     = regexp.MustCompile(`^("[^"]*"|\d+|[A-Za-z_][\w.]*)`)
)

// expand replaces the {{…}} of a text and then its escapes.
func (r *run) expand(text string) (string, error) {
	text, err := r.substitute(text)
	if err != nil {
		return "", err
	}
	return unescape(text)
}

// substitute replaces the {{…}} of a text.
func (r *run) substitute(text string) (string, error) {
	var failed error
	out := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		value, err := r.evaluate(found[2 : len(found)-2])
		if err != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", found, err)
		}
		return value
	})
	return out, failed
}

// evaluate computes one expression, strictly from left to right.
func (r *run) evaluate(expr string) (string, error) {
	value, rest, err := r.operand(expr)
	for err == nil && rest != "" {
		op := rest[0]
		var right string
		if right, rest, err = r.operand(rest[1:]); err == nil {
			value, err = apply(value, op, right)
		}
	}
	return value, err
}

// operand reads a string, a number or a variable from the front of an expression.
func (r *run) operand(expr string) (value, rest string, err error) {
	expr = strings.TrimSpace(expr)
	word := operand.FindString(expr)
	if word == "" {
		return "", "", fmt.Errorf("expected a value at %q", expr)
	}
	rest = strings.TrimSpace(expr[len(word):])
	if word[0] == '"' {
		return word[1 : len(word)-1], rest, nil
	}
	if word[0] >= '0' && word[0] <= '9' {
		return word, rest, nil
	}
	if name, ok := strings.CutPrefix(word, "info."); ok {
		conn, field, _ := strings.Cut(name, ".")
		peer := r.conns[conn]
		if peer == nil || peer.Info[field] == nil {
			return "", "", fmt.Errorf("%s has no INFO with %s", conn, field)
		}
		return show(peer.Info[field]), rest, nil
	}
	value, known := r.vars[word]
	if !known {
		return "", "", fmt.Errorf("unknown variable %s", word)
	}
	return value, rest, nil
}

func apply(left string, op byte, right string) (string, error) {
	b, err := strconv.Atoi(right)
	if err != nil {
		return "", err
	}
	a, err := strconv.Atoi(left)
	if err != nil { // a text can only be repeated
		if op != '*' {
			return "", fmt.Errorf("%q %c", left, op)
		}
		return strings.Repeat(left, b), nil
	}
	switch op {
	case '+':
		a += b
	case '-':
		a -= b
	case '*':
		a *= b
	case '%':
		if b == 0 {
			return "", fmt.Errorf("%d %% 0", a)
		}
		a %= b
	default:
		return "", fmt.Errorf("unknown operator %c", op)
	}
	return strconv.Itoa(a), nil
}

// unescape replaces the escapes of a text.
func unescape(text string) (string, error) {
	if !strings.Contains(text, `\`) {
		return text, nil
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			out.WriteByte(text[i])
			continue
		}
		i++
		if i == len(text) {
			return "", fmt.Errorf("a backslash at the end")
		}
		if text[i] == 'x' {
			if i+3 > len(text) {
				return "", fmt.Errorf("escape \\%s is too short", text[i:])
			}
			b, err := strconv.ParseUint(text[i+1:i+3], 16, 8)
			if err != nil {
				return "", fmt.Errorf("escape: %w", err)
			}
			out.WriteByte(byte(b))
			i += 2
			continue
		}
		b, known := map[byte]byte{'r': '\r', 'n': '\n', 't': '\t', 's': ' ', '0': 0, '\\': '\\'}[text[i]]
		if !known {
			return "", fmt.Errorf("unknown escape \\%c", text[i])
		}
		out.WriteByte(b)
	}
	return out.String(), nil
}

// show formats a field of INFO as a script writes it.
func show(field any) string {
	switch v := field.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = show(e)
		}
		return strings.Join(parts, ",")
	default:
		return fmt.Sprint(v)
	}
}
