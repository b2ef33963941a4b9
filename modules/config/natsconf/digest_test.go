package natsconf_test

import (
	"testing"

	"gnatsd/modules/config/natsconf"
)

func TestDigest(t *testing.T) {
	t.Parallel()
	const want = "sha256:e0fca3a8eedb604fa15ee1bec08d0ce8054e512634c1845dc74a43a42b59c568" // as printed by nats-server
	for name, text := range map[string]string{
		"lines": "port: 14500\nhost: 127.0.0.1\n",
		"JSON":  `{"host": "127.0.0.1", "port": 14500} # other order`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := natsconf.Digest(m); got != want || err != nil {
				t.Errorf("got %s, error %v, want %s", got, err, want)
			}
		})
	}
}
