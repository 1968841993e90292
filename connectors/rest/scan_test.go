package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// What is taken for JSON is what package json takes for it, and the rows of a list are
// those that it finds.
func FuzzScan(f *testing.F) {
	for _, s := range []string{`[{"k":"a","n":1e3}, -0.5E-7 ,[] ,{}, true,false,null]`, `{"a":{"b":[null]},"":0}`, `[1,]`, `{"a"}`, `01`, `-`, `1.`, `1e`, `"\u00e9\ud800\n"`, `"\x"`, "\"\t\"", "[1}", " [ 1 , 2 ] ", "tru", "[1] [2]", "", "\"\xff\"", strings.Repeat("[", 20_000), `{"a":1,"a":2}`, "\ufeff[]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got, want []json.RawMessage
		s := scan{text: text, row: func(value []byte) { got = append(got, value) }}
		if whole := s.whole(); whole != json.Valid(text) {
			t.Fatalf("%q: %t, package json %t", text, whole, !whole)
		} else if !whole || bytes.TrimSpace(text)[0] != '[' {
			return
		}
		if err := json.Unmarshal(text, &want); err == nil && len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, package json %q", text, got, want)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	var page bytes.Buffer
	page.WriteString(`[{"id":0}`)
	for i := range 1000 {
		fmt.Fprintf(&page, `,{"id":"%09d","name_kk":"Аспаз %d","name_ru":"Повар %d","level":4,"approved":"2024-03-15","sector":"I56"}`, i, i, i)
	}
	page.WriteString("]")
	b.SetBytes(int64(page.Len()))
	for b.Loop() {
		rows := 0
		s := scan{text: page.Bytes(), row: func([]byte) { rows++ }}
		if !s.whole() || rows != 1001 {
			b.Fatal(rows)
		}
	}
}
