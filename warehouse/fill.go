package warehouse

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/duckdb/duckdb-go/v2"
)

// Fill replaces the rows of a table in one transaction.
func (e *Engine) Fill(ctx context.Context, schema, table string, rows [][]driver.Value) error {
	err := e.Tx(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM "+Quote(schema)+"."+Quote(table)); err != nil {
			return err
		}
		return e.writer.Raw(func(conn any) error { return appendRows(conn.(driver.Conn), schema, table, rows) })
	})
	if err != nil {
		return fmt.Errorf("fill %s.%s: %w", schema, table, err)
	}
	return nil
}

func appendRows(conn driver.Conn, schema, table string, rows [][]driver.Value) error {
	a, err := duckdb.NewAppenderFromConn(conn, schema, table)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := a.AppendRow(r...); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	return a.Close()
}
