package edition_test

import (
	"slices"
	"testing"

	"nsk/reports"
	"nsk/reports/approval"
	"nsk/reports/edition"
	"nsk/reports/words"
)

// A document that follows one of the year before shows what became of that one's findings
// and numbers, and every one of those numbers is found in facts.json as well.
func TestEveryNumberOfASecondYearIsBound(t *testing.T) {
	db := release(t)
	first, err := reports.Annual(t.Context(), db, reports.AnnualInput{Release: "2024-11-20-0a1b2c3d"})
	if err != nil {
		t.Fatal(err)
	}
	last := first.Publication()
	last.From, last.To = last.PrevFrom, last.PrevTo
	gone := last.Findings[0]
	gone.ID, gone.Key = reports.FindingID(gone.Rule, "gone"), "gone" // is not found any more
	last.Findings = append(last.Findings, gone)
	for i, f := range last.Facts { // last year other numbers were printed
		if f.ID == "D.01@before" {
			last.Facts[i].Value = "777"
		}
	}
	second, err := reports.Annual(t.Context(), db, reports.AnnualInput{Release: "2025-11-20-0a1b2c3d", Last: &last})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	_, err = edition.Write(t.Context(), second, dir, edition.Options{Formats: []edition.Format{edition.HTML, edition.JSON}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := approval.ReadCase(approval.Copy{Dir: dir}, approval.World{})
	if err != nil {
		t.Fatal(err)
	}
	shown := slices.ContainsFunc(c.Pages[words.RU].Bound, func(b approval.Bound) bool {
		return b.Fact == "closed/"+gone.Rule+"/resolved" || b.Fact == "closed/"+gone.Rule+"/unverifiable"
	})
	if !shown {
		t.Error("the document does not tell what became of the findings of the year before")
	}
	for _, u := range c.Examine() {
		if u.ID == "b10" {
			t.Errorf("%s: %v", u.Text.EN, u.Details)
		}
	}
}
