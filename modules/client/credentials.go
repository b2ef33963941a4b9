package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// depthMax bounds the nesting of CONNECT. It has none of its own.
const depthMax = 32

// credentialKeys are the fields of which there must not be two that differ: two
// readers might take different ones.
var credentialKeys = []string{"user", "pass", "auth_token", "nkey", "sig", "jwt", "account", "new_account"}

var errDepth = errors.New("nested too deep")

// checkConnect refuses what the decoder of JSON takes without complaint.
func checkConnect(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	depth, name := 0, ""
	isName := false // the next token at depth 1 is a name
	seen := map[string]json.Token{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil // what is missing is found by who decodes
		}
		if err != nil {
			return err
		}
		switch delim, ok := token.(json.Delim); {
		case ok && (delim == '{' || delim == '['):
			if depth++; depth > depthMax {
				return errDepth
			}
			isName = depth == 1 && delim == '{'
			continue
		case ok:
			depth--
		}
		if depth != 1 {
			continue
		}
		if isName {
			name, _ = token.(string)
		} else if err := once(seen, strings.ToLower(name), token); err != nil {
			return err
		}
		isName = !isName
	}
}

func once(seen map[string]json.Token, name string, value json.Token) error {
	if !slices.Contains(credentialKeys, name) {
		return nil
	}
	if first, twice := seen[name]; twice && first != value {
		return fmt.Errorf("%s is given twice", name)
	}
	seen[name] = value
	return nil
}
