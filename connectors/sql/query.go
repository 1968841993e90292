package sql

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"nsk/connectors/contract"
)

// A column of the table or query.
type column struct {
	name string
	oid  uint32
}

// describe learns the columns from the server, and compares them with the contract. What
// is not exactly one SELECT is refused by the server here.
func (p *pull) describe(ctx context.Context) error {
	got, err := p.conn.PgConn().Prepare(ctx, "", "SELECT * FROM "+p.from(), nil)
	if err != nil {
		return err
	}
	p.columns = nil
	for _, f := range got.Fields {
		p.columns = append(p.columns, column{f.Name, f.DataTypeOID})
	}
	for _, name := range p.wanted() {
		if _, err := p.column(name); err != nil {
			return fmt.Errorf("column %q of contract %s.yaml: %w", name, p.contract.Source, err)
		}
	}
	for _, option := range []string{"cursor", "deleted", "period", "provider"} {
		name, _, _ := strings.Cut(p.settings[option], "=")
		if _, err := p.column(name); name != "" && err != nil {
			return fmt.Errorf("options.%s of contract %s.yaml: column %q: %w", option, p.contract.Source, name, err)
		}
	}
	return nil
}

// column finds a column by its name.
func (p *pull) column(name string) (column, error) {
	var names []string
	for _, c := range p.columns {
		if c.name == name {
			return c, nil
		}
		names = append(names, c.name)
	}
	return column{}, fmt.Errorf("the %s has no such column; it has %s", p.what(), strings.Join(names, ", "))
}

// wanted are the columns that the contract names, each once; all if it names none. A column
// that the contract does not know never leaves the database.
func (p *pull) wanted() (names []string) {
	for i := range p.contract.Columns {
		name := place(&p.contract.Columns[i])
		if name != "_deleted" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		return names
	}
	for _, c := range p.columns {
		names = append(names, c.name)
	}
	return names
}

// place is the column of the table in which a column of the contract stands: what is deeper
// stands inside a column of JSON.
func place(c *contract.Column) string {
	if c.Path == "" {
		return c.Name
	}
	name, _, _ := strings.Cut(c.Path, ".")
	return name
}

// from is what is read, as it stands after FROM.
func (s *Source) from() string {
	if table := s.settings["table"]; table != "" {
		return quote(strings.Split(table, ".")...) + " AS source"
	}
	return "(" + s.settings["query"] + "\n) AS source"
}

func quote(parts ...string) string { return pgx.Identifier(parts).Sanitize() }

// A query chooses the rows of a pull.
type query struct {
	from, list, order string
	where             []string
	args              []any
}

// query builds it: identifiers are quoted, values are bound.
func (p *pull) query() (*query, error) {
	q := &query{from: p.from()}
	if err := p.choose(q); err != nil {
		return nil, err
	}
	q.list, q.order = p.list(q), p.order()
	return q, nil
}

// bind notes a value and returns its place.
func (q *query) bind(value string) string {
	q.args = append(q.args, value)
	return "$" + strconv.Itoa(len(q.args)) + "::text"
}

func (q *query) condition() string {
	if len(q.where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(q.where, " AND ")
}

// rows is the SELECT of one JSON object a row.
func (q *query) rows() string {
	return "SELECT row_to_json(line)::text FROM (SELECT " + q.list + " FROM " + q.from + q.condition() + q.order + ") AS line"
}

// count is the SELECT of how many there are. The list stands in it for its parameters.
func (q *query) count() string {
	if strings.Contains(q.list, "$") { // the value of deleted, which a server must see to know its type
		return "SELECT count(*) FROM (SELECT " + q.list + " FROM " + q.from + q.condition() + ") AS line"
	}
	return "SELECT count(*) FROM " + q.from + q.condition()
}

// choose says which rows: of the provider, of the period, after the mark.
func (p *pull) choose(q *query) error {
	if name := p.settings["provider"]; name != "" {
		q.where = append(q.where, "source."+quote(name)+" = "+q.bind(p.want.Provider))
	}
	if err := p.choosePeriod(q); err != nil {
		return err
	}
	p.mark.choose(q, p.settings)
	return nil
}

// choosePeriod compares days where the column has days, else the name of the period.
func (p *pull) choosePeriod(q *query) error {
	name := p.settings["period"]
	if name == "" {
		return nil
	}
	c, err := p.column(name)
	if err != nil {
		return err
	}
	at, zone := "source."+quote(name), p.settings["zone"]
	first, next := p.want.Period.Bounds()
	from, to := q.bind, q.bind
	switch c.oid {
	case pgtype.DateOID, pgtype.TimestampOID:
		q.where = append(q.where, at+" >= "+from(first.Format("2006-01-02"))+"::date", at+" < "+to(next.Format("2006-01-02"))+"::date")
	case pgtype.TimestamptzOID:
		q.where = append(q.where, at+" >= ("+from(first.Format("2006-01-02"))+"::timestamp AT TIME ZONE "+q.bind(zone)+")",
			at+" < ("+to(next.Format("2006-01-02"))+"::timestamp AT TIME ZONE "+q.bind(zone)+")")
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID:
		q.where = append(q.where, at+" = "+q.bind(p.want.Period.Whole().String()))
	default:
		return fmt.Errorf("options.period: column %q is neither date, instant nor text", name)
	}
	return nil
}

// list are the values of a row. Only those are cast that JSON would not carry exactly.
func (p *pull) list(q *query) string {
	var all []string
	for _, name := range p.wanted() {
		c, _ := p.column(name) // describe found it
		at := "source." + quote(name)
		switch c.oid {
		case pgtype.NumericOID, moneyOID:
			at += "::text AS " + quote(name)
		}
		all = append(all, at)
	}
	if deleted := p.settings["deleted"]; deleted != "" {
		all = append(all, p.tombstone(q, deleted)+" AS _deleted")
	}
	return strings.Join(all, ", ")
}

const moneyOID = 790

// tombstone says whether a row was deleted: its column is true, has the value that says
// so, or says when.
func (p *pull) tombstone(q *query, deleted string) string {
	name, value, valued := strings.Cut(deleted, "=")
	c, _ := p.column(name) // describe found it
	at := "source." + quote(name)
	switch {
	case valued:
		return "coalesce(" + at + "::text = " + q.bind(value) + ", false)"
	case c.oid == pgtype.BoolOID:
		return "coalesce(" + at + ", false)"
	}
	return at + " IS NOT NULL"
}

// order makes the same rows the same bytes: by the cursor, so that the last word about a
// row stands last, then by the key of the contract.
func (p *pull) order() string {
	var by []string
	add := func(name string) {
		if at := "source." + quote(name); name != "" && !slices.Contains(by, at) {
			by = append(by, at)
		}
	}
	add(p.settings["cursor"])
	for _, key := range p.contract.Key {
		if c := p.contract.Column(key); c != nil {
			add(place(c))
		}
	}
	if len(by) == 0 {
		return ""
	}
	return " ORDER BY " + strings.Join(by, ", ")
}
