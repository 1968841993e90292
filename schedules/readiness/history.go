package readiness

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"nsk/schedules/calendar"
)

// ErrNoNight means that no night is on record.
var ErrNoNight = errors.New("no night is on record")

const pointColumns = `SELECT year, night, looked_at, as_of, period_from, period_to, delivery, days_left, blockers, stopping, answer FROM ledger.readiness `

// History is the curve of readiness of a year's document, night by night. It reads the
// warehouse or a release.
func History(ctx context.Context, db *sql.DB, year int) ([]Point, error) {
	return points(ctx, db, pointColumns+`WHERE year = $1 ORDER BY night`, year)
}

// At is the night on record on a day, or the last before it, with what stood in the way and
// since when. The error is ErrNoNight if there is none.
func At(ctx context.Context, db *sql.DB, on calendar.Day) (Night, error) {
	list, err := points(ctx, db, pointColumns+`WHERE night <= $1::DATE ORDER BY night DESC LIMIT 1`, on.String())
	if err != nil {
		return Night{}, err
	}
	if len(list) == 0 {
		return Night{}, ErrNoNight
	}
	n := Night{Point: list[0]}
	n.Found, err = seen(ctx, db, n.Point)
	return n, err
}

func points(ctx context.Context, db *sql.DB, query string, args ...any) (list []Point, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("history of readiness: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var p Point
		var night, asOf time.Time
		var from, to, delivery sql.NullTime
		if err := rows.Scan(&p.Year, &night, &p.LookedAt, &asOf, &from, &to, &delivery, &p.DaysLeft, &p.Blockers, &p.Stopping, &p.Answer); err != nil {
			return nil, fmt.Errorf("history of readiness: %w", err)
		}
		p.Night, p.AsOf = calendar.DayOf(night), calendar.DayOf(asOf)
		p.From, p.To, p.Delivery = dayOf(from), dayOf(to), dayOf(delivery)
		list = append(list, p)
	}
	return list, rows.Err()
}

// seen lists what stood in the way on a night: first what stops the document, and of that
// the oldest.
func seen(ctx context.Context, db *sql.DB, p Point) (list []Blocker, err error) {
	const q = `SELECT kind, subject, owner, stops, since, first_seen, last_seen, text_kk, text_ru FROM ledger.blocker
		WHERE year = $1 AND $2::DATE BETWEEN first_seen AND last_seen ORDER BY NOT stops, kind, since, subject`
	rows, err := db.QueryContext(ctx, q, p.Year, p.Night.String())
	if err != nil {
		return nil, fmt.Errorf("blockers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var b Blocker
		var since, first, last time.Time
		if err := rows.Scan(&b.Kind, &b.Subject, &b.Owner, &b.Stops, &since, &first, &last, &b.Text.KK, &b.Text.RU); err != nil {
			return nil, fmt.Errorf("blockers: %w", err)
		}
		b.Since, b.FirstSeen, b.LastSeen = calendar.DayOf(since), calendar.DayOf(first), calendar.DayOf(last)
		list = append(list, b)
	}
	return list, rows.Err()
}

func dayOf(t sql.NullTime) calendar.Day {
	if !t.Valid {
		return 0
	}
	return calendar.DayOf(t.Time)
}
