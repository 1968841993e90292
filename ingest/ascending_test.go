package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// Keys that ascend are each there once; keys that do not are looked at one by one.
func TestAscending(t *testing.T) {
	k := newCutting(t)
	for _, c := range []struct {
		text       string
		ascending  bool
		duplicates int
	}{
		{"a,1\n", true, 0},
		{"a,1\na,2\nb,1\n", true, 0},
		{"b,1\na,2\n", false, 0},
		{"a,1\na,1\n", false, 1},
		{"b,1\na,1\nb,1\n", false, 1},
		{"a,1\na,\na,1\n", false, 1}, // nothing is not greater than anything
	} {
		if _, err := k.rows(c.text, false); err != nil {
			t.Fatal(err)
		}
		var ascending bool
		var duplicates, landing int
		if err := k.engine.DB().QueryRow(`SELECT max(landing) FROM ledger.landing`).Scan(&landing); err != nil {
			t.Fatal(err)
		}
		all := strings.Replace(k.plans["lines"].ascending(), "_state = 0", "_state >= 0", 1)
		if err := k.engine.DB().QueryRow(all, landing).Scan(&ascending); err != nil {
			t.Fatal(err)
		}
		q := fmt.Sprintf(`SELECT count(*) FROM raw.lines WHERE _landing = %d AND _state = 2`, landing)
		if err := k.engine.DB().QueryRow(q).Scan(&duplicates); err != nil {
			t.Fatal(err)
		}
		if ascending != c.ascending || duplicates != c.duplicates {
			t.Errorf("%q: ascending %t, %d duplicates; want %t, %d", c.text, ascending, duplicates, c.ascending, c.duplicates)
		}
	}
}
