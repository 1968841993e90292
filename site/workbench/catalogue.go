package workbench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A schema is one of a release, such as core.
type schema struct {
	Name   string
	About  string
	Tables []table
}

// A table is one of a schema.
type table struct {
	Name, About, Insert string
	Rows                int64 // about; -1 of a view
	Columns             []column
}

// readCatalogue reads what a release has; what it means in words is in package query.
func readCatalogue(ctx context.Context, db *sql.DB) (list []schema, err error) {
	text, err := files.ReadFile("tables.sql")
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, string(text))
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var in, name string
		var size int64
		var c column
		if err := rows.Scan(&in, &name, &size, &c.Name, &c.Type); err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		c.Insert = identifier(c.Name)
		list = put(list, in, table{Name: name, Insert: identifier(in) + "." + identifier(name), Rows: size, Columns: []column{c}})
	}
	return list, rows.Err()
}

// put adds a column, which comes right after the others of its table.
func put(list []schema, in string, t table) []schema {
	if len(list) == 0 || list[len(list)-1].Name != in {
		list = append(list, schema{Name: in})
	}
	s := &list[len(list)-1]
	if n := len(s.Tables); n > 0 && s.Tables[n-1].Name == t.Name {
		s.Tables[n-1].Columns = append(s.Tables[n-1].Columns, t.Columns...)
		return list
	}
	s.Tables = append(s.Tables, t)
	return list
}

var plain = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// reserved are names of our tables and columns that SQL would take for its own words.
var reserved = []string{"row", "return", "case", "order", "group", "end", "to", "from", "desc", "table", "column", "limit", "when", "then", "check"}

// identifier is a name as SQL must have it.
func identifier(name string) string {
	if plain.MatchString(name) && !slices.Contains(reserved, name) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
