package config_test

// Goal: no way of printing shows a secret (I5).

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/modules/config"
)

func TestSecretIsMasked(t *testing.T) {
	t.Parallel()
	const text = "hunter2"
	holder := struct{ Password config.Secret }{text}
	var shown []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, holder.Password), fmt.Sprintf(verb, holder), fmt.Sprintf(verb, &holder))
	}
	encoded, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	line, err := zapcore.NewJSONEncoder(zapcore.EncoderConfig{}).EncodeEntry(zapcore.Entry{}, []zapcore.Field{
		zap.Any("a", holder.Password), zap.Any("b", holder), zap.Stringer("c", holder.Password), zap.Reflect("d", &holder),
	})
	if err != nil {
		t.Fatal(err)
	}
	shown = append(shown, string(encoded), line.String(), holder.Password.String())
	for _, s := range shown {
		if strings.Contains(s, text) || strings.Contains(s, "68756e74657232") {
			t.Errorf("shows the secret: %s", s)
		}
	}
	if holder.Password.Reveal() != text || config.Secret("").String() != "" {
		t.Error("Reveal or the empty secret is wrong")
	}
}
