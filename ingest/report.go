package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// Findings lists what is on record against a landing, by row; most at most, 0 for all.
func Findings(ctx context.Context, e *warehouse.Engine, landing int64, most int) ([]Finding, error) {
	q := `SELECT coalesce(row, 0), coalesce(sender_key, ''), coalesce(field, ''), coalesce(value, ''), rule, severity
		FROM ledger.finding WHERE landing = ? ORDER BY row NULLS FIRST, rule`
	if most > 0 {
		q += fmt.Sprintf(" LIMIT %d", most)
	}
	rows, err := e.DB().QueryContext(ctx, q, landing)
	if err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	defer rows.Close()
	var all []Finding
	for rows.Next() {
		var f Finding
		if err := rows.Scan(&f.Row, &f.SenderKey, &f.Field, &f.Value, &f.Rule, &f.Severity); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// Pending lists the landings that are stored but not yet read, oldest first: what a
// crash between the two leaves behind.
func Pending(ctx context.Context, e *warehouse.Engine) ([]Landing, error) {
	return landings(ctx, e, "ANTI JOIN ledger.version v ON v.landing = l.landing")
}

func landings(ctx context.Context, e *warehouse.Engine, only string) ([]Landing, error) {
	rows, err := e.DB().QueryContext(ctx, `SELECT l.landing, landing_id, l.source, l.provider, l.period, origin, media_type, sha256, bytes, encrypted, path, landed_at
		FROM ledger.landing l `+only+` ORDER BY l.landing`)
	if err != nil {
		return nil, fmt.Errorf("landings: %w", err)
	}
	defer rows.Close()
	var all []Landing
	for rows.Next() {
		l, err := scanLanding(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

func scanLanding(rows *sql.Rows) (Landing, error) {
	var l Landing
	var period string
	var at time.Time
	err := rows.Scan(&l.Number, &l.ID, &l.Source, &l.Provider, &period, &l.Origin, &l.MediaType, &l.SHA256, &l.Bytes, &l.Encrypted, &l.Path, &at)
	if err != nil {
		return l, err
	}
	l.At = at
	l.Period, err = contract.ParsePeriod(period)
	return l, err
}

// Landings lists all landings on record, oldest first.
func Landings(ctx context.Context, e *warehouse.Engine) ([]Landing, error) {
	return landings(ctx, e, "")
}
