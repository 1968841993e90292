package document

import (
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func hex(t *testing.T, s string) rune {
	t.Helper()
	n, err := strconv.ParseInt(s, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	return rune(n)
}

// Sections are numbered by level, unnumbered ones and what is inside them are not;
// tables and figures count through the whole document.
func TestNumbered(t *testing.T) {
	d := Document{Blocks: []Block{
		Section{ID: "summary", Level: 1, Unnumbered: true}, Section{ID: "inside", Level: 2}, Table{ID: "t1"},
		Section{ID: "one", Level: 1}, Section{ID: "one-one", Level: 2}, Section{ID: "deep", Level: 3}, Figure{ID: "f1"}, Section{ID: "one-two", Level: 2},
		Section{ID: "two", Level: 1}, Section{ID: "two-one", Level: 2}, Table{ID: "t2"}, Figure{ID: "f2"},
	}}
	var got []string
	for _, b := range d.Numbered().Blocks {
		switch b := b.(type) {
		case Section:
			got = append(got, b.ID+" "+b.Number)
		case Table:
			got = append(got, b.ID+" "+strconv.Itoa(b.Number))
		case Figure:
			got = append(got, b.ID+" "+strconv.Itoa(b.Number))
		}
	}
	want := []string{"summary ", "inside ", "t1 1", "one 1", "one-one 1.1", "deep 1.1.1", "f1 1", "one-two 1.2", "two 2", "two-one 2.1", "t2 2", "f2 2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s := d.Blocks[3].(Section); s.Number != "" {
		t.Error("Numbered changed the document it was called on")
	}
}

// A broken document is refused with every fault named.
func TestFaults(t *testing.T) {
	d := Document{Title: "x", Labels: Labels{Table: strconv.Itoa, Figure: strconv.Itoa}, Blocks: []Block{
		Section{ID: "a", Level: 1}, Section{ID: "a", Level: 1},
		Paragraph{Runs: []Run{{Ref: "gone"}}},
		Table{ID: "t", Columns: []Column{{}, {}}, Rows: []Row{{Cells: []Cell{{}}}}},
		Figure{ID: "f", SVG: "<svg><script/></svg>"},
	}}
	err := WriteHTML(io.Discard, d)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`"a" stands twice`, `"gone" leads nowhere`, "row 1 has 1 cells for 2 columns", `element "script"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not say %q: %v", want, err)
		}
	}
}

// A figure is one svg that draws and does nothing else.
func TestCheckSVG(t *testing.T) {
	const ns = `xmlns="http://www.w3.org/2000/svg"`
	for svg, ok := range map[string]bool{
		`<svg ` + ns + `><g clip-path="url(#a-c0)"><path d="M0 0"/><text>5 &lt; 6</text></g></svg>`: true,
		`<svg ` + ns + ` role="img" aria-label="see https://x"></svg>`:                              true,
		``:                                      false,
		`text`:                                  false,
		`<svg></svg><svg></svg>`:                false,
		`<svg></svg> tail`:                      false,
		`<g></g>`:                               false,
		`<svg><svg></svg></svg>`:                false,
		`<svg><g></svg>`:                        false,
		`<svg onload="x()"></svg>`:              false,
		`<svg><a href="#x"></a></svg>`:          false,
		`<svg><image href="x.png"/></svg>`:      false,
		`<svg><style>*{}</style></svg>`:         false,
		`<svg><!-- x --></svg>`:                 false,
		`<svg><rect fill="url(x)"/></svg>`:      false,
		`<svg><foreignObject/></svg>`:           false,
		`<svg><path d="http://x"/></svg>`:       false,
		`<!DOCTYPE svg><svg></svg>`:             false,
		`<svg><rect fill="url( '#a' )"/></svg>`: false,
	} {
		if err := checkSVG(svg); (err == nil) != ok {
			t.Errorf("checkSVG(%s) = %v", svg, err)
		}
	}
}
