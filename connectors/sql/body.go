package sql

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// body is the rows of a snapshot as JSON Lines, read from the server as they are asked for:
// one row is in memory at a time.
type body struct {
	*pull
	ctx    context.Context
	cancel context.CancelCauseFunc
	fetch  string   // the statement that asks for some
	rows   pgx.Rows // those asked for; nil between
	some   int      // rows of them that came
	seen   int64    // rows in all
	line   []byte   // the row
	left   []byte   // what of it was not handed over yet
	err    error    // why there is no more
}

func (p *pull) body(ctx context.Context) io.ReadCloser {
	b := &body{pull: p, fetch: fmt.Sprintf("FETCH FORWARD %d FROM nsk", p.settings.Number("fetch"))}
	b.ctx, b.cancel = context.WithCancelCause(ctx)
	return b
}

// Read hands over rows. The error says after how many it broke; what was read is then not
// all there is.
func (b *body) Read(into []byte) (n int, err error) {
	late := time.AfterFunc(b.patience+brief, func() { b.cancel(fmt.Errorf("no answer within %s", b.patience+brief)) })
	defer late.Stop()
	for n < len(into) {
		for len(b.left) == 0 && b.err == nil {
			b.err = b.step()
			if b.err != nil && b.err != io.EOF {
				b.err = fmt.Errorf("after %d rows: %w", b.seen, b.failed(b.ctx, b.err))
			}
		}
		if len(b.left) == 0 {
			break
		}
		taken := copy(into[n:], b.left)
		n, b.left = n+taken, b.left[taken:]
	}
	if n > 0 {
		return n, nil
	}
	return 0, b.err
}

// step takes the next row, or asks for more; io.EOF after the last.
func (b *body) step() error {
	if b.rows == nil {
		var err error
		b.some = 0
		if b.rows, err = b.tx.Query(b.ctx, b.fetch, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
	}
	if b.rows.Next() {
		return b.take(b.rows.RawValues()[0])
	}
	b.rows.Close()
	if err := b.rows.Err(); err != nil {
		return err
	}
	b.rows = nil
	if b.some > 0 {
		return nil
	}
	return b.end()
}

// take keeps one row as a line. A line feed inside JSON stands between words only, where a
// space says the same.
func (b *body) take(row []byte) error {
	b.some++
	b.seen++
	if !utf8.Valid(row) {
		return errors.New("the next row is not UTF-8, whatever the database says of its encoding")
	}
	b.line = append(append(b.line[:0], row...), '\n')
	b.left = b.line
	for i, c := range b.line[:len(row)] {
		if c == '\n' || c == '\r' {
			b.line[i] = ' '
		}
	}
	return nil
}

// end compares the count, and ends the transaction.
func (b *body) end() error {
	if b.total >= 0 && b.seen != b.total {
		return fmt.Errorf("%d rows came, and the same snapshot counts %d", b.seen, b.total)
	}
	if err := b.tx.Rollback(b.ctx); err != nil {
		return err
	}
	return io.EOF
}

// Close ends the query on the server, wherever it is.
func (b *body) Close() error {
	if b.err == nil {
		b.err = errors.New("closed")
	}
	b.left = nil
	b.cancel(context.Canceled)
	if b.rows != nil {
		b.rows.Close()
	}
	return leave(b.ctx, b.conn)
}
