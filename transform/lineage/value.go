package lineage

import (
	"slices"
	"strings"
)

// item is one of the select list: a star, or an expression.
func (w *walk) item(n node, s *scope, out *relation) {
	if n.text("class") == "STAR" && !n.flag("columns") {
		w.star(n, s, out)
		return
	}
	c := w.value(n, s)
	c.name = n.name()
	if holdsColumns(n) { // COLUMNS(…) may be any number of columns
		out.open = s.tables()
		return
	}
	out.columns = append(out.columns, c)
	s.aliases = append(s.aliases, c)
}

// holdsColumns reports whether COLUMNS(…) stands somewhere in an expression.
func holdsColumns(at any) bool {
	switch x := at.(type) {
	case []any:
		return slices.ContainsFunc(x, holdsColumns)
	case node:
		return holdsColumns(map[string]any(x))
	case map[string]any:
		if x["class"] == "STAR" && x["columns"] == true {
			return true
		}
		if x["class"] == "SUBQUERY" {
			return false
		}
		for _, c := range x {
			if holdsColumns(c) {
				return true
			}
		}
	}
	return false
}

// star adds all columns, of all relations or of one, without those excluded and with those
// replaced or renamed. What a join has made one stands once.
func (w *walk) star(n node, s *scope, out *relation) {
	one, without := strings.ToLower(n.text("relation_name")), excluded(n)
	shown := map[string]bool{}
	for _, r := range s.relations {
		if r.hidden || one != "" && r.name != one {
			continue
		}
		for _, c := range r.columns {
			merged := one == "" && slices.Contains(s.using, c.name)
			if slices.Contains(without, c.name) || merged && shown[c.name] {
				continue
			}
			if shown[c.name] = true; merged {
				both, _ := s.bare(c.name)
				c.from, c.whole = both.from, both.whole
			}
			out.columns = append(out.columns, w.changed(n, s, c))
		}
		if r.open != nil {
			out.open = r.open
		}
	}
}

// excluded are the names after EXCLUDE.
func excluded(n node) []string {
	names := n.texts("exclude_list")
	for _, e := range n.list("exclude_list") {
		names = append(names, strings.ToLower(e.text("column")))
	}
	for _, e := range n.list("qualified_exclude_list") {
		names = append(names, strings.ToLower(e.text("column")))
	}
	return names
}

// changed is a column of a star after REPLACE and RENAME.
func (w *walk) changed(n node, s *scope, c column) column {
	for _, e := range n.list("replace_list") {
		if strings.ToLower(e.text("key")) == c.name {
			name := c.name
			c = w.value(e.child("value"), s)
			c.name = name
		}
	}
	for _, e := range n.list("rename_list") {
		key := e.text("key")
		if k := e.child("key"); k != nil {
			key = k.text("column")
		}
		if strings.ToLower(key) == c.name {
			c.name = strings.ToLower(e.text("value"))
		}
	}
	return c
}

// value is what an expression is made from.
func (w *walk) value(n node, s *scope) column {
	out := column{from: set{}}
	switch n.text("class") {
	case "COLUMN_REF":
		return w.named(n, s)
	case "STAR":
		return w.every(n, s)
	case "SUBQUERY":
		w.subquery(n, s, &out)
		return out
	case "CASE":
		for _, check := range n.list("case_checks") {
			w.into(&out, check.child("when_expr"), s, Conditional)
			w.into(&out, check.child("then_expr"), s, Transformation)
		}
		w.into(&out, n.child("else_expr"), s, Transformation)
		return out
	case "LAMBDA":
		inner := &scope{parent: s, params: parameters(n.child("lhs"))}
		w.into(&out, n.child("expr"), inner, Transformation)
		return out
	}
	w.call(n, s, &out)
	return out
}

// parameters are the names that a lambda gives: one column, or a row of them.
func parameters(lhs node) []string {
	names := lhs.texts("column_names")
	for _, c := range lhs.list("children") {
		names = append(names, c.texts("column_names")...)
	}
	return names
}

// into adds what an expression is made from, which goes in by how.
func (w *walk) into(out *column, n node, s *scope, how How) {
	if n == nil {
		return
	}
	c := w.value(n, s)
	out.from.take(c.from, how)
	out.whole = out.whole || c.whole
}

// named is a name. One that nothing has belongs to some table that is read here: which, is
// not known.
func (w *walk) named(n node, s *scope) column {
	if c, ok := s.resolve(n.texts("column_names")); ok {
		return c
	}
	all := column{from: set{}, whole: true}
	for at := s; at != nil; at = at.parent {
		all.from.take(at.tables(), Identity)
	}
	return all
}

// every is a star inside an expression, or COLUMNS(…): all columns.
func (w *walk) every(n node, s *scope) column {
	out := column{from: set{}, whole: n.flag("columns")}
	for _, r := range s.relations {
		if one := strings.ToLower(n.text("relation_name")); one == "" || one == r.name {
			c := r.row()
			out.from.take(c.from, Transformation)
			out.whole = out.whole || c.whole
		}
	}
	return out
}

// subquery is a SELECT in an expression: its values, and what decides its rows.
func (w *walk) subquery(n node, s *scope, out *column) {
	r := w.query(n.child("subquery").child("node"), s)
	out.from.cause(r.rows, Conditional)
	w.into(out, n.child("child"), s, Transformation)
	if n.text("subquery_type") == "EXISTS" || n.text("subquery_type") == "NOT_EXISTS" {
		out.from.take(r.base, Conditional)
		return
	}
	c := r.row()
	out.from.take(c.from, Transformation)
	out.whole = out.whole || c.whole
}

// call is a function, an operator, a cast or a window over other expressions.
func (w *walk) call(n node, s *scope, out *column) {
	how := Transformation
	name := n.text("function_name")
	if w.reader.aggregates[name] {
		how = Aggregation
	}
	if n.text("class") == "FUNCTION" && how == Aggregation && len(n.list("children")) == 0 {
		out.from.take(s.bases(), Aggregation) // count(*): the rows of the tables
	}
	for key, child := range n {
		switch key {
		case "children":
			w.arguments(out, n, s, how)
		case "filter", "filter_expr":
			w.all(out, child, s, Conditional)
		case "partitions", "orders", "start_expr", "end_expr":
			w.all(out, child, s, Window)
		case "value", "cast_type", "type", "class":
		default:
			w.all(out, child, s, how)
		}
	}
	if n.text("class") == "WINDOW" && len(n.list("children")) == 0 {
		out.from.take(s.bases(), Window)
	}
}

// choosers are aggregates whose first argument is the value and whose others only order rows.
var choosers = map[string]bool{"arg_max": true, "arg_min": true, "max_by": true, "min_by": true, "argmax": true, "argmin": true, "arg_max_null": true, "arg_min_null": true}

// arguments adds what a function is given.
func (w *walk) arguments(out *column, n node, s *scope, how How) {
	for i, c := range n.list("children") {
		if i > 0 && choosers[n.text("function_name")] {
			w.into(out, c, s, Window)
			continue
		}
		w.into(out, c, s, how)
	}
}

// all adds every expression at or below a place of the tree.
func (w *walk) all(out *column, at any, s *scope, how How) {
	switch x := at.(type) {
	case []any:
		for _, c := range x {
			w.all(out, c, s, how)
		}
	case map[string]any:
		if _, expression := x["class"]; expression {
			w.into(out, x, s, how)
			return
		}
		for _, c := range x { // an order, a modifier: the expressions stand below
			w.all(out, c, s, how)
		}
	}
}
