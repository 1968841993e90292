package ingest

import (
	"maps"
	"slices"
	"strings"

	"nsk/connectors/contract"
)

// A rowSchema is what rows of JSON or XML have of the contract's columns. Such a file has no
// header: that a column was renamed or changed its type is known when all rows were seen,
// and is then told once, as a header would tell it, and not row after row.
type rowSchema struct {
	contract *contract.Contract
	columns  []rowColumn
	known    nameTree
	rows     int64
	strange  map[string]bool // names that no column has
}

// A rowColumn is what the rows have of one column.
type rowColumn struct {
	place         bool   // some row had a place for it, were it empty
	valued, unfit int64  // rows with a value, and with one of another kind
	kind          string // of the first unfit value
}

// A nameTree has the names of a row that columns lie under; what is within a leaf is nil.
type nameTree map[string]nameTree

// mostStrange bounds the names that are remembered: some services name fields by values.
const mostStrange = 100

func newRowSchema(c *contract.Contract, columns []jsonPath) *rowSchema {
	s := &rowSchema{contract: c, columns: make([]rowColumn, len(columns)), known: make(nameTree), strange: make(map[string]bool)}
	for _, p := range columns {
		if p.up == 0 {
			s.known.add(p.steps)
		}
	}
	for _, place := range c.Unread {
		s.known.add(strings.Split(place, "."))
	}
	if place, _ := c.Tombstone(); place != "" {
		s.known.add(strings.Split(place, "."))
	}
	if cursor := c.Options["cursor"]; cursor != "" {
		s.known.add([]string{cursor}) // the kind needs it
	}
	return s
}

func (n nameTree) add(steps []string) {
	for _, step := range steps[:len(steps)-1] {
		if n[step] == nil {
			n[step] = make(nameTree)
		}
		n = n[step]
	}
	if last := steps[len(steps)-1]; n[last] == nil {
		n[last] = nil
	}
}

// saw notes what a row has of the i-th column: whether there is a place for it, and the
// value with its kind.
func (s *rowSchema) saw(i int, place bool, kind, text string) {
	c := &s.columns[i]
	c.place = c.place || place
	if text == "" {
		return
	}
	c.valued++
	if fits(&s.contract.Columns[i], kind, text) {
		return
	}
	if c.unfit++; c.unfit == 1 {
		c.kind = kind
	}
}

// met notes the names of a row that no column has.
func (s *rowSchema) met(names []string) {
	slices.Sort(names)
	for _, name := range names {
		if len(s.strange) < mostStrange {
			s.strange[name] = true
		}
	}
}

// tell says once what is not as the contract has it. What no row could do without is a fault
// of the file; among messages of many senders, a remark, since each was judged by itself.
func (s *rowSchema) tell(apart bool, to sink) error {
	missing, unused, retyped := s.missing()
	strange := discreetCells(slices.Sorted(maps.Keys(s.strange)), s.contract)
	var bad *Fault
	switch {
	case s.rows == 0:
		return nil
	case len(missing) > 0:
		bad = &Fault{Code: "missing-column", Detail: quoted(missing) + unforeseen(strange)}
	case len(retyped) > 0:
		bad = &Fault{Code: "retyped-column", Detail: strings.Join(retyped, ", ")}
	}
	if bad != nil && !apart {
		return bad
	}
	if bad != nil {
		to.note(bad.Code, bad.Detail)
	}
	if len(strange) > 0 && len(missing) == 0 {
		to.note("new-field", quoted(strange)+unforeseen(unused))
	}
	return nil
}

// missing lists the required columns that no row has a place for, other such columns, and
// those of which every value is of another kind. One value may be a slip of the pen.
func (s *rowSchema) missing() (missing, unused, retyped []string) {
	for i := range s.columns {
		col, had := &s.contract.Columns[i], s.columns[i]
		switch {
		case !had.place && col.Required:
			missing = append(missing, pathOf(col))
		case !had.place:
			unused = append(unused, pathOf(col))
		case had.valued > 1 && had.unfit == had.valued:
			retyped = append(retyped, "«"+pathOf(col)+"»: "+had.kind+" ≠ "+string(col.Type))
		}
	}
	return missing, unused, retyped
}

func pathOf(c *contract.Column) string {
	if c.Path == "" {
		return c.Name
	}
	return strings.TrimLeft(c.Path, "^")
}

// fits reports whether a value is of the kind that a column has, whatever it says.
func fits(c *contract.Column, kind, text string) bool {
	if len(c.Map) > 0 || !typed(c.Type) {
		return true
	}
	shape := strings.Map(figure, strings.TrimSpace(text))
	switch c.Type {
	case contract.TypeInteger, contract.TypeDecimal:
		whole, part, _ := strings.Cut(strings.TrimLeft(shape, "+-"), ".")
		return kind != "boolean" && strings.Trim(whole+part, "0") == "" && (part == "" || c.Type == contract.TypeDecimal)
	case contract.TypeDate:
		return shape == "0000-00-00" || shape == "00.00.0000"
	case contract.TypeTimestamp:
		return strings.HasPrefix(shape, "0000-00-00")
	case contract.TypeBoolean:
		return slices.Contains([]string{"true", "false", "0", "да", "нет", "иә", "жоқ"}, strings.ToLower(shape))
	}
	return true
}

// figure makes every digit a 0.
func figure(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return r
}
