package recount

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"strings"

	"nsk/reports"
)

// Differences compares the figures counted here with those the queries of the catalogue give on
// a release: numerator, denominator and value of every indicator, nationally and in the breakdown
// counted here. It returns one line a difference, and how many figures were compared.
func (c Count) Differences(ctx context.Context, release *sql.DB) (lines []string, compared int, err error) {
	book, err := reports.Indicators()
	if err != nil {
		return nil, 0, err
	}
	for _, i := range book {
		if i.Kind == reports.Derived {
			continue // made from findings and last year's document, which have tests of their own
		}
		facts, err := i.Collect(ctx, release)
		if err != nil {
			return nil, 0, fmt.Errorf("indicator %s: %w", i.ID, err)
		}
		own := c.of(i.ID)
		if len(own) == 0 {
			lines = append(lines, i.ID+": not counted a second time")
			continue
		}
		counted := own.breakdowns()
		for _, f := range facts {
			if f.Window != reports.Now || f.By != "nation" && !counted[f.By] {
				continue
			}
			compared++
			want, got := own.figure(f.ID, i), figureOf(f, i)
			if want != got {
				lines = append(lines, fmt.Sprintf("%s: the query gives %s, the rows give %s", f.ID, got, want))
			}
			delete(own, f.ID)
		}
		for id, cell := range own {
			if cell.Num > 0 || cell.Den > 0 || cell.Value != "" {
				lines = append(lines, fmt.Sprintf("%s: the query gives nothing, the rows give %s", id, own.figure(id, i)))
			}
		}
	}
	return lines, compared, nil
}

func (c Count) of(indicator string) Count {
	own := Count{}
	for id, cell := range c {
		if id == indicator || strings.HasPrefix(id, indicator+"/") {
			own[id] = cell
		}
	}
	return own
}

// breakdowns are those that are counted here.
func (c Count) breakdowns() map[string]bool {
	counted := map[string]bool{}
	for id := range c {
		if _, by, ok := strings.Cut(id, "/"); ok {
			by, _, _ := strings.Cut(by, "=")
			counted[by] = true
		}
	}
	return counted
}

// figure writes numerator, denominator and value as the definition makes it of them.
func (c Count) figure(id string, i reports.Indicator) string {
	cell, ok := c[id]
	switch {
	case !ok && i.Kind == reports.Ratio && i.Unit == reports.Count:
		cell = Cell{Den: -1}
	case !ok, cell.None:
		return "nothing"
	case cell.Text:
		return said(cell.Value)
	}
	if !cell.Whole {
		return fmt.Sprintf("%d = %d", cell.Num, cell.Num)
	}
	value := cell.Value
	if i.Kind == reports.Ratio {
		value = cell.value(i)
	}
	return fmt.Sprintf("%d/%d = %s", cell.Num, cell.Den, said(value))
}

func said(value string) string {
	if value == "" {
		return "no value"
	}
	return value
}

// value is the quotient as it is printed (analysis, 1.9).
func (cell Cell) value(i reports.Indicator) string {
	if cell.Den < max(i.MinN, 1) {
		return ""
	}
	factor, places := int64(1), 1
	switch i.Unit {
	case reports.Percent:
		factor = 100
		if cell.Den < 100 {
			places = 0
		}
	case reports.Rate:
		factor = i.Scale
	case reports.Count, reports.Days:
		places = 0
	}
	return rounded(big.NewRat(cell.Num*factor, cell.Den), places)
}

func figureOf(f reports.Fact, i reports.Indicator) string {
	value := f.Value
	switch {
	case i.Kind == reports.Bounds && f.BoundLow != "":
		value = f.BoundLow + "–" + f.BoundHigh
	case i.Kind == reports.Duration, i.Kind == reports.Incidence, i.Kind == reports.Strata:
		return said(value)
	case f.Numerator == nil:
		return "nothing"
	}
	if f.Denominator == nil {
		return fmt.Sprintf("%d = %s", *f.Numerator, value)
	}
	return fmt.Sprintf("%d/%d = %s", *f.Numerator, *f.Denominator, said(value))
}
