package schedules

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// Standings lists every duty × provider × period whose period has begun by the day, as
// known on it: centres, returns, decisions and the calendar of later days do not count.
func (h *House) Standings(ctx context.Context, on calendar.Day) ([]Standing, error) {
	centres, err := h.Centres(ctx, on)
	if err != nil {
		return nil, err
	}
	return h.recorded(ctx, h.Engine.DB(), on, centres)
}

// StandingsOf is Standings of one provider. It costs less: only its own returns are judged.
func (h *House) StandingsOf(ctx context.Context, on calendar.Day, provider string) ([]Standing, error) {
	centres, err := h.Centres(ctx, on)
	if err != nil {
		return nil, err
	}
	other := func(s Span) bool { return s.Centre != provider }
	all, err := h.recorded(ctx, h.Engine.DB(), on, slices.DeleteFunc(centres, other))
	return slices.DeleteFunc(all, func(s Standing) bool { return s.Provider != provider }), err
}

//go:embed released.sql
var releasedSQL string

// Released lists standings as a release knows them, for those who cannot have the warehouse
// because another process holds it. What came after the release was made is not in it.
func (d *Desk) Released(ctx context.Context, release *sql.DB, on calendar.Day) ([]Standing, error) {
	centres, err := spans(ctx, release, releasedSQL, on)
	if err != nil {
		return nil, err
	}
	return d.recorded(ctx, release, on, centres)
}

// recorded is Standings over a ledger.
func (d *Desk) recorded(ctx context.Context, ledger *sql.DB, on calendar.Day, centres []Span) ([]Standing, error) {
	answers, err := answers(ctx, ledger, on)
	if err != nil {
		return nil, err
	}
	exemptions, err := Exemptions(ctx, ledger, on)
	if err != nil {
		return nil, err
	}
	return d.Standings(on, centres, answers, exemptions)
}

//go:embed answers.sql
var answersSQL string

// answers reads what the ledger knew on a day of the returns of which a version came.
func answers(ctx context.Context, ledger *sql.DB, on calendar.Day) ([]Answer, error) {
	rows, err := ledger.QueryContext(ctx, answersSQL, on.String())
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	defer rows.Close()
	var all []Answer
	for rows.Next() {
		var a Answer
		var period string
		var received *time.Time
		if err := rows.Scan(&a.Source, &a.Provider, &period, &a.Content, &a.Reason, &received, &a.Held, &a.Refused); err != nil {
			return nil, fmt.Errorf("answers: %w", err)
		}
		if a.Period, err = contract.ParsePeriod(period); err != nil {
			return nil, fmt.Errorf("answers: %w", err)
		}
		if received != nil {
			a.Received = calendar.DayOf(*received)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// Exemptions reads the decisions known on a day, oldest first, from the warehouse or a
// release. A release of an nsk that could not exempt has none.
func Exemptions(ctx context.Context, db *sql.DB, on calendar.Day) ([]Exemption, error) {
	const able = `SELECT count(*) > 0 FROM duckdb_columns() WHERE schema_name = 'ledger' AND table_name = 'exemption' AND column_name = 'lifted'`
	var ok bool
	if err := db.QueryRowContext(ctx, able).Scan(&ok); err != nil || !ok {
		return nil, err
	}
	const q = `SELECT x.source, x.provider, x.period_from, x.period_to, x.reason, x.lifted FROM ledger.exemption AS x
		JOIN ledger.landing AS l ON l.landing = x.act WHERE l.landed_on <= CAST(? AS DATE) ORDER BY x.act`
	rows, err := db.QueryContext(ctx, q, on.String())
	if err != nil {
		return nil, fmt.Errorf("exemptions: %w", err)
	}
	defer rows.Close()
	var all []Exemption
	for rows.Next() {
		var x Exemption
		var from, to string
		if err := rows.Scan(&x.Source, &x.Provider, &from, &to, &x.Reason, &x.Lifted); err != nil {
			return nil, fmt.Errorf("exemptions: %w", err)
		}
		if x.From, err = contract.ParsePeriod(from); err != nil {
			return nil, fmt.Errorf("exemptions: %w", err)
		}
		if x.To, err = contract.ParsePeriod(to); err != nil {
			return nil, fmt.Errorf("exemptions: %w", err)
		}
		all = append(all, x)
	}
	return all, rows.Err()
}
