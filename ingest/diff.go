package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A Change is one difference between two versions of a return: a row that came or went, or
// one field of a row that stayed.
type Change struct {
	Kind     string // added, removed, changed, or judged: the values are the same, the state is not
	Key      string // the sender's own key
	Field    string // of a changed row
	Old, New string // empty for what is not there; both empty for another person
	OldRow   int64  // 0 where the version does not have the row
	NewRow   int64
	OldState string // accepted, rejected, duplicate, out_of_scope, deleted; "" where there is no row
	NewState string
}

// The kinds of change.
const (
	RowAdded   = "added"
	RowRemoved = "removed"
	RowChanged = "changed"
	RowJudged  = "judged"
)

// A Comparison is what two versions of a return differ in, as counts of rows.
type Comparison struct{ Same, Added, Removed, Changed, Judged int64 }

// Compare sets two landings of one source against each other by key. Of a person only that
// it is another one is told. summary is called once, then each for every change, in the
// order of keys; only what one of them needs is in memory at a time.
func (in *Ingester) Compare(ctx context.Context, source string, landings [2]int64, summary func(Comparison) error, each func(Change) error) error {
	p := in.plans[source]
	if p == nil {
		return fmt.Errorf("compare: no contract for source %q", source)
	}
	var n Comparison
	err := in.engine.DB().QueryRowContext(ctx, p.compared()+counted, landings[0], landings[1]).Scan(&n.Same, &n.Added, &n.Removed, &n.Changed, &n.Judged)
	if err != nil {
		return fmt.Errorf("compare %s: %w", source, err)
	}
	if err := summary(n); err != nil {
		return err
	}
	rows, err := in.engine.DB().QueryContext(ctx, p.compared()+p.changes(), landings[0], landings[1])
	if err != nil {
		return fmt.Errorf("compare %s: %w", source, err)
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanChange(rows)
		if err != nil {
			return fmt.Errorf("compare %s: %w", source, err)
		}
		if err := each(c); err != nil {
			return err
		}
	}
	return rows.Err()
}

func scanChange(rows *sql.Rows) (c Change, err error) {
	var old, now sql.NullInt64
	err = rows.Scan(&c.Kind, &c.Key, &c.Field, &c.Old, &c.New, &old, &now, &c.OldState, &c.NewState)
	c.OldRow, c.NewRow = old.Int64, now.Int64
	return c, err
}

const counted = `SELECT count(*) FILTER (kind = 'same'), count(*) FILTER (kind = 'added'), count(*) FILTER (kind = 'removed'), count(*) FILTER (kind = 'changed'), count(*) FILTER (kind = 'judged') FROM compared`

// compared pairs the rows of two landings by key. Rows that share a key are paired in the
// order of what they say, so that equal ones meet; a key that could not be read is paired
// with another such.
func (p *plan) compared() string {
	key, all := quotedList(p.contract.Key), p.storedColumns("")
	side := func(i int) string {
		return fmt.Sprintf(`SELECT *, row_number() OVER (PARTITION BY %s ORDER BY %s, _row) AS _nth FROM %s WHERE _landing = CAST($%d AS BIGINT)`, key, all, p.table(), i)
	}
	on := []string{"o._nth = n._nth"}
	for _, k := range p.contract.Key {
		on = append(on, fmt.Sprintf("o.%[1]s IS NOT DISTINCT FROM n.%[1]s", warehouse.Quote(k)))
	}
	differ := []string{"false"}
	for _, c := range p.values() {
		differ = append(differ, fmt.Sprintf("o.%[1]s IS DISTINCT FROM n.%[1]s", warehouse.Quote(c)))
	}
	return `WITH old AS (` + side(1) + `), new AS (` + side(2) + `),
compared AS (
	SELECT CASE WHEN o._row IS NULL THEN 'added' WHEN n._row IS NULL THEN 'removed' WHEN ` + strings.Join(differ, " OR ") + ` THEN 'changed'
		WHEN o._state <> n._state THEN 'judged' ELSE 'same' END AS kind, o, n
	FROM old AS o FULL JOIN new AS n ON ` + strings.Join(on, " AND ") + `
)
`
}

// values lists the stored columns that are not of the key.
func (p *plan) values() (columns []string) {
	key := make(map[string]bool)
	for _, k := range p.contract.Key {
		key[k] = true
	}
	for _, s := range p.contract.Stored() {
		if !key[s.Name] {
			columns = append(columns, s.Name)
		}
	}
	return columns
}

// states are the names of _state, in its order.
const states = `['accepted', 'rejected', 'duplicate', 'out_of_scope', '', 'deleted']`

// changes is the SELECT of every change, a row for each field that differs.
func (p *plan) changes() string {
	fields := []string{`CASE WHEN kind <> 'changed' THEN {'field': '', 'old': '', 'new': ''} END`}
	for _, s := range p.contract.Stored() {
		name := warehouse.Quote(s.Name)
		old, now := "coalesce(CAST(o."+name+" AS VARCHAR), '')", "coalesce(CAST(n."+name+" AS VARCHAR), '')"
		if s.Keep == contract.KeepPersonKey {
			old, now = "''", "''"
		}
		fields = append(fields, fmt.Sprintf("CASE WHEN kind = 'changed' AND o.%[1]s IS DISTINCT FROM n.%[1]s THEN {'field': %[2]s, 'old': %[3]s, 'new': %[4]s} END", name, warehouse.Literal(s.Name), old, now))
	}
	var key []string
	for _, k := range p.contract.Key {
		key = append(key, fmt.Sprintf("CAST(coalesce(n.%[1]s, o.%[1]s) AS VARCHAR)", warehouse.Quote(k)))
	}
	return `SELECT kind, key, f.field, f.old, f.new, old_row, new_row, old_state, new_state FROM (
	SELECT kind, concat_ws(' / ', ` + strings.Join(key, ", ") + `) AS key, unnest(list_filter([` + strings.Join(fields, ",\n") + `], lambda x : x IS NOT NULL)) AS f,
		o._row AS old_row, n._row AS new_row, coalesce(` + states + `[o._state + 1], '') AS old_state, coalesce(` + states + `[n._state + 1], '') AS new_state
	FROM compared WHERE kind <> 'same')
ORDER BY key, coalesce(new_row, old_row), f.field`
}
