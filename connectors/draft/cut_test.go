package draft_test

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"nsk/connectors/draft"
)

// The beginning of a text reads like a whole one; whether more would have come is known.
func TestCut(t *testing.T) {
	for _, tt := range []struct {
		form       draft.Form
		held, text string
		want       string
		short      bool
	}{
		{draft.CSV, "", "a;b\n1;\"x\ny\"\n2;\"\"\"\"\n3;z\n", "a;b\n1;\"x\ny\"\n2;\"\"\"\"\n", true},
		{draft.CSV, "", "a\n1\n2\n", "a\n1\n2\n", false},
		{draft.JSONLines, "", "{\"a\":\"\\\"\"}\n{}\n{}\n", "{\"a\":\"\\\"\"}\n{}\n", true},
		{draft.JSON, "", `[{"a":[1,{"x":"],["}]},{"b":{}} , {"c":1}]`, `[{"a":[1,{"x":"],["}]},{"b":{}} ]`, true},
		{draft.JSON, "", `[{"a":1},{"b":2} ]`, `[{"a":1},{"b":2} ]`, false},
		{draft.JSON, "rows", `{"total":3,"other":[{},{},{}],"rows":[{"rows":[1,2,3]},{},{}],"last":true}`, `{"total":3,"other":[{},{},{}],"rows":[{"rows":[1,2,3]},{}]}`, true},
		{draft.JSON, "rows", `{"rows":[{},{}],"last":true}`, `{"rows":[{},{}],"last":true}`, false},
		{draft.JSON, "rows", "\x1e{\"rows\":[{}]}\n\x1e{\"rows\":[{},{}]}\n", "\x1e{\"rows\":[{}]}\n\x1e{\"rows\":[{}]}", true},
		{draft.JSON, "", "\x1e[{},{}]\n\x1e[{}]\n", "\x1e[{},{}]\n", true},
		{draft.JSON, "rows", `<html>`, `<html>`, false},
		{draft.XML, "", `<a><b/><b/><b/></a>`, `<a><b/><b/><b/></a>`, false},
	} {
		c := draft.NewCut(iotest.OneByteReader(strings.NewReader(tt.text)), tt.form, tt.held, 2)
		got, err := io.ReadAll(c)
		if err != nil || string(got) != tt.want || c.Short != tt.short {
			t.Errorf("%s %q: %q, short %t, %v; want %q, %t", tt.form, tt.text, got, c.Short, err, tt.want, tt.short)
		}
		all, err := io.ReadAll(draft.NewCut(strings.NewReader(tt.text), tt.form, tt.held, 0))
		if err != nil || string(all) != tt.text {
			t.Errorf("%s %q: of all came %q, %v", tt.form, tt.text, all, err)
		}
	}
}
