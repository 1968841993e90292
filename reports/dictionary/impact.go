package dictionary

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"nsk/transform/lineage"
)

// A node is anything with a query: a table, an indicator, a finding.
type node struct {
	name    string // of the table, or the id
	kind    string // table, indicator or finding
	reads   []string
	columns []*Column
	rows    []Link
}

// follow fills in what follows from the links: who reads what, where everything begins, and
// what changes with each column of a source.
func (b *Book) follow() {
	for _, t := range b.Tables {
		b.nodes = append(b.nodes, node{t.Name, "table", t.Reads, t.Columns, t.Rows})
	}
	for _, i := range b.Indicators {
		b.nodes = append(b.nodes, node{i.ID, "indicator", i.Reads, i.Columns, i.Rows})
	}
	for _, f := range b.Findings {
		b.nodes = append(b.nodes, node{f.ID, "finding", f.Reads, f.Columns, f.Rows})
	}
	for _, n := range b.nodes {
		for _, r := range n.reads {
			if t := b.byName[r]; t != nil {
				t.ReadBy = append(t.ReadBy, n.name)
			}
		}
		for _, c := range n.columns {
			c.Origins = b.origins(c.From)
		}
	}
	for _, i := range b.Indicators {
		b.begin(&i.Query)
	}
	for _, f := range b.Findings {
		b.begin(&f.Query)
	}
	for _, s := range b.Sources {
		for _, c := range s.Columns {
			c.Impact = b.impact(s.Table, c.Kept)
		}
	}
}

// begin fills in where the values of a query come from in the end.
func (b *Book) begin(q *Query) {
	var from []Link
	for _, c := range q.Columns {
		from = append(from, c.From...)
	}
	q.Origins = b.origins(from)
	for _, t := range b.upstream(q.Reads) {
		if s := b.sourceOfTable(t); s != nil {
			q.Sources = append(q.Sources, s.ID)
		}
	}
	slices.Sort(q.Sources)
}

func (b *Book) sourceOfTable(table string) *Source {
	for _, s := range b.Sources {
		if s.Table == table {
			return s
		}
	}
	return nil
}

// origins are the columns of accepted rows, of the books and of lists that values come from
// in the end.
func (b *Book) origins(from []Link) []Link {
	found, seen := map[Link]bool{}, map[Link]bool{}
	var walk func(l Link)
	walk = func(l Link) {
		if !l.How.Value() {
			return
		}
		l.How = ""
		if seen[l] {
			return
		}
		seen[l] = true
		t := b.byName[l.Table]
		if t == nil || t.SQL == "" {
			found[l] = true
			return
		}
		if l.Column == "" { // its rows are counted: they are those of other tables
			for _, up := range t.RowsOf {
				if b.shown(b.byName[up]) { // the books only say which rows count
					walk(Link{Table: up, How: lineage.Aggregation})
				}
			}
		} else if c := t.column(l.Column); c != nil {
			for _, up := range c.From {
				walk(up)
			}
		}
	}
	for _, l := range from {
		walk(l)
	}
	return sorted(found)
}

func sorted(set map[Link]bool) []Link {
	return slices.SortedFunc(maps.Keys(set), func(x, y Link) int {
		return cmp.Or(strings.Compare(x.Table, y.Table), strings.Compare(x.Column, y.Column))
	})
}

// upstream are the tables and all that they are built on.
func (b *Book) upstream(tables []string) []string {
	seen := map[string]bool{}
	var walk func(name string)
	walk = func(name string) {
		if t := b.byName[name]; t != nil && !seen[name] {
			seen[name] = true
			for _, r := range t.Reads {
				walk(r)
			}
		}
	}
	for _, t := range tables {
		walk(t)
	}
	return slices.Sorted(maps.Keys(seen))
}

// impact is what changes with columns of a table.
func (b *Book) impact(table string, columns []string) Impact {
	values := map[Link]bool{}
	for _, c := range columns {
		values[Link{Table: table, Column: c}] = true
	}
	start := len(values)
	for grown := true; grown && start > 0; {
		grown = false
		for _, n := range b.nodes {
			for _, c := range n.columns {
				at := Link{Table: n.name, Column: c.Name}
				if !values[at] && touches(c.From, values) {
					values[at], grown = true, true
				}
			}
		}
	}
	return b.told(table, columns, values)
}

