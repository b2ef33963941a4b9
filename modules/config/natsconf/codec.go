package natsconf

import "maps"

// Codec makes the language known to viper: its methods are those of viper.Codec.
//
//	viper.SupportedExts = append(viper.SupportedExts, "conf") // once per process; else viper refuses the type
//	registry := viper.NewCodecRegistry()
//	err := registry.RegisterCodec("conf", natsconf.Codec{Name: path})
//
// viper asks for "conf" when the file has that extension or SetConfigType names it. It lowers the case of all keys and
// takes a point in a key for a path: who needs keys as they are written (names of users, subjects) or places takes the
// tree from Parse, and writes it with Encode.
type Codec struct {
	// Name of the file that viper reads: it is in the errors, and relative includes start at its folder. Without a name
	// they start at the working directory.
	Name string

	Options Options
}

// Decode parses src and puts its top-level entries into v.
func (c Codec) Decode(src []byte, v map[string]any) error {
	m, err := Parse(c.Name, src, c.Options)
	if err != nil {
		return err
	}
	maps.Copy(v, m.Plain())
	return nil
}

// Encode writes v in the configuration language, see the function Encode.
func (Codec) Encode(v map[string]any) ([]byte, error) { return Encode(v) }
