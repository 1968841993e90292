package lineage

import (
	"maps"
	"slices"
)

// A relation is something with rows and columns that stands in FROM.
type relation struct {
	name    string // its alias, or the table's own name; "" for none
	schema  string // of a table named without alias
	columns []column
	open    set // what a column that is not in columns is made from; nil where there are no others
	rows    set // what decides which rows there are
	base    set // the tables whose rows these are
	hidden  bool
}

// A column is one of a relation. Whole is set where what it is made from is not known better
// than by table.
type column struct {
	name  string
	from  set
	whole bool
}

// find returns the column of a name; through an open relation any name is one.
func (r *relation) find(name string) (column, bool) {
	for _, c := range r.columns {
		if c.name == name {
			return c, true
		}
	}
	if r.open != nil {
		return column{name: name, from: r.open, whole: r.open.whole()}, true
	}
	return column{}, false
}

// made is a column that is made from this one.
func (c column) made() column {
	m := column{from: set{}, whole: c.whole}
	m.from.take(c.from, Transformation)
	return m
}

// rename gives the columns, from the first on, other names.
func (r *relation) rename(names []string) {
	for i, n := range names {
		if i < len(r.columns) {
			r.columns[i].name = n
		} else if r.open != nil {
			r.columns = append(r.columns, column{name: n, from: r.open, whole: r.open.whole()})
		}
	}
}

// row is the relation as one value: all of its columns.
func (r *relation) row() column {
	all := column{from: maps.Clone(r.open), whole: r.open.whole()}
	if all.from == nil {
		all.from = set{}
	}
	for _, c := range r.columns {
		all.from.take(c.from, Transformation)
		all.whole = all.whole || c.whole
	}
	return all
}

// A scope is what names mean at a place of a query.
type scope struct {
	parent    *scope
	ctes      map[string]*relation
	relations []*relation
	using     []string // columns that joins have made one of
	aliases   []column // items of the select list, which later ones may use
	params    []string // of lambdas, which are no columns
}

func (s *scope) cte(name string) *relation {
	for ; s != nil; s = s.parent {
		if r, ok := s.ctes[name]; ok {
			return r
		}
	}
	return nil
}

// resolve returns the column that a name of one or more parts means, here or, in a subquery,
// outside; ok is false where nothing has the name.
func (s *scope) resolve(parts []string) (column, bool) {
	for at := s; at != nil; at = at.parent {
		if len(parts) == 1 && slices.Contains(at.params, parts[0]) {
			return column{from: set{}}, true
		}
		if c, ok := at.qualified(parts); ok {
			return c, true
		}
		if c, ok := at.bare(parts[0]); ok && len(parts) == 1 {
			return c, true
		} else if ok { // a field of a structure
			return c.made(), true
		}
	}
	return column{}, false
}

// qualified resolves relation.column and schema.relation.column.
func (s *scope) qualified(parts []string) (column, bool) {
	for _, r := range s.relations {
		switch {
		case len(parts) >= 2 && r.name == parts[0]:
			if c, ok := r.find(parts[1]); ok {
				return c, true
			}
		case len(parts) >= 3 && r.schema == parts[0] && r.name == parts[1]:
			if c, ok := r.find(parts[2]); ok {
				return c, true
			}
		}
	}
	return column{}, false
}

// bare resolves a name alone: a column, else an item of the select list, else a relation as a
// value. A name that is known to one relation belongs to it, even if another is open.
func (s *scope) bare(name string) (column, bool) {
	found := column{from: set{}}
	ok := false
	for _, r := range s.relations {
		for _, c := range r.columns {
			if c.name == name && !r.hidden {
				found.from.take(c.from, Identity)
				found.whole, ok = found.whole || c.whole, true
			}
		}
	}
	if ok {
		return found, true
	}
	for _, a := range s.aliases {
		if a.name == name {
			return a, true
		}
	}
	for _, r := range s.relations {
		if r.name == name {
			return r.row(), true
		}
	}
	for _, r := range s.relations {
		if r.open != nil {
			found.from.take(r.open, Transformation)
			found.whole, ok = r.open.whole(), true
		}
	}
	return found, ok
}

// bases are the tables whose rows the relations of the scope are.
func (s *scope) bases() set {
	all := set{}
	for _, r := range s.relations {
		all.take(r.base, Identity)
	}
	return all
}

// tables are those of the scope as something is made from them of which no more is known.
func (s *scope) tables() set {
	all := set{}
	all.take(s.bases(), Transformation)
	return all
}
