package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	"nsk/reports"
)

// lastYear reads the annual document of the year before the release in db: the file named, or
// what stands in a folder of reports. Nil if there is none; a file named must be one.
func (a *app) lastYear(ctx context.Context, db *sql.DB, file, out string) (*reports.Publication, error) {
	w, err := reports.ReadWindow(ctx, db)
	if err != nil {
		return nil, err
	}
	if file != "" {
		p, err := readFacts(file)
		if err == nil && !p.YearBefore(w) {
			err = fmt.Errorf("%s: is about %s – %s as known on %s; the document of the year before this release is wanted", file, p.From, p.To, p.AsOf)
		}
		return p, err
	}
	return findLastYear(w, out)
}

// findLastYear prefers the document delivered, annual-YEAR, to reports made by hand, of which
// it takes the one that knew most.
func findLastYear(w reports.Window, out string) (*reports.Publication, error) {
	annual := filepath.Join(out, fmt.Sprintf("annual-%d", w.PrevTo.Year()), "facts.json")
	others, err := filepath.Glob(filepath.Join(out, "report-*", "facts.json"))
	if err != nil {
		return nil, err
	}
	var last *reports.Publication
	for _, name := range append([]string{annual}, others...) {
		if !exists(name) {
			continue
		}
		p, err := readFacts(name)
		switch {
		case err != nil:
			return nil, err
		case !p.YearBefore(w):
		case name == annual:
			return p, nil
		case last == nil || p.AsOf > last.AsOf:
			last = p
		}
	}
	return last, nil
}

func readFacts(name string) (*reports.Publication, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := reports.ReadPublication(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &p, nil
}
