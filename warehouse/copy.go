package warehouse

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// CopyTo writes a consistent copy of the database into a new file, also while a load runs:
// it is of one moment between two transactions. The file is whole and durable when CopyTo
// returns; it is never made by reading the database file, which would lose its lock
// (duckdb.md 5a).
func (e *Engine) CopyTo(ctx context.Context, file string) (err error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("copy of the warehouse: %w", err)
	}
	defer conn.Close()
	var name string
	if err := conn.QueryRowContext(ctx, `SELECT current_database()`).Scan(&name); err != nil {
		return fmt.Errorf("copy of the warehouse: %w", err)
	}
	for _, step := range []string{
		"ATTACH " + Literal(file) + " AS backup",
		"COPY FROM DATABASE " + Quote(name) + " TO backup",
		"CHECKPOINT backup",
	} {
		if _, err = conn.ExecContext(ctx, step); err != nil {
			break
		}
	}
	_, undo := conn.ExecContext(context.WithoutCancel(ctx), "DETACH DATABASE IF EXISTS backup")
	if err = errors.Join(err, undo); err != nil {
		return fmt.Errorf("copy of the warehouse: %w", err)
	}
	return errors.Join(durable(file), durable(filepath.Dir(file)))
}
