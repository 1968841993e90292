package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// A Publication is the machine form of a result: facts.json.
type Publication struct {
	Release         string           `json:"release"`
	AsOf            string           `json:"as_of"`
	From            string           `json:"period_from"`
	To              string           `json:"period_to"`     // inclusive
	Status          string           `json:"period_status"` // p: every value of the period is provisional
	PrevFrom        string           `json:"previous_from"`
	PrevTo          string           `json:"previous_to"`
	Facts           []Fact           `json:"facts"`
	Dropped         []Dropped        `json:"dropped,omitempty"` // breakdowns it goes without, to protect persons
	Findings        []Finding        `json:"findings"`
	Inspections     []Inspection     `json:"inspections"`
	Recommendations []Recommendation `json:"recommendations"`
	Closed          []Closed         `json:"closed,omitempty"`    // findings of earlier documents that are not found now
	Followups       []Followup       `json:"followups,omitempty"` // of last year's recommendations
}

// Publication returns the result without its documents.
func (r *Result) Publication() Publication {
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	return Publication{
		Release: r.Release, AsOf: day(r.Window.AsOf), From: day(r.Window.From), To: day(r.Window.To), Status: provisional,
		PrevFrom: day(r.Window.PrevFrom), PrevTo: day(r.Window.PrevTo),
		Facts: r.Facts, Dropped: r.Protection.Dropped, Findings: r.Findings, Inspections: r.Inspections, Recommendations: r.Recommendations, Followups: r.Followups, Closed: r.Closed,
	}
}

// Write writes facts.json. Equal publications give equal bytes.
func (p Publication) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(p); err != nil {
		return fmt.Errorf("write facts.json: %w", err)
	}
	return nil
}

// YearBefore reports whether the publication is that of the year before a window: it ends on
// the last day of the window compared with.
func (p Publication) YearBefore(w Window) bool { return p.To == w.PrevTo.Format(time.DateOnly) }

// ReadPublication reads what Write wrote.
func ReadPublication(r io.Reader) (Publication, error) {
	var p Publication
	if err := json.NewDecoder(r).Decode(&p); err != nil {
		return p, fmt.Errorf("read facts.json: %w", err)
	}
	return p, nil
}
