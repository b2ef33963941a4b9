package natsconf_test

import (
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"gnatsd/modules/config/natsconf"
)

// viperCodec is viper.Codec: the codec fits without the package being asked for.
type viperCodec interface {
	Encode(v map[string]any) ([]byte, error)
	Decode(b []byte, v map[string]any) error
}

var _ viperCodec = natsconf.Codec{}

func TestCodecDecode(t *testing.T) {
	t.Parallel()
	codec := natsconf.Codec{
		Name:    filepath.Join("testdata", "golden", "server.conf"),
		Options: natsconf.Options{Environ: []string{"SIZE=1k"}},
	}
	got := map[string]any{"kept": 1, "one": 2}
	err := codec.Decode([]byte("include inc/one.conf\nm {x: [$SIZE, 1.5, yes, 2s, 2016-05-04T18:53:41Z]}"), got)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"kept": 1,
		"one":  int64(1),
		"two":  int64(2),
		"m": map[string]any{
			"x": []any{int64(1000), 1.5, true, "2s", time.Date(2016, 5, 4, 18, 53, 41, 0, time.UTC)},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v\nwant %#v", got, want)
	}
}

func TestCodecDecodeRefuses(t *testing.T) {
	t.Parallel()
	got := map[string]any{}
	err := natsconf.Codec{Name: "server.conf"}.Decode([]byte("a = 1\nb = [\n"), got)
	var list natsconf.Errors
	if !errors.As(err, &list) || list[0].Pos.String() != "server.conf:3:1" {
		t.Errorf("got %v, want an error with its place", err)
	}
	if len(got) != 0 {
		t.Errorf("got %v beside the error", got)
	}
}
