package schedules

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

//go:embed centres.sql
var centresSQL string

// Centres reads from the register as known on the day when each centre was active.
func Centres(ctx context.Context, e *warehouse.Engine, known calendar.Day) ([]Span, error) {
	return spans(ctx, e, centresSQL, known)
}

//go:embed seen.sql
var seenSQL string

// Centres are the spans for which centres owe returns, as known on the day: those in which
// they were active, and those in which the platform shows events of a centre that the
// register knows.
func (h *House) Centres(ctx context.Context, today calendar.Day) ([]Span, error) {
	all, err := Centres(ctx, h.Engine, today)
	if err != nil || contract.Find(h.Contracts, "applications") == nil {
		return all, err
	}
	seen, err := spans(ctx, h.Engine, seenSQL, today)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool)
	for _, s := range all {
		known[s.Centre] = true
	}
	for _, s := range seen {
		if known[s.Centre] {
			all = append(all, s)
		}
	}
	return all, nil
}

func spans(ctx context.Context, e *warehouse.Engine, query string, known calendar.Day) ([]Span, error) {
	rows, err := e.DB().QueryContext(ctx, query, known.String())
	if err != nil {
		return nil, fmt.Errorf("active centres: %w", err)
	}
	defer rows.Close()
	var all []Span
	for rows.Next() {
		var centre string
		var from, to time.Time
		if err := rows.Scan(&centre, &from, &to); err != nil {
			return nil, fmt.Errorf("active centres: %w", err)
		}
		all = append(all, Span{centre, calendar.DayOf(from), calendar.DayOf(to)})
	}
	return all, rows.Err()
}
