package lineage

import (
	"strings"
)

// A walk goes through one query.
type walk struct {
	reader *Reader
	reads  map[string]bool
}

// query returns what a query gives, at a place inside the scope outer.
func (w *walk) query(n node, outer *scope) *relation {
	s := &scope{parent: outer, ctes: map[string]*relation{}}
	for _, e := range n.child("cte_map").list("map") {
		cte := e.child("value")
		r := w.query(cte.child("query").child("node"), s)
		r.rename(cte.texts("aliases"))
		s.ctes[strings.ToLower(e.text("key"))] = r
	}
	switch n.text("type") {
	case "SELECT_NODE":
		return w.selected(n, s)
	case "SET_OPERATION_NODE":
		return w.united(n, s)
	case "RECURSIVE_CTE_NODE":
		return w.recursive(n, s)
	}
	return w.unknown(n, s)
}

// unknown is a query of a kind that is not understood: it is made of whole tables.
func (w *walk) unknown(n node, s *scope) *relation {
	all := w.tablesIn(n, s)
	return &relation{open: all, rows: set{}, base: all}
}

// tablesIn are the tables below a node, each as a whole.
func (w *walk) tablesIn(at any, s *scope) set {
	all := set{}
	switch x := at.(type) {
	case []any:
		for _, c := range x {
			all.take(w.tablesIn(c, s), Transformation)
		}
	case node:
		all.take(w.tablesIn(map[string]any(x), s), Transformation)
	case map[string]any:
		if x["type"] == "BASE_TABLE" {
			all.take(w.table(x, s).base, Transformation)
		}
		for _, c := range x {
			all.take(w.tablesIn(c, s), Transformation)
		}
	}
	return all
}

// selected is one SELECT.
func (w *walk) selected(n node, s *scope) *relation {
	out := &relation{rows: set{}}
	w.from(n.child("from_table"), s, out.rows)
	for _, item := range n.list("select_list") {
		w.item(item, s, out)
	}
	w.filters(n, s, out)
	w.modifiers(n, s, out)
	out.base = s.bases()
	return out
}

// filters are WHERE, GROUP BY, HAVING and QUALIFY.
func (w *walk) filters(n node, s *scope, out *relation) {
	for _, key := range []string{"where_clause", "having", "qualify"} {
		if c := n.child(key); c != nil {
			out.rows.cause(w.value(c, s).from, Filter)
		}
	}
	for _, g := range n.list("group_expressions") {
		out.rows.cause(w.place(g, s, out).from, GroupBy)
	}
}

// place is an expression, or the item of the select list that a number names.
func (w *walk) place(n node, s *scope, out *relation) column {
	if at := n.position(); at > 0 && at <= len(out.columns) {
		return out.columns[at-1]
	}
	return w.value(n, s)
}

// modifiers are DISTINCT and, where a limit makes it choose rows, ORDER BY.
func (w *walk) modifiers(n node, s *scope, out *relation) {
	limited := false
	for _, m := range n.list("modifiers") {
		limited = limited || strings.HasPrefix(m.text("type"), "LIMIT") || len(m.list("distinct_on_targets")) > 0
	}
	for _, m := range n.list("modifiers") {
		switch {
		case m.text("type") == "DISTINCT_MODIFIER":
			for _, t := range m.list("distinct_on_targets") {
				out.rows.cause(w.place(t, s, out).from, GroupBy)
			}
			if len(m.list("distinct_on_targets")) == 0 {
				out.distinct()
			}
		case m.text("type") == "ORDER_MODIFIER" && limited:
			for _, o := range m.list("orders") {
				out.rows.cause(w.place(o.child("expression"), s, out).from, Sort)
			}
		}
	}
}

// distinct makes every column decide which rows there are.
func (r *relation) distinct() {
	for _, c := range r.columns {
		r.rows.cause(c.from, GroupBy)
	}
	r.rows.cause(r.open, GroupBy)
}

// united is UNION, EXCEPT or INTERSECT. Rows of the right side of the last two only decide
// which rows of the left there are.
func (w *walk) united(n node, s *scope) *relation {
	sides := n.list("children")
	for _, key := range []string{"left", "right"} {
		if c := n.child(key); c != nil {
			sides = append(sides, c)
		}
	}
	if len(sides) == 0 {
		return w.unknown(n, s)
	}
	out := w.query(sides[0], s)
	for _, side := range sides[1:] {
		next := w.query(side, s)
		out.rows.take(next.rows, Identity)
		if n.text("setop_type") == "EXCEPT" || n.text("setop_type") == "INTERSECT" {
			out.rows.cause(next.row().from, Filter)
			continue
		}
		out.unite(next, n.text("setop_type") == "UNION_BY_NAME")
	}
	if all, told := n["setop_all"].(bool); told && !all {
		out.distinct()
	}
	return out
}

// unite adds the rows of another, by place or by name.
func (r *relation) unite(o *relation, byName bool) {
	base := set{}
	base.take(r.base, Identity)
	base.take(o.base, Identity)
	r.base = base
	if r.open != nil || o.open != nil {
		open := set{}
		open.take(r.row().from, Transformation)
		open.take(o.row().from, Transformation)
		r.open = open
	}
	for i, c := range o.columns {
		at := i
		if byName {
			at = r.index(c.name)
		}
		if at >= len(r.columns) {
			r.columns = append(r.columns, c)
			continue
		}
		both := column{name: r.columns[at].name, from: set{}, whole: r.columns[at].whole || c.whole}
		both.from.take(r.columns[at].from, Identity)
		both.from.take(c.from, Identity)
		r.columns[at] = both
	}
}

// index is the place of a column; behind the last where there is none.
func (r *relation) index(name string) int {
	for i, c := range r.columns {
		if c.name == name {
			return i
		}
	}
	return len(r.columns)
}

// recursive is a query that reads itself: its columns are those of the first part and, read
// through once more, those of the second.
func (w *walk) recursive(n node, s *scope) *relation {
	out := w.query(n.child("left"), s)
	for range 2 + len(out.columns) { // a round each until nothing is new
		s.ctes[strings.ToLower(n.text("cte_name"))] = out
		next := w.query(n.child("right"), s)
		grown := &relation{columns: append([]column(nil), out.columns...), open: out.open, rows: set{}, base: out.base}
		grown.rows.take(out.rows, Identity)
		grown.rows.take(next.rows, Identity)
		grown.unite(next, false)
		out = grown
	}
	return out
}
