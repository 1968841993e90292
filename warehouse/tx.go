package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A Tx is a transaction of the one writer. It is not to be kept after its function ends.
type Tx struct {
	e       *Engine
	altered bool // the catalog of temporary tables has changed
}

// Tx runs fn in a transaction, one writer at a time. It commits if fn returns nil and
// rolls back otherwise; it returns nil exactly if what fn did is kept.
func (e *Engine) Tx(ctx context.Context, fn func(*Tx) error) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	tx := &Tx{e: e}
	defer func() {
		if tx.altered { // plans made since then are for a catalog that was not committed yet
			e.forget()
		}
	}()
	return transact(ctx, e.writer, func() error { return fn(tx) })
}

// transact runs fn in a transaction of conn.
//
// A context that ends cuts off what fn runs, and nothing else. The driver waits until a
// statement that was cut off is over, and DuckDB forgets the interrupt when the next begins,
// so that one does no harm to the next. But BEGIN has mostly begun when it is cut off, and
// COMMIT mostly committed, and both would say that they have failed.
func transact(ctx context.Context, conn *sql.Conn, fn func() error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	whole := context.WithoutCancel(ctx)
	if _, err := conn.ExecContext(whole, "BEGIN"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := fn(); err != nil {
		_, undo := conn.ExecContext(whole, "ROLLBACK")
		return errors.Join(err, undo)
	}
	if _, err := conn.ExecContext(whole, "COMMIT"); err != nil {
		_, _ = conn.ExecContext(whole, "ROLLBACK") // a failed commit has already ended it
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Exec runs statements and returns the number of rows the last one changed.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.e.writer.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// ExecPlanned is Exec for one statement that comes again and again: planning a wide
// statement takes far longer than running it over a small file.
//
// DuckDB plans with the statistics of the moment: a condition with a constant that is true
// of every row, or of none, is planned away, and stays away when other rows come. That is
// why the engine is opened without its optimizer statistics_propagation; rebuilding all
// models takes no longer without it (3.7 s against 4.1 s over a year of the republic).
func (t *Tx) ExecPlanned(ctx context.Context, query string, args ...any) (int64, error) {
	return t.ExecPlannedAs(ctx, query, query, args...)
}

// ExecPlannedAs is ExecPlanned for a wide statement whose text changes now and then: of
// each name only the last plan is kept, for plans take memory.
//
// DuckDB keeps the plan of a statement that has no parameters. One that has them and reads
// a table is planned anew for their values each time, so values are better read from a
// table of one row. When a catalog that the statement reads has changed, it is planned anew
// each time as well; see TempTable and Checkpoint.
func (t *Tx) ExecPlannedAs(ctx context.Context, name, query string, args ...any) (int64, error) {
	s, err := t.e.plannedAs(ctx, name, query)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// TempTable makes or replaces a temporary table. Plans are forgotten with the catalog they
// were made for.
func (t *Tx) TempTable(ctx context.Context, name, query string, args ...any) error {
	t.altered = true
	t.e.forget()
	_, err := t.e.writer.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE "+Quote(name)+" AS "+query, args...)
	return err
}

// Spill lets DuckDB write to its temporary folder what does not fit into memory, or forbids
// it: decoded text of persons must not touch a disk. Without it, a statement for which the
// memory is too small fails.
func (t *Tx) Spill(ctx context.Context, allowed bool) error {
	limit := "0KB"
	if allowed {
		limit = t.e.tempLimit
	}
	_, err := t.e.writer.ExecContext(ctx, "SET max_temp_directory_size = "+Literal(limit))
	return err
}

// QueryRow asks for one row.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return t.e.writer.QueryRowContext(ctx, query, args...)
}

// QueryRowPlanned is QueryRow for a statement that comes again and again. A statement
// that cannot be planned fails when the row is scanned.
func (t *Tx) QueryRowPlanned(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := t.e.planned(ctx, query)
	if err != nil {
		return t.QueryRow(ctx, query, args...)
	}
	return s.QueryRowContext(ctx, args...)
}

// Query asks for rows; the caller closes them.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.e.writer.QueryContext(ctx, query, args...)
}

// QueryPlanned is Query for a statement that comes again and again.
func (t *Tx) QueryPlanned(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := t.e.planned(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// A statement is prepared on the writer's connection.
type statement struct {
	*sql.Stmt
	text string
}

// forget closes all statements, to be planned anew.
func (e *Engine) forget() {
	for _, s := range e.stmts {
		_ = s.Close() // it goes with the connection at the latest
	}
	clear(e.stmts)
}

func (e *Engine) planned(ctx context.Context, query string) (*sql.Stmt, error) {
	return e.plannedAs(ctx, query, query)
}

func (e *Engine) plannedAs(ctx context.Context, name, query string) (*sql.Stmt, error) {
	last, ok := e.stmts[name]
	if ok && last.text == query {
		return last.Stmt, nil
	}
	s, err := e.writer.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if ok {
		_ = last.Close() // its plan is of no use any more
	}
	e.stmts[name] = statement{s, query}
	return s, nil
}
