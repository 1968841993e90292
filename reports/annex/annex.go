// Package annex writes what a report says for machines: annex.xlsx, and its facts, findings,
// recommendations and definitions as CSV and Parquet. Equal reports give equal bytes.
package annex

import (
	"nsk/reports"
	"nsk/reports/document"
	"nsk/reports/words"
)

// A Content is what the annexes are made of: a report and the definitions of its indicators.
type Content struct {
	Publication reports.Publication
	Documents   map[words.Lang]document.Document // numbered, in both languages
	Definitions []reports.Indicator
}

// Of returns the content of a result.
func Of(r *reports.Result) (Content, error) {
	book, err := reports.Indicators()
	if err != nil {
		return Content{}, err
	}
	return Content{r.Publication(), r.Documents, book}, nil
}
