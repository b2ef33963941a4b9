package layers

import (
	"fmt"
	"testing"
)

func BenchmarkSubscribe(b *testing.B) {
	const batch = 100_000
	var operations []byte
	for i := range batch {
		operations = fmt.Appendf(operations, "SUB sub.%06d %d\r\n", i, i)
	}
	b.ReportAllocs()
	for done := 0; done < b.N; done += batch {
		p := server(b)
		r := enter(p, "")
		feed(r, operations)
		r.Closed(nil)
	}
}
