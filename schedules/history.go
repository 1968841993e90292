package schedules

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"time"
)

//go:embed history.sql
var historySQL string

// A HistoryQuery narrows the history of runs; what is empty narrows nothing.
type HistoryQuery struct {
	Kind, Source string
	State        RunState
	Last         int // most runs
}

// A PastRun is a run on record.
type PastRun struct {
	Number       int64
	Kind, Source string
	State        RunState
	Began        time.Time
	Ended        time.Time     // zero in runs of an older nsk
	Took         time.Duration // zero where the end is not known
	Usual        time.Duration // mean of the last three finished ones of the same kind and source before it; zero if none
	Attempt      int
	Next         time.Time // when it was to be tried again; zero if not before its next turn

	Landed, Refused              int64
	Received, Accepted, Rejected int64
	Findings                     int64
	Message                      string
}

// History lists the runs on record, newest first.
func History(ctx context.Context, db *sql.DB, q HistoryQuery) ([]PastRun, error) {
	rows, err := db.QueryContext(ctx, historySQL, q.Kind, q.Source, string(q.State), q.Last)
	if err != nil {
		return nil, fmt.Errorf("history of runs: %w", err)
	}
	defer rows.Close()
	var all []PastRun
	for rows.Next() {
		var r PastRun
		var ended, next sql.NullTime
		var took, usual sql.NullInt64
		if err := rows.Scan(&r.Number, &r.Kind, &r.Source, &r.State, &r.Began, &ended, &r.Attempt, &next, &took, &usual,
			&r.Landed, &r.Refused, &r.Received, &r.Accepted, &r.Rejected, &r.Findings, &r.Message); err != nil {
			return nil, fmt.Errorf("history of runs: %w", err)
		}
		r.Ended, r.Next = ended.Time, next.Time
		r.Took, r.Usual = milliseconds(took), milliseconds(usual)
		all = append(all, r)
	}
	return all, rows.Err()
}

func milliseconds(n sql.NullInt64) time.Duration { return time.Duration(n.Int64) * time.Millisecond }

// Latest is the newest moment that anything on record happened: an arrival, a run, a
// release. A clock that says less has gone back. It is zero where nothing is on record.
func Latest(ctx context.Context, db *sql.DB) (time.Time, error) {
	const q = `SELECT max(moment) FROM (
		SELECT max(landed_at) AS moment FROM ledger.landing
		UNION ALL SELECT max(greatest(ran_at, ended_at)) FROM ledger.run
		UNION ALL SELECT max(made_at) FROM ledger.release)`
	var at sql.NullTime
	if err := db.QueryRowContext(ctx, q).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("latest moment on record: %w", err)
	}
	return at.Time, nil
}

// A ClockError says that the clock of the machine is behind what is on record. Days, terms
// and the order of versions rest on the clock, so nothing is done by such a one.
type ClockError struct{ Now, Latest time.Time }

func (e *ClockError) Error() string {
	return fmt.Sprintf("the clock of this machine says %s, but something is on record of %s: the clock has gone back; set it right (timedatectl) and start again",
		e.Now.UTC().Format(time.RFC3339), e.Latest.UTC().Format(time.RFC3339))
}

// ClockSlack is how far a clock may step back unnoticed, as when it is being set by others.
const ClockSlack = 2 * time.Minute

// CheckClock returns a *ClockError if now is before the latest moment on record.
func CheckClock(ctx context.Context, db *sql.DB, now time.Time) error {
	latest, err := Latest(ctx, db)
	if err != nil {
		return err
	}
	if now.Add(ClockSlack).Before(latest) {
		return &ClockError{Now: now, Latest: latest}
	}
	return nil
}
