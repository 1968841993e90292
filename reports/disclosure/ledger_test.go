package disclosure

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// count is a published number of a region by the end of a month of 2025; negative: hidden.
func count(key, to string, v int64) Functional {
	f := Functional{Fact: "E.01/region=" + key, Measure: "E.01 numerator", By: "region", Key: key, From: "2025-01-01", To: to, Value: &v, Class: Persons, Threshold: 5, Flow: true}
	if key == "KZ" {
		f.By, f.Fact = "nation", "E.01"
	}
	if v < 0 {
		f.Value = nil
	}
	return f
}

func check(t *testing.T, now []Functional, earlier ...[]Functional) []Clash {
	t.Helper()
	var entries []Entry
	for i, f := range earlier {
		entries = append(entries, Entry{Seq: int64(i + 1), Hash: "x", Release: "r" + itoa(int64(i+1)), Functionals: f})
	}
	return Check(entries, Entry{Release: "new", Functionals: now}, Default())
}

// Worked example 7.7 (a): 41 to September published, 44 to October proposed.
func TestExampleYearToDate(t *testing.T) {
	got := check(t, []Functional{count("75", "2025-10-31", 44)}, []Functional{count("75", "2025-09-30", 41)})
	if len(got) != 1 || got[0].Rule != Difference || got[0].Value != 3 || got[0].Fact != "E.01/region=75" || !got[0].Merge || got[0].Release != "r1" {
		t.Errorf("got %v", got)
	}
	if got := check(t, []Functional{count("75", "2025-10-31", 46)}, []Functional{count("75", "2025-09-30", 41)}); len(got) > 0 {
		t.Errorf("five more are no secret: %v", got)
	}
}

// Worked example 7.7 (b): A+B = 40, B+C = 42 published, A+C = 8 proposed give A = 3.
func TestExampleRowSpace(t *testing.T) {
	of := func(n int, key string, v int64, atoms ...int) sum {
		return sum{Functional: count(key, "2025-10-31", v), n: n, atoms: atoms, release: "r1", fresh: n == 2}
	}
	sums := []sum{of(0, "A+B", 40, 0, 1), of(1, "B+C", 42, 1, 2), of(2, "A+C", 8, 0, 2)}
	got := recovered(sums)
	if len(got) != 1 || got[0].Value != 3 || got[0].Fact != "E.01/region=A+C" {
		t.Fatalf("got %v", got)
	}
	for _, part := range []string{"1/2 × (E.01 numerator, region=A+B", "− 1/2 × (E.01 numerator, region=B+C", "+ 1/2 × (E.01 numerator, region=A+C"} {
		if !strings.Contains(got[0].Proof, part) {
			t.Errorf("proof %q lacks %q", got[0].Proof, part)
		}
	}
	if got := recovered(sums[:2]); len(got) > 0 {
		t.Errorf("the first two give nothing: %v", got)
	}
}

// Worked example 7.7 (c): failed outcomes 12 to 14 after a late return, with sex shown; the
// country's 4120 to 4122 is allowed.
func TestExampleRevision(t *testing.T) {
	failed := func(by string, v int64) Functional {
		return Functional{Fact: "E.02", Measure: "E.02 rest", By: by, Key: "F", From: "2025-01-01", To: "2025-10-31", Value: &v, Class: Sensitive, Person: by == "sector_sex", Threshold: 5}
	}
	got := check(t, []Functional{failed("sector_sex", 14)}, []Functional{failed("sector_sex", 12)})
	if len(got) != 1 || got[0].Rule != Revised || got[0].Value != 2 || got[0].Proof != "14 − 12" {
		t.Errorf("got %v", got)
	}
	if got := check(t, []Functional{failed("nation", 4122)}, []Functional{failed("nation", 4120)}); len(got) > 0 {
		t.Errorf("a large total without attributes: %v", got)
	}
}

// Two patterns of hiding over one table: the first release hid b and c, the second shows c.
func TestTwoPatterns(t *testing.T) {
	first := []Functional{count("a", "2025-09-30", 12), count("b", "2025-09-30", -1), count("c", "2025-09-30", -1), count("KZ", "2025-09-30", 24)}
	second := []Functional{count("a", "2025-09-30", 12), count("b", "2025-09-30", -1), count("c", "2025-09-30", 9), count("KZ", "2025-09-30", 24)}
	got := check(t, second, first)
	if len(got) != 1 || got[0].Rule != RowSpace || got[0].Value != 3 || got[0].Fact != "E.01/region=c" {
		t.Errorf("got %v", got)
	}
	if got := check(t, first, first); len(got) > 0 {
		t.Errorf("the same again gives nothing away: %v", got)
	}
}

// What is hidden in both stays between bounds; the later total narrows it.
func TestBoundsOverReleases(t *testing.T) {
	first := []Functional{count("b", "2025-09-30", -1), count("c", "2025-09-30", -1), count("KZ", "2025-09-30", 40)}
	second := []Functional{count("b", "2025-10-31", -1), count("c", "2025-10-31", 20), count("KZ", "2025-10-31", 24)}
	if got := check(t, second, first); len(got) == 0 {
		t.Error("b is 4 by the second release, and at most that before")
	}
}

func TestLedgerIsAppendOnly(t *testing.T) {
	l := Ledger{filepath.Join(t.TempDir(), "disclosure", "ledger.jsonl")}
	at := time.Date(2025, 12, 15, 0, 0, 0, 0, time.UTC)
	for _, r := range []string{"r1", "r1", "r2"} {
		e := Entry{At: at, Release: r, Surface: "annual", Functionals: []Functional{count("75", "2025-10-31", 44)}}
		if err := l.Enter(context.Background(), e); err != nil {
			t.Fatal(err)
		}
	}
	list, err := l.Entries()
	if err != nil || len(list) != 2 || list[1].Prev != list[0].Hash {
		t.Fatalf("%d entries (%v), want 2 in a chain: the same publication again is none", len(list), err)
	}
	text, err := os.ReadFile(l.File)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	for name, bad := range map[string]string{
		"a value changed": strings.Replace(string(text), `"value":44`, `"value":54`, 1),
		"a line removed":  lines[1],
		"a line repeated": lines[0] + lines[0] + lines[1],
	} {
		if err := os.WriteFile(l.File, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Entries(); err == nil {
			t.Errorf("%s is not noticed", name)
		}
	}
}
