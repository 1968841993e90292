package reports

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"nsk/reports/document"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

// Every sheet is said in both languages and shows columns that its query has.
func TestSheets(t *testing.T) {
	db := newRepublic(t).db
	all, err := Sheets()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 15 {
		t.Errorf("%d sheets", len(all))
	}
	for id, s := range all {
		for _, text := range []words.Text{s.Caption, s.Empty} {
			for _, fault := range words.Lint(text) {
				t.Errorf("%s: %s", id, fault)
			}
		}
		filled, err := fillSheets(context.Background(), db, "75", []string{id})
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		for _, c := range s.Columns {
			if c.Title.KK == "" || c.Title.RU == "" {
				t.Errorf("%s: column %s has no title in both languages", id, c.Name)
			}
			for _, r := range filled[0].rows {
				if _, ok := r.values[map[bool]string{true: c.Name + "_kk", false: c.Name}[c.Kind == "named"]]; !ok {
					t.Errorf("%s: the query has no column %s", id, c.Name)
				}
			}
		}
	}
}

// A profile says nothing about others: no fact of another region, no finding of another
// centre; and one to four people are hidden.
func TestProfile(t *testing.T) {
	db := newRepublic(t).db
	in := AnnualInput{Release: "r-2025-11-20"}
	for _, about := range []Subject{{"region", "75"}, {"centre", "c1"}, {"profession", "p1"}} {
		r, err := Profile(context.Background(), db, in, about)
		if err != nil {
			t.Fatal(about, err)
		}
		for _, f := range r.Facts {
			if f.By != "nation" && (f.By != about.Kind || f.Key != about.Key) && !onMap(f, about) {
				t.Errorf("%v: %s", about, f.ID)
			}
		}
		for _, f := range r.Findings {
			if f.Key != about.Key && !strings.Contains(strings.Join(f.Entities, " "), about.Key) {
				t.Errorf("%v: %s about %v", about, f.ID, f.Entities)
			}
		}
		for _, l := range words.Both {
			if got := figures(r.Documents[l]); about.Kind == "region" && got != "region-map" {
				t.Errorf("%v: charts %q", about, got)
			}
			if d := r.Documents[l]; len(d.Blocks) < 4 || d.Title == "" {
				t.Errorf("%v: %d blocks", about, len(d.Blocks))
			}
		}
	}
	if _, err := Profile(context.Background(), db, in, Subject{"region", "00"}); !errors.Is(err, ErrNoSubject) {
		t.Error(err)
	}
	if _, err := Profile(context.Background(), db, in, Subject{"city", "75"}); err == nil {
		t.Error("there are profiles of cities")
	}
}

// figures are the ids of the charts of a document.
func figures(d document.Document) string {
	var list []string
	for _, b := range d.Blocks {
		if f, ok := b.(document.Figure); ok {
			list = append(list, f.ID)
		}
	}
	return strings.Join(list, " ")
}

// Before October nobody needs to hear of December.
func TestReadinessIsSaidFromOctober(t *testing.T) {
	for month, want := range map[time.Month]int{time.September: 0, time.October: 2} {
		p := &page{lang: words.RU, result: &Result{Window: Window{AsOf: time.Date(2025, month, 20, 0, 0, 0, 0, time.UTC)}}}
		p.readiness(filledSheet{Sheet: Sheet{Empty: words.Text{RU: "Все сведения представлены."}}})
		if len(p.blocks) != want {
			t.Errorf("%s: %d blocks", month, len(p.blocks))
		}
	}
}

// A centre sees its pass rate between the exact limits of its own expectation.
func TestPassPlot(t *testing.T) {
	low, high := shareLimits(0.8, 150)
	for i, p := range low.Points {
		if p.Y > 80 || high.Points[i].Y < 80 || p.X != high.Points[i].X {
			t.Errorf("limits at %v: %v and %v", p.X, p.Y, high.Points[i].Y)
		}
	}
	at100 := statistics.Binomial(100, big.NewRat(4, 5)).Limits(alphaTail)
	if low, _ := shareLimits(0.8, 100); low.Points[len(low.Points)-1].Y != float64(at100.Low) {
		t.Errorf("the last point is %v, not %d of 100", low.Points[len(low.Points)-1], at100.Low)
	}
}

// Few persons are hidden in a sheet, with all their row.
func TestSheetHidesFew(t *testing.T) {
	s := filledSheet{Sheet: Sheet{ID: "s", Persons: []string{"passed", "failed"}, Columns: []SheetColumn{{Name: "passed", Kind: "number"}, {Name: "failed", Kind: "number"}}}}
	p := &page{lang: words.RU, source: source{}}
	for failed, want := range map[string]string{"4": "c", "5": "", "0": ""} {
		got := p.sheetRow(s, 0, row{values: map[string]any{"passed": "90", "failed": failed}})
		for _, c := range got.Cells {
			if c.Status != want || want != "" && c.Text != "" {
				t.Errorf("%s: %+v", failed, got.Cells)
			}
		}
	}
}

// The digest of a period tells what arrived, how procedures flow, and what to watch, and only
// rules that cannot wait.
func TestDigest(t *testing.T) {
	r, err := Digest(context.Background(), newRepublic(t).db, AnnualInput{Release: "r-2025-11-20"})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range words.Both {
		var parts []string
		for _, b := range r.Documents[l].Blocks {
			if s, ok := b.(document.Section); ok {
				parts = append(parts, s.ID)
			}
		}
		if got := figures(r.Documents[l]); got != "digest-months-applications digest-months-documents" {
			t.Errorf("%s: charts %q", l, got)
		}
		if strings.Join(parts, " ") != "arrivals flow watch ready" {
			t.Errorf("%s: %v", l, parts)
		}
	}
	for _, f := range r.Findings {
		if !strings.Contains(strings.Join(watched, " "), f.Rule) {
			t.Error(f.ID)
		}
	}
}
