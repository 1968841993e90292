package schedules

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"time"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

//go:embed centres.sql
var centresSQL string

// Centres reads from the register as known on the day when each centre was active.
func Centres(ctx context.Context, e *warehouse.Engine, known calendar.Day) ([]Span, error) {
	return spans(ctx, e.DB(), centresSQL, known)
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
	seen, err := h.seen.read(ctx, h.Engine.DB(), today)
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

func spans(ctx context.Context, db *sql.DB, query string, known calendar.Day) ([]Span, error) {
	rows, err := db.QueryContext(ctx, query, known.String())
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

// Names are the names of centres as the register last gave them, by BIN.
func (h *House) Names(ctx context.Context) (map[string]words.Text, error) {
	return names(ctx, h.Engine.DB(), `SELECT bin, coalesce(arg_max(name_kk, _landing), ''), coalesce(arg_max(name_ru, _landing), '') FROM raw.accredited_centres WHERE _state = 0 GROUP BY bin`)
}

// ReleasedNames are Names as a release knows them.
func ReleasedNames(ctx context.Context, release *sql.DB) (map[string]words.Text, error) {
	return names(ctx, release, `SELECT centre, name_kk, name_ru FROM core.centre`)
}

func names(ctx context.Context, db *sql.DB, query string) (map[string]words.Text, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("names of centres: %w", err)
	}
	defer rows.Close()
	all := make(map[string]words.Text)
	for rows.Next() {
		var bin string
		var t words.Text
		if err := rows.Scan(&bin, &t.KK, &t.RU); err != nil {
			return nil, fmt.Errorf("names of centres: %w", err)
		}
		all[bin] = t
	}
	return all, rows.Err()
}
