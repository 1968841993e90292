package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// Findings lists what is on record against a landing, by row.
func Findings(ctx context.Context, e *warehouse.Engine, landing int64) (all []Finding, err error) {
	for f, err := range Each(ctx, e, landing) {
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// OutcomeOf is what a landing came to, as the ledger has it now.
func OutcomeOf(ctx context.Context, e *warehouse.Engine, landing int64) (Outcome, error) {
	var o Outcome
	found, err := landings(ctx, e, fmt.Sprintf("WHERE l.landing = %d", landing))
	if err != nil || len(found) == 0 {
		return o, errors.Join(err, fmt.Errorf("no landing %d is on record", landing))
	}
	o.Landing = found[0]
	const q = `SELECT verdict, coalesce(content, ''), coalesce(reason, ''), version, received, accepted, rejected, duplicate, out_of_scope FROM ledger.version WHERE landing = ?`
	err = e.DB().QueryRowContext(ctx, q, landing).Scan(&o.Verdict, &o.Content, &o.Reason, &o.Version, &o.Received, &o.Accepted, &o.Rejected, &o.Duplicate, &o.OutOfScope)
	if errors.Is(err, sql.ErrNoRows) {
		return o, fmt.Errorf("landing %d is stored but not yet read", landing)
	}
	return o, err
}

// Pending lists the landings that are stored but not yet read, oldest first: what a
// crash between the two leaves behind.
func Pending(ctx context.Context, e *warehouse.Engine) ([]Landing, error) {
	return landings(ctx, e, "ANTI JOIN ledger.version v ON v.landing = l.landing")
}

func landings(ctx context.Context, e *warehouse.Engine, only string) ([]Landing, error) {
	rows, err := e.DB().QueryContext(ctx, `SELECT l.landing, landing_id, l.source, l.provider, l.period, origin, media_type, sha256, bytes, encrypted, path, landed_at, coalesce("cursor", ''), coalesce(signature, '')
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
	err := rows.Scan(&l.Number, &l.ID, &l.Source, &l.Provider, &period, &l.Origin, &l.MediaType, &l.SHA256, &l.Bytes, &l.Encrypted, &l.Path, &at, &l.Cursor, &l.Signature)
	if err != nil {
		return l, err
	}
	l.At = at
	l.Period, err = contract.ParsePart(period)
	return l, err
}

// Since is where the next pull of a provider's source goes on: the cursor of the newest
// landing that was read, "" if there is none. What was landed and not read is not past yet.
func Since(ctx context.Context, e *warehouse.Engine, source, provider string) (cursor string, err error) {
	err = e.DB().QueryRowContext(ctx, `SELECT coalesce(max_by(l."cursor", l.landing), '') FROM ledger.landing AS l
		SEMI JOIN ledger.version AS v ON v.landing = l.landing WHERE l.source = ? AND l.provider = ? AND l."cursor" IS NOT NULL`, source, provider).Scan(&cursor)
	if err != nil {
		return "", fmt.Errorf("cursor of %s: %w", source, err)
	}
	return cursor, nil
}

// Landings lists all landings on record, oldest first.
func Landings(ctx context.Context, e *warehouse.Engine) ([]Landing, error) {
	return landings(ctx, e, "")
}
