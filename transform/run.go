package transform

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Run builds the models in the order of what they read: views for staging,
// tables for the rest, each replaced whole. It stops at the first model that
// cannot be built; the error names its file and carries DuckDB's words. The
// tables built before stay, and the ones after keep their last state.
func Run(ctx context.Context, db *sql.DB, models []Model) error {
	ordered, err := Order(ctx, db, models)
	if err != nil {
		return err
	}
	for _, schema := range []string{"staging", "core", "mart"} {
		if _, err := db.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
			return fmt.Errorf("create schema %s: %w", schema, err)
		}
	}
	for _, m := range ordered {
		if err := build(ctx, db, m); err != nil {
			return fmt.Errorf("build %s (%s): %w", m.Name, m.Path, err)
		}
	}
	return nil
}

func build(ctx context.Context, db *sql.DB, m Model) error {
	kind, other := "TABLE", "VIEW"
	if m.View {
		kind, other = other, kind
	}
	if err := drop(ctx, db, m.Name, other); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf("CREATE OR REPLACE %s %s AS\n%s", kind, m.Name, m.SQL))
	return err
}

// drop removes what stands under name if it is of the given kind: DuckDB
// refuses to replace a view by a table and the other way round.
func drop(ctx context.Context, db *sql.DB, name, kind string) error {
	schema, table, _ := strings.Cut(name, ".")
	var n int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM information_schema.tables
		WHERE table_catalog = current_database() AND table_schema = ? AND table_name = ? AND (table_type = 'VIEW') = ?`,
		schema, table, kind == "VIEW").Scan(&n)
	if err != nil || n == 0 {
		return err
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf("DROP %s %s", kind, name))
	return err
}
