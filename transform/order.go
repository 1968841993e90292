package transform

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Order returns the models so that each comes after those it reads, with Reads
// filled in; among equals the order is by name. What a model reads is asked of
// DuckDB's own parser. A table that is neither a model nor present in db, and
// models that read each other in a circle, are errors that name them.
func Order(ctx context.Context, db *sql.DB, models []Model) ([]Model, error) {
	byName := make(map[string]Model, len(models))
	for _, m := range models {
		reads, err := Reads(ctx, db, m.SQL)
		if err != nil {
			return nil, fmt.Errorf("order models: %s: %w", m.Path, err)
		}
		m.Reads = reads
		byName[m.Name] = m
	}
	if err := known(ctx, db, byName); err != nil {
		return nil, fmt.Errorf("order models: %w", err)
	}
	o := ordering{models: byName, done: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		if err := o.visit(name, nil); err != nil {
			return nil, fmt.Errorf("order models: %w", err)
		}
	}
	return o.out, nil
}

// ordering is a walk through the models, deepest first.
type ordering struct {
	models map[string]Model
	done   map[string]bool
	out    []Model
}

func (o *ordering) visit(name string, trail []string) error {
	if i := slices.Index(trail, name); i >= 0 {
		return fmt.Errorf("cycle: %s", strings.Join(append(trail[i:], name), " reads "))
	}
	m, ours := o.models[name]
	if !ours || o.done[name] {
		return nil
	}
	trail = append(trail, name)
	for _, read := range m.Reads {
		if err := o.visit(read, trail); err != nil {
			return err
		}
	}
	o.done[name] = true
	o.out = append(o.out, m)
	return nil
}

// known reports every table that is read and exists nowhere.
func known(ctx context.Context, db *sql.DB, models map[string]Model) error {
	have, err := tables(ctx, db)
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(models)) {
		for _, read := range models[name].Reads {
			if _, ours := models[read]; !ours && !have[read] {
				faults = append(faults, fmt.Errorf("%s reads %s, which is neither a model nor a table", models[name].Path, read))
			}
		}
	}
	return errors.Join(faults...)
}

// tables returns the names of the tables and views present in db.
func tables(ctx context.Context, db *sql.DB) (map[string]bool, error) {
	rows, err := db.QueryContext(ctx, `SELECT table_schema || '.' || table_name
		FROM information_schema.tables WHERE table_catalog = current_database()`)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	have := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		have[name] = true
	}
	return have, rows.Err()
}

// Reads returns the schema-qualified tables that query reads, sorted, as
// DuckDB's parser sees them: no table need exist. Names without a schema are
// common table expressions. Anything but one SELECT is an error, and so is a
// bare PIVOT, whose tables the parser does not tell.
func Reads(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	var text string
	err := db.QueryRowContext(ctx, `SELECT json_serialize_sql(?::VARCHAR)::VARCHAR`, query).Scan(&text)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	var tree struct {
		Error      bool              `json:"error"`
		Message    string            `json:"error_message"`
		Statements []json.RawMessage `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return nil, fmt.Errorf("parse: read the parser's answer: %w", err)
	}
	switch {
	case tree.Error:
		return nil, fmt.Errorf("parse: %s (a model is one SELECT; write SELECT * FROM (PIVOT ... IN (...)) for a bare PIVOT)", tree.Message)
	case len(tree.Statements) != 1:
		return nil, fmt.Errorf("parse: %d statements; a model is one SELECT", len(tree.Statements))
	}
	return baseTables([]byte(text))
}

func baseTables(tree []byte) ([]string, error) {
	var root any
	if err := json.Unmarshal(tree, &root); err != nil {
		return nil, fmt.Errorf("parse: read the parser's answer: %w", err)
	}
	found := map[string]bool{}
	collect(root, found)
	return slices.Sorted(maps.Keys(found)), nil
}

// collect walks the parse tree and notes every base table that has a schema.
func collect(node any, found map[string]bool) {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			collect(child, found)
		}
	case map[string]any:
		schema, _ := n["schema_name"].(string)
		table, _ := n["table_name"].(string)
		if n["type"] == "BASE_TABLE" && schema != "" {
			found[strings.ToLower(schema+"."+table)] = true
		}
		for _, child := range n {
			collect(child, found)
		}
	}
}
