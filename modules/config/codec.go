package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/viper"

	"gnatsd/modules/config/natsconf"
)

// fileSizeMax is the length in bytes past which a file is taken for a mistake.
const fileSizeMax = 16 << 20

// A Document is a configuration file that has been read.
type Document struct {
	// Values are the keys and values: string, bool, int64, int, [Size], float64,
	// time.Duration, []any, map[string]any. The case of keys is as written.
	Values map[string]any
	// Where tells where a key was written, as "file:line:column" or less. The
	// key is a path; elements of lists are named by their index. Nil: nobody
	// knows more than the file.
	Where func(key ...string) string
	// Used tells whether a key has been of use inside the file, as a variable, so
	// that nobody else needs to know it. Nil: no key has.
	Used func(key ...string) bool
	// Digest is the hash of all values, "" if the codec makes none.
	Digest string
	// Warnings are what the codec found strange.
	Warnings []string
	// Lenient makes keys that nobody knows a matter of a warning.
	Lenient bool
}

// A Codec makes a Document of the text of a file. The path is for errors and
// for files that this one includes; errors name it.
type Codec func(path string, text []byte) (Document, error)

// Codecs are the codecs by file ending, without the dot and in lower case.
// The ending "" is that of a file without one and of all unknown endings.
type Codecs map[string]Codec

// NewCodecs returns the codecs for the NATS configuration language and the formats
// that viper knows.
func NewCodecs() Codecs {
	return Codecs{
		"yaml": viperCodec("yaml"), "yml": viperCodec("yaml"),
		"toml": viperCodec("toml"), "json": viperCodec("json"),
		"conf": natsCodec, "": natsCodec,
	}
}

// Read reads the file with the codec of its ending.
func (c Codecs) Read(path string) (Document, error) {
	codec := c[strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))]
	if codec == nil {
		codec = c[""]
	}
	if codec == nil {
		return Document{}, fmt.Errorf("%s: unknown format; known endings: %s", path, strings.Join(c.endings(), " "))
	}
	text, err := readFile(path)
	if err != nil {
		return Document{}, err
	}
	return codec(path, text)
}

func (c Codecs) endings() []string {
	var names []string
	for ending := range c {
		names = append(names, "."+ending)
	}
	slices.Sort(names)
	return names
}

func readFile(path string) (text []byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err // names the path already
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	text, err = io.ReadAll(io.LimitReader(file, fileSizeMax+1))
	if err == nil && len(text) > fileSizeMax {
		err = fmt.Errorf("%s: longer than %d bytes", path, fileSizeMax)
	}
	return text, err
}

// viperCodec asks viper's registry and not a Viper, which would turn all keys
// to lower case, names of users among them.
func viperCodec(format string) Codec {
	return func(path string, text []byte) (Document, error) {
		decoder, err := viper.NewCodecRegistry().Decoder(format)
		if err != nil {
			return Document{}, fmt.Errorf("%s: %w", path, err)
		}
		values := map[string]any{}
		if err := decoder.Decode(text, values); err != nil {
			return Document{}, fmt.Errorf("%s: %w", path, err)
		}
		doc := Document{Values: values}
		// What cannot be imported has no digest; whose key it is says what is wrong with it.
		if tree, err := natsconf.Import(path, values); err == nil {
			doc.Digest, _ = natsconf.Digest(tree)
		}
		return doc, nil
	}
}
