// Package lineage tells from which columns each column of a SELECT is made, and which
// columns decide what rows it has.
//
// Nothing is run and no table need exist: DuckDB's parser gives the tree of the query, and
// names are resolved in it as DuckDB resolves them, through common table expressions,
// joins, stars, unions and subqueries. What cannot be told exactly is said to come of the
// whole table; it is never guessed.
package lineage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A How says in which way a column goes into another, from the closest to the farthest. The
// words are those of OpenLineage's column lineage facet, 1-2-0.
type How string

// The ways. The first three give values, the next two choose among values, the rest decide
// which rows there are.
const (
	Identity       How = "IDENTITY"       // the value itself
	Transformation How = "TRANSFORMATION" // made from the value
	Aggregation    How = "AGGREGATION"    // summed up, counted
	Conditional    How = "CONDITIONAL"    // the condition of a CASE or of an aggregate
	Window         How = "WINDOW"         // the order of rows, of a window or of arg_max
	Join           How = "JOIN"
	Filter         How = "FILTER"
	GroupBy        How = "GROUP_BY"
	Sort           How = "SORT" // with a limit, or for DISTINCT ON
)

var ranks = []How{Identity, Transformation, Aggregation, Conditional, Window, Join, Filter, GroupBy, Sort}

// Rank orders the ways from the closest, 0, on.
func (h How) Rank() int { return slices.Index(ranks, h) }

// Value reports whether the value follows from it: directly, or as the condition under which
// it is this value and no other.
func (h How) Value() bool { return h.Direct() || h == Conditional }

// Direct reports whether values go in, in the sense of OpenLineage.
func (h How) Direct() bool { return h == Identity || h == Transformation || h == Aggregation }

// after is how a column goes in that goes in by h into one that goes in by then.
func (h How) after(then How) How {
	return ranks[max(h.Rank(), then.Rank())]
}

// A Source is a column that something is made from. An empty Column is the table as a whole:
// its rows are counted, or its columns are not known.
type Source struct {
	Table, Column string
	How           How
}

// A Column is one output of a query. Whole is set where it is not known which columns it is
// made from; Sources are then whole tables.
type Column struct {
	Name    string
	Sources []Source
	Whole   bool
}

// A Query is the lineage of one SELECT.
type Query struct {
	Columns []Column // in their order
	Rows    []Source // what decides which rows there are
	Base    []string // tables whose rows these are, one by one or summed up, sorted; an outer join keeps those of one side
	Reads   []string // tables, sorted
	Open    bool     // the last of Columns, *, stands for any number of others
}

// Mentions returns every column of a table that the query uses in any way, sorted.
func (q Query) Mentions() []Source {
	seen := set{}
	for _, c := range q.Columns {
		for _, s := range c.Sources {
			seen.add(ref{s.Table, s.Column}, Identity)
		}
	}
	for _, s := range q.Rows {
		seen.add(ref{s.Table, s.Column}, Identity)
	}
	return seen.list()
}

// A Reader reads queries. Tables tells the columns of a table, schema-qualified and in lower
// case, in their order; nil where they are not known.
type Reader struct {
	db         *sql.DB
	tables     func(table string) []string
	aggregates map[string]bool
}

// NewReader prepares a reader with DuckDB's parser; db may be empty.
func NewReader(ctx context.Context, db *sql.DB, tables func(table string) []string) (*Reader, error) {
	r := &Reader{db: db, tables: tables, aggregates: map[string]bool{"count_star": true}}
	rows, err := db.QueryContext(ctx, `SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'`)
	if err != nil {
		return nil, fmt.Errorf("lineage: list aggregates: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("lineage: list aggregates: %w", err)
		}
		r.aggregates[name] = true
	}
	return r, rows.Err()
}

// Read returns the lineage of one SELECT. Anything that the parser does not call one is an
// error.
func (r *Reader) Read(ctx context.Context, query string) (Query, error) {
	tree, err := r.parse(ctx, query)
	if err != nil {
		return Query{}, fmt.Errorf("lineage: %w", err)
	}
	w := &walk{reader: r, reads: map[string]bool{}}
	rel := w.query(tree, nil)
	q := Query{Rows: rel.rows.list(), Open: rel.open != nil, Reads: slices.Sorted(maps.Keys(w.reads))}
	for _, b := range rel.base.list() {
		q.Base = append(q.Base, b.Table)
	}
	for _, c := range rel.columns {
		q.Columns = append(q.Columns, Column{Name: c.name, Sources: c.from.list(), Whole: c.whole})
	}
	if q.Open {
		q.Columns = append(q.Columns, Column{Name: "*", Sources: rel.open.list(), Whole: rel.open.whole()})
	}
	return q, nil
}

// parse asks DuckDB for the tree of the one statement.
func (r *Reader) parse(ctx context.Context, query string) (node, error) {
	var text string
	err := r.db.QueryRowContext(ctx, `SELECT json_serialize_sql(?::VARCHAR, skip_default := true, skip_null := true)::VARCHAR`, query).Scan(&text)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	var tree struct {
		Error      bool   `json:"error"`
		Message    string `json:"error_message"`
		Statements []struct {
			Node node `json:"node"`
		} `json:"statements"`
	}
	switch err := json.Unmarshal([]byte(text), &tree); {
	case err != nil:
		return nil, fmt.Errorf("parse: read the parser's answer: %w", err)
	case tree.Error:
		return nil, errors.New("parse: " + tree.Message)
	case len(tree.Statements) != 1:
		return nil, fmt.Errorf("parse: %d statements; write one SELECT", len(tree.Statements))
	}
	return tree.Statements[0].Node, nil
}

// A ref is a column of a table; an empty column is the whole table.
type ref struct{ table, column string }

// A set says from what something is made and how, the closest way of each.
type set map[ref]How

func (s set) add(r ref, how How) {
	if old, ok := s[r]; !ok || how.Rank() < old.Rank() {
		s[r] = how
	}
}

// take adds what another is made from, which goes in by how.
func (s set) take(other set, how How) {
	for r, inner := range other {
		s.add(r, inner.after(how))
	}
}

// cause adds what another is made from as what decides the rows, in the way how.
func (s set) cause(other set, how How) {
	for r := range other {
		s.add(r, how)
	}
}

// whole reports whether something is made from a table of which no more is known.
func (s set) whole() bool {
	for r, how := range s {
		if r.column == "" && how == Transformation {
			return true
		}
	}
	return false
}

func (s set) list() []Source {
	list := make([]Source, 0, len(s))
	for r, how := range s {
		list = append(list, Source{r.table, r.column, how})
	}
	slices.SortFunc(list, func(a, b Source) int {
		return cmp.Or(strings.Compare(a.Table, b.Table), strings.Compare(a.Column, b.Column))
	})
	return list
}

// With is a reader that knows other tables.
func (r *Reader) With(tables func(table string) []string) *Reader {
	return &Reader{db: r.db, tables: tables, aggregates: r.aggregates}
}
