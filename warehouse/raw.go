package warehouse

import (
	"context"
	"fmt"
	"strings"
)

// A RawTable is the home of one source's rows in the schema raw.
type RawTable struct {
	Name    string
	Columns []RawColumn
}

// A RawColumn is a name and a DuckDB type.
type RawColumn struct{ Name, Type string }

// Quote writes a name as an SQL identifier.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal writes a text as an SQL literal, for places where nothing can be bound.
func Literal(text string) string { return `'` + strings.ReplaceAll(text, `'`, `''`) + `'` }

// EnsureRaw makes the raw tables that are missing and adds columns that a contract has
// gained. It never drops or retypes: a changed type needs a new table (duckdb.md 5b).
func (e *Engine) EnsureRaw(ctx context.Context, tables []RawTable) error {
	have, err := e.rawColumns(ctx)
	if err != nil {
		return err
	}
	var ddl []string
	for _, t := range tables {
		more, err := t.ddl(have[t.Name])
		if err != nil {
			return err
		}
		ddl = append(ddl, more...)
	}
	if len(ddl) == 0 {
		return nil
	}
	err = e.Tx(ctx, func(tx *Tx) error { _, err := tx.Exec(ctx, strings.Join(ddl, ";\n")); return err })
	if err != nil {
		return fmt.Errorf("raw tables: %w", err)
	}
	return e.Checkpoint(ctx)
}

func (t RawTable) ddl(have map[string]string) ([]string, error) {
	name := "raw." + Quote(t.Name)
	if have == nil {
		cols := []string{"_landing BIGINT", "_row BIGINT", "_state UTINYINT"}
		for _, c := range t.Columns {
			cols = append(cols, Quote(c.Name)+" "+c.Type)
		}
		return []string{"CREATE TABLE " + name + " (" + strings.Join(cols, ", ") + ")"}, nil
	}
	var ddl []string
	for _, c := range t.Columns {
		switch got := have[c.Name]; got {
		case c.Type:
		case "":
			ddl = append(ddl, "ALTER TABLE "+name+" ADD COLUMN "+Quote(c.Name)+" "+c.Type)
		default:
			return nil, fmt.Errorf("raw.%s.%s is %s, but its contract now says %s; give the column a new name", t.Name, c.Name, got, c.Type)
		}
	}
	return ddl, nil
}

func (e *Engine) rawColumns(ctx context.Context) (map[string]map[string]string, error) {
	rows, err := e.db.QueryContext(ctx, `SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'raw'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	have := make(map[string]map[string]string)
	for rows.Next() {
		var table, column, kind string
		if err := rows.Scan(&table, &column, &kind); err != nil {
			return nil, err
		}
		if have[table] == nil {
			have[table] = make(map[string]string)
		}
		have[table][column] = kind
	}
	return have, rows.Err()
}
