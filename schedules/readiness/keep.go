package readiness

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// Keep puts a night on record. The same night again takes the place of the first. The error
// is a *schedules.ClockError if a later night of the year is on record: the clock has gone
// back, or it had been ahead, and Forget takes away what it brought.
func Keep(ctx context.Context, e *warehouse.Engine, n Night) error {
	err := e.Tx(ctx, func(tx *warehouse.Tx) error { return n.keep(ctx, tx) })
	if err != nil {
		return fmt.Errorf("readiness: %w", err)
	}
	return nil
}

// foundRows are the blockers of a night, given as one JSON text so that whole tables meet.
const foundRows = `(SELECT unnest(from_json($1, '[{"kind":"VARCHAR","subject":"VARCHAR","owner":"VARCHAR","stops":"BOOLEAN","since":"DATE","kk":"VARCHAR","ru":"VARCHAR"}]'), recursive := true))`

const (
	forgetNight  = `DELETE FROM ledger.readiness WHERE year = ? AND night = ?::DATE`
	forgetBegun  = `DELETE FROM ledger.blocker WHERE year = ? AND first_seen = ?::DATE`
	forgetGoneOn = `UPDATE ledger.blocker SET last_seen = ?::DATE WHERE year = ? AND last_seen = ?::DATE`
	goOn         = `UPDATE ledger.blocker AS b
		SET last_seen = $2::DATE, owner = f.owner, stops = f.stops, since = least(b.since, f.since), text_kk = f.kk, text_ru = f.ru
		FROM ` + foundRows + ` AS f
		WHERE b.year = $3 AND b.last_seen = $4::DATE AND b.kind = f.kind AND b.subject = f.subject`
	begin = `INSERT INTO ledger.blocker
		SELECT n.year, f.kind, f.subject, f.owner, f.stops, f.since, n.night, n.night, f.kk, f.ru
		FROM ` + foundRows + ` AS f CROSS JOIN (SELECT $2::INTEGER AS year, $3::DATE AS night) AS n
		WHERE NOT EXISTS (FROM ledger.blocker AS b WHERE b.year = n.year AND b.last_seen = n.night AND b.kind = f.kind AND b.subject = f.subject)`
	keepNight = `INSERT INTO ledger.readiness
		VALUES (?, ?::DATE, ?::TIMESTAMP, ?::DATE, nullif(?, '')::DATE, nullif(?, '')::DATE, nullif(?, '')::DATE, ?, ?, ?, ?)`
)

// keep forgets what the same night said before, lets what was seen on the night before on
// record go on, and begins the rest.
func (n *Night) keep(ctx context.Context, tx *warehouse.Tx) error {
	before, err := n.before(ctx, tx)
	if err != nil {
		return err
	}
	found, err := n.foundJSON()
	if err != nil {
		return err
	}
	night, year := n.Night.String(), n.Year
	for _, s := range []struct {
		sql  string
		args []any
	}{
		{forgetNight, []any{year, night}},
		{forgetBegun, []any{year, night}},
		{forgetGoneOn, []any{before, year, night}},
		{goOn, []any{found, night, year, before}},
		{begin, []any{found, year, night}},
		{keepNight, []any{year, night, n.LookedAt.UTC().Format("2006-01-02 15:04:05"), n.AsOf.String(), n.From.String(), n.To.String(), n.Delivery.String(),
			n.DaysLeft, n.Blockers, n.Stopping, string(n.Answer)}},
	} {
		if _, err := tx.Exec(ctx, s.sql, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// before is the night on record before this one, or this one if there is none.
func (n *Night) before(ctx context.Context, tx *warehouse.Tx) (string, error) {
	var before, later sql.NullTime
	const q = `SELECT max(night) FILTER (WHERE night < $2::DATE), max(looked_at) FILTER (WHERE night > $2::DATE) FROM ledger.readiness WHERE year = $1`
	if err := tx.QueryRow(ctx, q, n.Year, n.Night.String()).Scan(&before, &later); err != nil {
		return "", err
	}
	if later.Valid {
		return "", &schedules.ClockError{Now: n.LookedAt, Latest: later.Time}
	}
	if !before.Valid {
		return n.Night.String(), nil
	}
	return calendar.DayOf(before.Time).String(), nil
}

func (n *Night) foundJSON() (string, error) {
	type row struct {
		Kind    Kind         `json:"kind"`
		Subject string       `json:"subject"`
		Owner   string       `json:"owner"`
		Stops   bool         `json:"stops"`
		Since   calendar.Day `json:"since"`
		KK      string       `json:"kk"`
		RU      string       `json:"ru"`
	}
	rows := make([]row, len(n.Found))
	for i, b := range n.Found {
		rows[i] = row{b.Kind, b.Subject, b.Owner, b.Stops, b.Since, b.Text.KK, b.Text.RU}
	}
	text, err := json.Marshal(rows)
	return string(text), err
}

// Forget takes the nights after a day off the record, as if the clock had not been ahead.
func Forget(ctx context.Context, e *warehouse.Engine, after calendar.Day) error {
	err := e.Tx(ctx, func(tx *warehouse.Tx) error {
		for _, q := range []string{
			`DELETE FROM ledger.readiness WHERE night > $1::DATE`,
			`DELETE FROM ledger.blocker WHERE first_seen > $1::DATE`,
			`UPDATE ledger.blocker AS b SET last_seen = (SELECT max(night) FROM ledger.readiness AS r WHERE r.year = b.year) WHERE last_seen > $1::DATE`,
		} {
			if _, err := tx.Exec(ctx, q, after.String()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("readiness: %w", err)
	}
	return nil
}
