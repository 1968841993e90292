package reports

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/reports/document"
	"nsk/reports/words"
)

// first holds the result that the tests read; they do not change it.
var first struct {
	sync.Once
	result *Result
}

func newResult(t *testing.T) *Result {
	t.Helper()
	first.Do(func() { first.result = anotherResult(t) })
	if first.result == nil {
		t.Fatal("no annual analysis, see the first failure")
	}
	return first.result
}

func anotherResult(t *testing.T) *Result {
	t.Helper()
	r, err := Annual(context.Background(), newRepublic(t).db, AnnualInput{Release: "r-2025-11-20", Draft: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Same inputs, same bytes: facts.json and a document of two runs over two
// databases are equal. One language is enough, drawing is slow.
func TestAnnualIsDeterministic(t *testing.T) {
	s, err := newSource(newRepublic(t).db, AnnualInput{Release: "r-2025-11-20", Draft: true})
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.result(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.assemble(context.Background(), again, []words.Lang{words.KK}); err != nil {
		t.Fatal(err)
	}
	a, b := render(t, newResult(t)), render(t, again)
	for name := range b {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs between two runs", name)
		}
	}
	if dir := os.Getenv("NSK_SHOW"); dir != "" { // for a look at the documents
		for name, data := range a {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func render(t *testing.T, r *Result) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for l, d := range r.Documents {
		var b bytes.Buffer
		if err := document.WriteHTML(&b, d); err != nil {
			t.Fatal(err)
		}
		out["report."+string(l)+".html"] = b.Bytes()
	}
	var b bytes.Buffer
	if err := r.Publication().Write(&b); err != nil {
		t.Fatal(err)
	}
	out["facts.json"] = b.Bytes()
	return out
}

func TestLanguagesCarryTheSameNumbers(t *testing.T) {
	r := newResult(t)
	kk, ru := texts(r.Documents[words.KK]), texts(r.Documents[words.RU])
	if len(kk) != len(ru) {
		t.Fatalf("%d Kazakh and %d Russian texts", len(kk), len(ru))
	}
	for i := range kk {
		if diff := cmp.Diff(numbersOf(kk[i]), numbersOf(ru[i])); diff != "" {
			t.Errorf("numbers differ:\n%s\n%s\n%s", kk[i], ru[i], diff)
		}
	}
	if diff := cmp.Diff(shownNumbersSorted(r.Documents[words.KK]), shownNumbersSorted(r.Documents[words.RU])); diff != "" {
		t.Errorf("facts differ: %s", diff)
	}
}

// Every number of a document walks back to a query, and the value shown is the
// value explained.
func TestEveryNumberIsExplained(t *testing.T) {
	r := newResult(t)
	p := r.Publication()
	seen := 0
	for _, n := range shownNumbers(r.Documents[words.RU]) {
		if n.Fact == "" {
			continue
		}
		seen++
		e, err := Explain(p, n.Fact)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if e.Fact != nil && n.Status == "" && !slices.Contains(valuesOf(*e.Fact), n.Value) {
			t.Errorf("%s shows %q, the fact holds %v", n.Fact, n.Value, valuesOf(*e.Fact))
		}
		if e.SQLName != "" && !e.Current {
			t.Errorf("%s: the hash of %s is not that of its text", n.Fact, e.SQLName)
		}
	}
	if seen < 300 {
		t.Errorf("only %d numbers are bound to facts", seen)
	}
	if _, err := Explain(p, "Z.99"); !errors.Is(err, ErrUnknownFact) {
		t.Errorf("unknown id: got %v", err)
	}
}

func valuesOf(f Fact) []string {
	list := []string{f.Value, f.Was, f.BoundLow, f.BoundHigh, f.IntervalLow, f.IntervalHigh, f.Coverage}
	for _, n := range []*int64{f.Numerator, f.Denominator} {
		if n != nil {
			list = append(list, words.Int(*n).Rat().FloatString(0))
		}
	}
	return list
}

// No number of 1 to 4 persons leaves: neither as a fact nor in a finding.
func TestNothingSmallIsPublished(t *testing.T) {
	r := newResult(t)
	book, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	byID := indexOf(book)
	hidden := 0
	for _, f := range r.Facts {
		if f.Status == Protected {
			hidden++
			if f.Value != "" || f.Numerator != nil || f.Denominator != nil || f.BoundHigh != "" || f.IntervalHigh != "" {
				t.Errorf("%s is protected and still says %+v", f.ID, f)
			}
		}
		limit := byID[f.Indicator].Disclosure.Threshold(false)
		if f.Numerator != nil && limit > 0 && 0 < *f.Numerator && *f.Numerator < limit {
			t.Errorf("%s publishes %d", f.ID, *f.Numerator)
		}
		if byID[f.Indicator].Disclosure.NationOnly() && f.By != "nation" && f.Status == "" {
			t.Errorf("%s: health below national level", f.ID)
		}
	}
	if hidden == 0 {
		t.Error("the dataset has small cells and none was hidden")
	}
}

// The order's words of paragraph 20 open the four parts, numbered 1 to 4.
func TestStatutoryParts(t *testing.T) {
	r := newResult(t)
	want := map[words.Lang][]string{
		words.RU: {"1 Описание текущей ситуации", "2 Проблемные вопросы", "3 Предложения и рекомендации", "4 Количественные показатели"},
		words.KK: {"1 Ағымдағы жағдайдың сипаттамасы", "2 Проблемалық мәселелер", "3 Ұсыныстар мен ұсынымдар", "4 Сандық көрсеткіштер"},
	}
	for _, l := range words.Both {
		var got []string
		figures := 0
		for _, b := range r.Documents[l].Blocks {
			if s, ok := b.(document.Section); ok && s.Level == 1 && s.Number != "" {
				got = append(got, s.Number+" "+s.Title)
			}
			if f, ok := b.(document.Figure); ok {
				figures++
				if f.Alt == "" {
					t.Errorf("%s: figure %s has no text alternative", l, f.ID)
				}
			}
		}
		if diff := cmp.Diff(want[l], got); diff != "" {
			t.Errorf("%s: %s", l, diff)
		}
		if figures < 8 {
			t.Errorf("%s: %d figures, want 8 or more", l, figures)
		}
	}
}

// Kazakh texts have no word that mixes scripts; neither have Russian.
func TestNoMixedScripts(t *testing.T) {
	r := newResult(t)
	for _, l := range words.Both {
		for _, s := range texts(r.Documents[l]) {
			if mixed := words.Mixed(s); len(mixed) > 0 {
				t.Errorf("%s: %q in %q", l, mixed, s)
			}
			if strings.Contains(s, "  ") || strings.Contains(s, "{") {
				t.Errorf("%s: double space or open slot in %q", l, s)
			}
		}
	}
}

// A release without a single row still gives a document: it says that nothing
// was provided.
func TestEmptyRelease(t *testing.T) {
	r := newRepublic(t)
	for table := range r.tables {
		if table != "reference.parameter" {
			must(t, r.db, "DELETE FROM "+table)
		}
	}
	s, err := newSource(r.db, AnnualInput{Release: "r-empty"})
	if err != nil {
		t.Fatal(err)
	}
	result, err := s.result(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.assemble(context.Background(), result, []words.Lang{words.RU}); err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Findings {
		if f.Rule != "r47" { // the texts of the order differ whatever came
			t.Errorf("%s finds %s in nothing", f.Rule, f.Key)
		}
	}
	for _, d := range result.Documents {
		if err := document.WriteHTML(&bytes.Buffer{}, d); err != nil {
			t.Fatal(err)
		}
	}
}
