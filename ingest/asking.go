package ingest

import (
	"fmt"
	"slices"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// stateRemarked marks, within the transaction only, an accepted row with remarks.
const stateRemarked = "4"

// stateDeleted is that of a row that was accepted and says that what has its key is no more:
// it is no row of the source, and ends those that were told before it.
const stateDeleted = "5"

// state is 1 for a row to reject, stateDeleted for one that ends another, and stateRemarked
// for one to remark on.
func (p *plan) state() string {
	var rejecting, others []check
	for _, c := range p.checks {
		if c.severity == contract.SeverityRow {
			rejecting = append(rejecting, c)
		} else {
			others = append(others, c)
		}
	}
	return "CASE WHEN " + p.any(rejecting) + "\n THEN 1 " + p.ending("WHEN _deleted THEN "+stateDeleted+" ") + "WHEN " + p.any(others) + " THEN " + stateRemarked + " ELSE 0 END"
}

// marked lists the rows from one on that the first pass marked.
func (p *plan) marked() string {
	return "SELECT _row FROM " + p.table() + " WHERE _landing = ? AND _row >= ? AND _state IN (1, " + stateRemarked + ") ORDER BY _row"
}

// explain is the statement that writes a finding for every check a row of source breaks,
// unless a check before it found fault with what it looks at. Its parameters are those of
// decoded.
func (p *plan) explain(source string) string {
	broken, parts := make([]string, len(p.checks)), make([]string, len(p.checks))
	for i, c := range p.checks {
		broken[i] = "coalesce(" + c.breach + ", false) AS " + flag(i)
		parts[i] = fmt.Sprintf("CASE WHEN %s%s THEN {'field': %s, 'value': %s, 'rule': %s, 'severity': %s} END",
			flag(i), p.silenced(i), warehouse.Literal(c.field), c.value, warehouse.Literal(c.rule), warehouse.Literal(string(c.severity)))
	}
	return "INSERT INTO ledger.finding\nSELECT CAST(? AS BIGINT), _row, key, f.field, f.value, f.rule, f.severity, NULL\n" +
		"FROM (SELECT _row, " + p.senderKey("~") + " AS key, unnest([" + strings.Join(parts, ",\n ") + "]) AS f\n" +
		"FROM (SELECT *, " + strings.Join(broken, ",\n ") + "\nFROM " + p.decoded(source) + "))\n" +
		"WHERE f IS NOT NULL\nORDER BY _row, f.rule"
}

// flag names the column that says whether a row breaks the i-th check.
func flag(i int) string { return fmt.Sprintf(`"!%d"`, i) }

// silenced is the SQL that keeps the i-th check quiet where an earlier one is the cause.
func (p *plan) silenced(i int) (sql string) {
	for k, earlier := range p.checks[:i] {
		if earlier.severity != contract.SeverityInformation && earlier.field != "" && slices.Contains(p.checks[i].columns, earlier.field) {
			sql += " AND NOT " + flag(k)
		}
	}
	return sql
}

// settle gives remarked rows their lasting state.
func (p *plan) settle() string {
	return "UPDATE " + p.table() + " SET _state = 0 WHERE _landing = ? AND _state = " + stateRemarked
}

// senderKey is the row's key as the sender knows it, from columns or from their texts.
func (p *plan) senderKey(suffix string) string {
	var parts []string
	for _, k := range p.contract.Key {
		part := "CAST(" + warehouse.Quote(k+suffix) + " AS VARCHAR)"
		if unsound := p.unsound(p.contract.Column(k)); suffix == "~" && p.contract.HasPersonal() && unsound != "" {
			part = "CASE WHEN " + unsound + " THEN " + p.shown(p.contract.Column(k)) + " ELSE " + part + " END"
		}
		parts = append(parts, part)
	}
	return "concat_ws(' / ', " + strings.Join(parts, ", ") + ")"
}

// senderKeyOf is senderKey of the stored columns of a table with that prefix.
func (p *plan) senderKeyOf(prefix string) string {
	return strings.ReplaceAll(p.senderKey(""), "CAST(", "CAST("+prefix)
}

func (p *plan) table() string { return "raw." + warehouse.Quote(p.contract.Table()) }

// any is true where one of the checks is broken. An unknown answer is no breach, and
// does not hide one: it stands in a CASE, for which unknown is not true.
func (p *plan) any(checks []check) string {
	parts := make([]string, len(checks))
	for i, c := range checks {
		parts[i] = "(" + c.breach + ")"
	}
	if len(parts) == 0 {
		return "false"
	}
	return strings.Join(parts, "\n OR ")
}
