package natsconf

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Digest returns "sha256:" and the hash of the tree in hexadecimal digits, as other servers of this language print it:
// SHA-256 of compact JSON with sorted keys and a final new line, in which < > & are escaped. Variables and included
// keys are part of it; comments, order and layout are not.
func Digest(m *Map) (string, error) {
	text, err := json.Marshal(m.Plain())
	if err != nil {
		return "", fmt.Errorf("cannot write the configuration as JSON: %w", err)
	}
	sum := sha256.Sum256(append(text, '\n'))
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}