// touches reports whether one of the links is among the columns, or is a table of which no
// more is known and that has one of them. Of the columns that something is made from, those
// that only order rows are left out.
func touches(links []Link, columns map[Link]bool) bool {
	return reaches(links, columns, lineage.How.Value)
}

func orders(h lineage.How) bool { return !h.Value() }

func reaches(links []Link, columns map[Link]bool, by func(lineage.How) bool) bool {
	for _, l := range links {
		if !by(l.How) {
			continue
		}
		if columns[Link{Table: l.Table, Column: l.Column}] {
			return true
		}
		if l.Column != "" || l.How != lineage.Transformation {
			continue
		}
		for c := range columns {
			if c.Table == l.Table {
				return true
			}
		}
	}
	return false
}

// decides reports whether columns decide the rows of a table, or the order in which values
// are taken.
func decides(n node, columns map[Link]bool) bool {
	return reaches(n.rows, columns, orders) || slices.ContainsFunc(n.columns, func(c *Column) bool { return reaches(c.From, columns, orders) })
}

// told sorts what was reached by what it is.
func (b *Book) told(table string, columns []string, values map[Link]bool) Impact {
	out := Impact{Named: []string{}, Values: []Link{}, Indicators: []string{}, Findings: []string{}, Sections: []string{}, Rows: []string{}}
	stored := map[Link]bool{}
	for _, c := range columns {
		stored[Link{Table: table, Column: c}] = true
	}
	hit, moved := map[string]bool{}, map[string]bool{}
	for _, n := range b.nodes {
		for _, c := range n.columns {
			if at := (Link{Table: n.name, Column: c.Name}); values[at] && !stored[at] {
				hit[n.name] = true
				if n.kind == "table" {
					out.Values = append(out.Values, at)
				}
			}
		}
		if hit[n.name] {
			out.note(n)
		}
		if decides(n, values) {
			out.Rows, moved[n.name] = append(out.Rows, n.name), true
		}
		if n.uses(stored) {
			out.Named = append(out.Named, n.name)
		}
	}
	out.Built = b.built(moved, hit)
	for _, p := range b.Report {
		for _, i := range b.Indicators {
			if slices.Contains(out.Indicators, i.ID) && slices.Contains(i.Sections, p.ID) {
				out.Sections = append(out.Sections, p.ID)
				break
			}
		}
	}
	return out
}

// note puts an indicator or a finding whose numbers the values go into.
func (i *Impact) note(n node) {
	switch n.kind {
	case "indicator":
		i.Indicators = append(i.Indicators, n.name)
	case "finding":
		i.Findings = append(i.Findings, n.name)
	}
}

// uses reports whether a query needs one of the columns, in whatever way.
func (n node) uses(columns map[Link]bool) bool {
	all := func(lineage.How) bool { return true }
	return reaches(n.rows, columns, all) || slices.ContainsFunc(n.columns, func(c *Column) bool { return reaches(c.From, columns, all) })
}

// built is everything that was hit, and all that reads what was moved, in one step or many.
func (b *Book) built(reached, hit map[string]bool) Built {
	out := Built{Tables: []string{}, Indicators: []string{}, Findings: []string{}}
	for grown := true; grown; {
		grown = false
		for _, n := range b.nodes {
			if !reached[n.name] && slices.ContainsFunc(n.reads, func(r string) bool { return reached[r] }) {
				reached[n.name], grown = true, true
			}
		}
	}
	for _, n := range b.nodes {
		switch {
		case !reached[n.name] && !hit[n.name]:
		case n.kind == "table":
			out.Tables = append(out.Tables, n.name)
		case n.kind == "indicator":
			out.Indicators = append(out.Indicators, n.name)
		default:
			out.Findings = append(out.Findings, n.name)
		}
	}
	return out
}
