package ingest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/ingest"
)

// compare tells how two landings differ, as text.
func (h *house) compare(source string, old, now int64) string {
	h.t.Helper()
	var b strings.Builder
	err := h.Compare(context.Background(), source, [2]int64{old, now}, func(n ingest.Comparison) error {
		fmt.Fprintf(&b, "same %d, added %d, removed %d, changed %d, judged %d\n", n.Same, n.Added, n.Removed, n.Changed, n.Judged)
		return nil
	}, func(c ingest.Change) error {
		fmt.Fprintf(&b, "%s %s %s: %q -> %q (%d %s, %d %s)\n", c.Kind, c.Key, c.Field, c.Old, c.New, c.OldRow, c.OldState, c.NewRow, c.NewState)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return b.String()
}

// Two versions are compared row by row: what came, what went, what changed in which field,
// what is the same but was judged otherwise. Of a person only that it is another one.
func TestVersionsAreCompared(t *testing.T) {
	h := newHouse(t)
	row := func(app, iin, result string) string { return person("CE-2025-000000"+app, iin, result) }
	other := func(s string) string { return strings.ReplaceAll(s, "2635-1-001,4", "7212-1-001,4") }
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, personsHeader+
		row("1", "000228100007", "passed")+row("2", "000228100007", "passed")+other(row("2", "000228100007", "passed"))+row("3", "000228100007", "passed")+row("4", "000228100007", "passed"))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, personsHeader+
		other(row("1", "000228200003", "failed"))+row("2", "000228100007", "passed")+other(row("3", "000228100007", "passed"))+row("5", "000228100007", "passed"))
	want := `same 0, added 1, removed 2, changed 2, judged 1
changed CE-2025-0000001 / 1 person_key: "" -> "" (2 accepted, 2 accepted)
changed CE-2025-0000001 / 1 profession: "2635-1-001" -> "7212-1-001" (2 accepted, 2 accepted)
changed CE-2025-0000001 / 1 result: "passed" -> "failed" (2 accepted, 2 accepted)
judged CE-2025-0000002 / 1 : "" -> "" (3 rejected, 3 accepted)
removed CE-2025-0000002 / 1 : "" -> "" (4 rejected, 0 )
changed CE-2025-0000003 / 1 profession: "2635-1-001" -> "7212-1-001" (5 accepted, 4 accepted)
removed CE-2025-0000004 / 1 : "" -> "" (6 accepted, 0 )
added CE-2025-0000005 / 1 : "" -> "" (0 , 5 accepted)
`
	if got := h.compare("recognition-persons", 1, 2); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := h.compare("recognition-persons", 1, 1); got != "same 5, added 0, removed 0, changed 0, judged 0\n" {
		t.Errorf("with itself: %s", got)
	}
}

// Rows without a key, and rows that share one, are compared too, and none is counted twice.
func TestRowsWithoutAKeyAreCompared(t *testing.T) {
	h := newHouse(t)
	good := person("CE-2025-0000001", "000228100007", "passed")
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, personsHeader+good+good+"CE-2025-0000009,1\n")
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, personsHeader+good+"CE-2025-0000009,1\n"+"CE-2025-0000008,1\n")
	want := `same 2, added 1, removed 1, changed 0, judged 0
added  : "" -> "" (0 , 4 rejected)
removed CE-2025-0000001 / 1 : "" -> "" (3 duplicate, 0 )
`
	if got := h.compare("recognition-persons", 1, 2); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
