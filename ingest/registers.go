package ingest

import (
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A register is a list of known codes that a column refers to.
type register struct {
	column *contract.Column
	known  string // SQL of the table and of what counts in it
	breach string // SQL over the rows: what is not known
}

// registersOf lists the registers of a contract.
func registersOf(c *contract.Contract) (all []register) {
	for i := range c.Columns {
		if col := &c.Columns[i]; col.Ref != nil {
			all = append(all, registerOf(col))
		}
	}
	return all
}

func registerOf(col *contract.Column) register {
	known := "raw." + warehouse.Quote(strings.ReplaceAll(col.Ref.Source, "-", "_")) + " WHERE _state = 0"
	if col.Ref.Source == "reference" {
		known = "reference." + warehouse.Quote(col.Ref.Column)
	}
	v := warehouse.Quote(col.Name)
	return register{column: col, known: known,
		breach: "_state = 0 AND " + v + " IS NOT NULL AND " + v + " NOT IN (SELECT DISTINCT " + warehouse.Quote(col.Ref.Column) + " FROM " + known + ")"}
}

// received asks of every register whether it has been received, in one row.
func received(all []register) string {
	parts := make([]string, len(all))
	for i, r := range all {
		parts[i] = "EXISTS (FROM " + r.known + ")"
	}
	return "SELECT " + strings.Join(parts, ", ")
}

// registers checks that values are known to the registers received so far. A register
// that has never been received cannot judge anybody: its checks are silent. These queries
// are planned each time, because other tables change between two landings (Tx.ExecPlanned).
func (t *task) registers() error {
	all := registersOf(t.plan.contract)
	if len(all) == 0 {
		return nil
	}
	here, into := make([]bool, len(all)), make([]any, len(all))
	for i := range here {
		into[i] = &here[i]
	}
	if err := t.tx.QueryRow(t.ctx, received(all)).Scan(into...); err != nil {
		return err
	}
	for i, r := range all {
		if !here[i] {
			continue
		}
		if err := t.judge(r); err != nil {
			return err
		}
	}
	return nil
}

// judge notes the rows whose value a register does not know. Distinct values are few, so
// they are asked about first.
func (t *task) judge(r register) error {
	var missing bool
	v := warehouse.Quote(r.column.Name)
	q := "SELECT EXISTS (SELECT DISTINCT " + v + " FROM " + t.plan.table() + " WHERE _landing = ? AND " + r.breach + ")"
	if err := t.tx.QueryRow(t.ctx, q, t.out.Landing.Number).Scan(&missing); err != nil || !missing {
		return err
	}
	return t.note(noRegister, r.column.Name, r.column.Ref.Severity, v, r.breach)
}
