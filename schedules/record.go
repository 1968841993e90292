package schedules

import (
	"context"
	"fmt"
	"strings"
	"time"

	"nsk/warehouse"
)

// Kinds of runs; the runs of a job of the service have the job's name.
const (
	KindPull    = "pull"
	KindPublish = "publish"
)

// A RunState says how a run ended.
type RunState string

// The states of a run. A stopped one was cut off by the end of its process: what it had
// begun is rolled back, or read by the next.
const (
	RunDone    RunState = "done"
	RunFailed  RunState = "failed"
	RunStopped RunState = "stopped"
)

// A Record is one line of the history of runs.
type Record struct {
	Kind, Source string // the source of a pull
	State        RunState
	Began, Ended time.Time
	Attempt      int       // 1: the first; 0 counts as that
	Next         time.Time // when a failed run is tried again; zero: not before its next turn
	Tally        Tally     // of a pull
	Message      string    // what failed, or what was made
}

// Keep writes records into the ledger. What ran is on record whether or not it succeeded.
func (h *House) Keep(ctx context.Context, records ...Record) error {
	if len(records) == 0 {
		return nil
	}
	err := h.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		for _, r := range records {
			if err := r.write(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("record runs: %w", err)
	}
	h.traceJobs(ctx, records)
	return nil
}

const insertRun = `INSERT INTO ledger.run (run, ran_at, ended_at, kind, source, state, attempt, next_at, landed, refused, received, accepted, rejected, findings, message)
	VALUES (nextval('ledger.run_number'), ?::TIMESTAMP, ?::TIMESTAMP, ?, nullif(?, ''), ?, ?, nullif(?, '')::TIMESTAMP, ?, ?, ?, ?, ?, ?, nullif(?, ''))`

func (r Record) write(ctx context.Context, tx *warehouse.Tx) error {
	findings, err := r.Tally.findings(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, insertRun, moment(r.Began), moment(r.Ended), r.Kind, r.Source, string(r.State), max(r.Attempt, 1), moment(r.Next),
		r.Tally.Landed, r.Tally.Refused, r.Tally.Received, r.Tally.Accepted, r.Tally.Rejected, findings, r.Message)
	return err
}

// moment is an instant as DuckDB reads it, in UTC; "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05.000")
}

// findings counts what was found in the landings that were read.
func (t *Tally) findings(ctx context.Context, tx *warehouse.Tx) (n int64, err error) {
	if len(t.read) == 0 {
		return 0, nil
	}
	err = tx.QueryRow(ctx, `SELECT count(*) FROM ledger.finding WHERE landing IN (`+t.numbers()+`)`).Scan(&n)
	return n, err
}

// numbers are the landings that were read, as SQL lists them.
func (t *Tally) numbers() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(t.read), " ", ","), "[]")
}

// pulled is the record of a source; ok is false where nothing happened.
func (h *House) pulled(source string, began time.Time, t Tally, failed error) (r Record, ok bool) {
	r = Record{Kind: KindPull, Source: source, State: RunDone, Began: began, Ended: h.clock(began), Tally: t}
	if failed != nil {
		r.State, r.Message = RunFailed, failed.Error()
	}
	return r, failed != nil || t.Landed > 0
}
