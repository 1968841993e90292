package sql

import (
	"context"
	"errors"
	"fmt"

	"github.com/cenkalti/backoff/v5"
	"github.com/jackc/pgx/v5"

	"nsk/connectors"
)

// A pull is one snapshot under way.
type pull struct {
	*Source
	conn    *pgx.Conn
	tx      pgx.Tx
	want    connectors.Want
	columns []column // of the table or query
	mark    mark     // where it begins, and where the next one will
	total   int64    // rows there are; -1 where they are not counted
}

// Fetch opens a snapshot and hands over its rows while they are read from the server. A
// server that cannot be reached, or has no room, is asked again with growing pauses; what
// breaks later is an error of the body, and nothing of it counts.
func (s *Source) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	b, err := backoff.Retry(ctx, func() (*connectors.Batch, error) {
		b, err := s.open(ctx, w)
		if err != nil && !passing(err) {
			return nil, backoff.Permanent(err)
		}
		return b, err
	}, backoff.WithBackOff(backoff.NewExponentialBackOff()), backoff.WithMaxTries(uint(s.attempts)))
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	return b, nil
}

func (s *Source) open(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	conn, err := pgx.ConnectConfig(ctx, s.config)
	if err != nil {
		return nil, err
	}
	p := &pull{Source: s, conn: conn, want: w, total: -1}
	b, err := p.begin(ctx)
	if err != nil {
		return nil, errors.Join(err, leave(ctx, conn))
	}
	return b, nil
}

// leave ends a connection; the server rolls back. A server that does not hear it is no fault.
func leave(ctx context.Context, conn *pgx.Conn) error {
	over, cancel := context.WithTimeout(context.WithoutCancel(ctx), brief)
	defer cancel()
	_ = conn.Close(over) // it is closed here in any case
	return nil
}

// begin looks at the columns, finds out where to go on, and opens the snapshot: in this
// order, because the mark is safe only if it is older than the snapshot.
func (p *pull) begin(ctx context.Context) (*connectors.Batch, error) {
	setup, cancel := context.WithTimeout(ctx, p.patience+brief)
	defer cancel()
	if err := p.describe(setup); err != nil {
		return nil, err
	}
	if err := p.findMark(setup); err != nil {
		return nil, err
	}
	if err := p.snapshot(setup); err != nil {
		return nil, err
	}
	if err := p.published(setup); err != nil {
		return nil, err
	}
	q, err := p.query()
	if err != nil {
		return nil, err
	}
	if err := p.count(setup, q); err != nil {
		return nil, err
	}
	if _, err := p.tx.Exec(setup, "DECLARE nsk NO SCROLL CURSOR FOR "+q.rows(), q.args...); err != nil {
		return nil, err
	}
	return p.batch(ctx)
}

// snapshot begins the transaction that all is read in.
func (p *pull) snapshot(ctx context.Context) (err error) {
	p.tx, err = p.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return err
	}
	return p.house(ctx)
}

// house sets how values are written, and the bounds of the server's own patience, for this
// transaction only: a pooler may give the session to others afterwards.
func (p *pull) house(ctx context.Context) error {
	limit := fmt.Sprintf("%dms", p.patience.Milliseconds())
	_, err := p.tx.Exec(ctx, `SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true), set_config('IntervalStyle', 'iso_8601', true),
		set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true), set_config('synchronize_seqscans', 'off', true),
		set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)`, limit, "30min")
	return err
}

// published asks whether there is something for the period, where the contract says how.
func (p *pull) published(ctx context.Context) error {
	ask := p.settings["published"]
	if ask == "" {
		return nil
	}
	var ready bool
	args := []any{p.want.Period.Whole().String(), p.want.Provider}
	if err := p.tx.QueryRow(ctx, "SELECT coalesce((SELECT * FROM ("+ask+") AS q, (SELECT WHERE $1::text IS NOT NULL AND $2::text IS NOT NULL) AS said), false)", args...).Scan(&ready); err != nil {
		return fmt.Errorf("options.published: %w", err)
	}
	if !ready {
		return fmt.Errorf("period %s: %w", p.want.Period, connectors.ErrNotPublished)
	}
	return nil
}

// count tells how many rows the snapshot has. None of a period means not yet, unless the
// contract says how one knows; nothing new since the last pull is nothing to hand over.
func (p *pull) count(ctx context.Context, q *query) error {
	asks := p.settings["period"] != "" && p.settings["published"] == ""
	if p.settings["count"] != "true" && !asks {
		return nil
	}
	if err := p.tx.QueryRow(ctx, q.count(), q.args...).Scan(&p.total); err != nil {
		return err
	}
	if p.total == 0 && (asks || p.want.Since != "") {
		return fmt.Errorf("period %s: %w", p.want.Period, connectors.ErrNotPublished)
	}
	return nil
}

// batch is what is handed over.
func (p *pull) batch(ctx context.Context) (*connectors.Batch, error) {
	b := &connectors.Batch{Want: p.want, Origin: p.origin(), MediaType: connectors.MediaJSONLines, Name: p.contract.Source + ".jsonl", Body: p.body(ctx)}
	if p.settings["cursor"] == "" {
		return b, nil
	}
	b.Period.Part = p.mark.part()
	var err error
	b.Cursor, err = p.mark.next()
	return b, err
}
