package contract

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Types lists the types a column can have.
func Types() []Type { return slices.Sorted(maps.Keys(sqlTypes)) }

func typeNames() string {
	var names []string
	for _, t := range Types() {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

// columnPlace is that of the i-th column, called by its name.
func (c *Contract) columnPlace(i int) place {
	p := top("columns").item(i)
	p.at = "columns[" + c.Columns[i].Name + "]"
	return p
}

func (c *Contract) lintColumns(l *linter) {
	l.say(len(c.Columns) == 0, top("columns"), "none; list the columns of the source, each with name, type, ru and kk")
	for i := range c.Columns {
		c.lintColumn(l, &c.Columns[i], c.columnPlace(i))
	}
	c.lintStored(l)
}

func (c *Contract) lintColumn(l *linter, col *Column, at place) {
	l.say(!nameForm.MatchString(col.Name), at.in("name"), "%q; use lower-case letters, digits and _, and begin with a letter", col.Name)
	l.say(col.Type.SQL() == "", at.in("type"), "%q is unknown; write one of %s", col.Type, typeNames())
	l.text(col.RU, at.in("ru"), "what people call it in Russian")
	l.text(col.KK, at.in("kk"), "what people call it in Kazakh")
	l.say(col.Type == TypeIIN && !col.Personal(), at.in("keep"), "an IIN is personal; say what is kept of it, such as keep: [person_key]")
	if _, err := regexp.Compile(col.Pattern); err != nil {
		l.say(true, at.in("pattern"), "%v", err)
	}
	for _, k := range col.Keep {
		l.say(keeps[k].From != col.Type, at.in("keep"), "%q cannot be kept of a %s; write person_key of an iin, birth_year of a date, region of a kato, or []", k, col.Type)
	}
	if r := col.Ref; r != nil {
		at := at.in("ref")
		l.say(r.Source == "" || r.Column == "", at, "give source and column")
		l.say(r.Severity != SeverityRow && r.Severity != SeverityWarning, at.in("severity"), "%q; write row to reject, warning to remark", r.Severity)
		l.say(col.Personal(), at, "a personal column cannot refer to a register; remove ref")
	}
}

// lintStored finds two columns that would be one in the warehouse.
func (c *Contract) lintStored(l *linter) {
	seen := make(map[string]bool)
	for _, s := range c.Stored() {
		for i := range c.Columns {
			l.say(seen[s.Name] && s.From == &c.Columns[i], c.columnPlace(i), "%s would be stored twice; rename a column, or keep it of one only", s.Name)
		}
		seen[s.Name] = true
	}
}
