package reports

import (
	"bytes"
	"testing"
	"time"
)

// The document of the year before is known by the last day of its period, however it was
// called, and the findings in it are last year's.
func TestYearBefore(t *testing.T) {
	day := func(y int) time.Time { return time.Date(y, 10, 31, 0, 0, 0, 0, time.UTC) }
	w := Window{To: day(2025), PrevTo: day(2024)}
	for to, want := range map[string]bool{"2024-10-31": true, "2025-10-31": false, "2024-09-30": false, "": false} {
		if got := (Publication{To: to}).YearBefore(w); got != want {
			t.Errorf("period to %q: got %v, want %v", to, got, want)
		}
	}
}

func TestLastYearsFindingsPersist(t *testing.T) {
	one := newResult(t)
	var written bytes.Buffer
	if err := one.Publication().Write(&written); err != nil {
		t.Fatal(err)
	}
	last, err := ReadPublication(&written)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSource(newRepublic(t).db, AnnualInput{Release: "r", Last: &last})
	if err != nil {
		t.Fatal(err)
	}
	two, err := s.result(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(two.Findings) == 0 {
		t.Fatal("nothing found")
	}
	for _, f := range two.Findings {
		if f.History != "persisting" {
			t.Errorf("%s is %s", f.ID, f.History)
		}
	}
}
