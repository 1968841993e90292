package lineage

import (
	"slices"
	"strings"
)

// from puts what stands in FROM into the scope. What decides the rows goes into rows.
func (w *walk) from(n node, s *scope, rows set) {
	switch n.text("type") {
	case "", "EMPTY":
	case "JOIN":
		w.join(n, s, rows)
	default:
		r := w.source(n, s)
		if a := strings.ToLower(n.text("alias")); a != "" {
			r.name, r.schema = a, ""
		}
		r.rename(n.texts("column_name_alias"))
		s.relations = append(s.relations, r)
		rows.take(r.rows, Identity)
	}
}

// source is one thing in FROM that is no join.
func (w *walk) source(n node, s *scope) *relation {
	switch n.text("type") {
	case "BASE_TABLE":
		return w.table(n, s)
	case "SUBQUERY":
		return w.query(n.child("subquery").child("node"), s) // what stands before it is known inside: it may be LATERAL
	case "TABLE_FUNCTION":
		return &relation{name: n.child("function").text("function_name"), open: w.value(n.child("function"), s).from, rows: set{}, base: set{}}
	case "EXPRESSION_LIST":
		return w.values(n, s)
	}
	return w.unknown(n, s)
}

// table is a table of the database, or a common table expression.
func (w *walk) table(n node, s *scope) *relation {
	schema, name := strings.ToLower(n.text("schema_name")), strings.ToLower(n.text("table_name"))
	if cte := s.cte(name); schema == "" && cte != nil {
		r := *cte
		r.name, r.columns = name, slices.Clone(cte.columns)
		return &r
	}
	full := name
	if schema != "" {
		full = schema + "." + name
	}
	w.reads[full] = true
	r := &relation{name: name, schema: schema, rows: set{}, base: set{{full, ""}: Identity}}
	columns := w.reader.tables(full)
	for _, c := range columns {
		r.columns = append(r.columns, column{name: strings.ToLower(c), from: set{{full, strings.ToLower(c)}: Identity}})
	}
	if columns == nil {
		r.open = set{{full, ""}: Transformation}
	}
	return r
}

// values is VALUES (…), (…).
func (w *walk) values(n node, s *scope) *relation {
	out := &relation{rows: set{}, base: set{}}
	lines, _ := n["values"].([]any)
	for _, line := range lines {
		for i, v := range (node{"v": line}).list("v") {
			if i == len(out.columns) {
				out.columns = append(out.columns, column{from: set{}})
			}
			out.columns[i].from.take(w.value(v, s).from, Identity)
		}
	}
	return out
}

// join is two sides and what binds them.
func (w *walk) join(n node, s *scope, rows set) {
	first := len(s.relations)
	w.from(n.child("left"), s, rows)
	left := len(s.relations)
	w.from(n.child("right"), s, rows)
	shared := n.texts("using_columns")
	if n.text("ref_type") == "NATURAL" {
		shared = common(s.relations[:left], s.relations[left:])
	}
	for _, name := range shared {
		if c, ok := s.bare(name); ok {
			rows.cause(c.from, Join)
		}
	}
	s.using = append(s.using, shared...)
	if c := n.child("condition"); c != nil {
		rows.cause(w.value(c, s).from, Join)
	}
	s.keep(n.text("join_type"), first, left)
}

// keep leaves to a join the rows that it is about: of an outer join those of the side that it
// keeps, of a semi or anti join those of the left, which are also its only columns.
func (s *scope) keep(kind string, first, left int) {
	lost := s.relations[left:]
	switch kind {
	case "RIGHT":
		lost = s.relations[first:left]
	case "LEFT", "SEMI", "ANTI":
	default:
		return
	}
	for _, r := range lost {
		r.base = set{}
		r.hidden = r.hidden || kind == "SEMI" || kind == "ANTI"
	}
}

// common are the names that columns of both sides of a NATURAL JOIN have.
func common(left, right []*relation) (names []string) {
	for _, l := range left {
		for _, c := range l.columns {
			for _, r := range right {
				if r.index(c.name) < len(r.columns) && !slices.Contains(names, c.name) {
					names = append(names, c.name)
				}
			}
		}
	}
	return names
}
