package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A check is a condition over one decoded row: true means that the row breaks it.
type check struct {
	rule     string // NSK.<source>.<field>.<nnn>
	field    string
	severity contract.Severity
	breach   string // SQL over typed columns "x" and their texts "x~"
	value    string // SQL of what the finding shows
}

// The numbers of the rules every contract has.
const (
	noRequired   = "001"
	noType       = "002"
	noPattern    = "003"
	noRange      = "004"
	noCode       = "005"
	noRegister   = "006"
	noDigit      = "007"
	noBINinIIN   = "008"
	noBroken     = "009"
	noDuplicate  = "010"
	noConflict   = "011"
	noParent     = "012"
	noNumberDate = "013"
)

// A plan is a contract turned into SQL.
type plan struct {
	contract *contract.Contract
	checks   []check
	ruleset  string // hash of all that decides about a row
}

// compile lists the checks of a contract, in the order a person would make them.
func compile(c *contract.Contract) *plan {
	p := &plan{contract: c}
	p.add(check{rule: p.id("file", noBroken), severity: contract.SeverityRow, breach: `"_broken" IS NOT NULL`, value: `"_broken"`})
	for i := range c.Columns {
		p.column(&c.Columns[i])
	}
	for _, r := range c.Rules {
		p.add(check{rule: r.ID, field: r.Field, severity: r.Severity, breach: whole(r.Where), value: shown(c.Column(r.Field))})
	}
	p.ruleset = rulesetOf(c)
	return p
}

func (p *plan) add(c check) { p.checks = append(p.checks, c) }

func (p *plan) id(field, no string) string {
	return "NSK." + p.contract.Source + "." + field + "." + no
}

// whole makes a breach that never speaks about a row that could not be taken apart.
func whole(breach string) string { return `"_broken" IS NULL AND (` + breach + `)` }

// text is the SQL name of a column's text before typing.
func text(col *contract.Column) string { return warehouse.Quote(col.Name + "~") }

// shown is what a finding says the value was; of a personal one only its length.
func shown(col *contract.Column) string {
	if col.Personal() {
		return "repeat('•', CAST(least(length(" + text(col) + "), 40) AS BIGINT))"
	}
	return "left(" + text(col) + ", 200)"
}

func (p *plan) column(col *contract.Column) {
	say := func(no string, breach string) {
		p.add(check{rule: p.id(col.Name, no), field: col.Name, severity: contract.SeverityRow, breach: whole(breach), value: shown(col)})
	}
	t, v := text(col), warehouse.Quote(col.Name)
	if col.Required {
		say(noRequired, t+" IS NULL")
	}
	if len(col.Map) > 0 {
		say(noCode, t+" IS NOT NULL AND "+v+" IS NULL")
	} else if typed(col.Type) {
		say(noType, t+" IS NOT NULL AND "+v+" IS NULL")
	}
	if col.Pattern != "" && len(col.Map) == 0 {
		say(noPattern, "NOT regexp_full_match("+t+", "+warehouse.Literal(col.Pattern)+")")
	}
	if len(col.Values) > 0 {
		say(noCode, t+" NOT IN ("+literals(col.Values)+")")
	}
	if col.Min != "" {
		say(noRange, v+" < "+bound(col, col.Min))
	}
	if col.Max != "" {
		say(noRange, v+" > "+bound(col, col.Max))
	}
	p.number(col, say)
}

// number adds the checks of the national numbers and of КАТО codes. What an IIN breaks
// has been found by nsk_person, so that its text is looked at once; the check digit of a
// BIN is judged later, over the few different ones of a file.
func (p *plan) number(col *contract.Column, say func(no, breach string)) {
	t, v := text(col), warehouse.Quote(col.Name)
	switch col.Type {
	case contract.TypeIIN:
		for _, no := range []string{noPattern, noBINinIIN, noNumberDate, noDigit} {
			say(no, v+" = '"+faultMark+no+"'")
		}
	case contract.TypeKATO:
		say(noPattern, "NOT regexp_full_match("+t+", '[0-9]{9}')")
	}
}

func typed(t contract.Type) bool { return t.SQL() != "VARCHAR" }

func bound(col *contract.Column, limit string) string {
	return "CAST(" + warehouse.Literal(limit) + " AS " + col.Type.SQL() + ")"
}

func literals(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = warehouse.Literal(v)
	}
	return strings.Join(quoted, ", ")
}

// value is the SQL that types a column's text; NULL where it cannot be.
func value(col *contract.Column) string {
	t := text(col)
	if len(col.Map) > 0 {
		return "CAST(" + mapped(t, col.Map) + " AS " + col.Type.SQL() + ")"
	}
	switch col.Type {
	case contract.TypeInteger: // a cast alone would round 12.5 and read 1e3, 1_000 and 0x1F
		return "CASE WHEN regexp_full_match(" + t + ", '[+-]?[0-9]{1,18}') THEN TRY_CAST(" + t + " AS BIGINT) END"
	case contract.TypeDecimal: // a cast alone would round the fifth place away
		return "CASE WHEN regexp_full_match(" + t + `, '[+-]?\d{1,14}(\.\d{1,4})?') THEN TRY_CAST(` + t + " AS DECIMAL(18,4)) END"
	case contract.TypeDate: // ISO, or day.month.year as people here write it
		return "CASE WHEN length(" + t + ") <> 10 THEN NULL WHEN substr(" + t + ", 5, 1) = '-' THEN TRY_CAST(" + t + " AS DATE) ELSE CAST(try_strptime(" + t + ", '%d.%m.%Y') AS DATE) END"
	case contract.TypeTimestamp:
		return timestamp(t)
	case contract.TypeBoolean:
		return "CASE lower(" + t + ") WHEN 'true' THEN true WHEN '1' THEN true WHEN 'да' THEN true WHEN 'иә' THEN true WHEN 'false' THEN false WHEN '0' THEN false WHEN 'нет' THEN false WHEN 'жоқ' THEN false END"
	}
	if col.Type == contract.TypeIIN {
		return "nsk_person(" + t + ")"
	}
	return t
}

// timestamp reads an instant: with an offset such as +05:00 it is turned into UTC, with Z
// or without one it is UTC. DuckDB's cast to TIMESTAMP would drop an offset silently, so
// one written in another way is refused. The first branch is the common form, to the second.
func timestamp(t string) string {
	plain := "strlen(" + t + ") = 19 AND substr(" + t + ", 17, 1) = ':'"
	offset := "left(right(" + t + ", 6), 1) IN ('+', '-') AND contains(" + t + ", ':')"
	other := "contains(" + t + ", '+') OR left(right(" + t + ", 3), 1) = '-' OR left(right(" + t + ", 5), 1) = '-'"
	return "CASE WHEN " + plain + " THEN TRY_CAST(" + t + " AS TIMESTAMP) WHEN " + offset + " THEN TRY_CAST(" + t + " AS TIMESTAMPTZ) AT TIME ZONE 'UTC' WHEN " + other + " THEN NULL ELSE TRY_CAST(" + t + " AS TIMESTAMP) END"
}

func mapped(t string, codes map[string]string) string {
	from := make([]string, 0, len(codes))
	for k := range codes {
		from = append(from, k)
	}
	sort.Strings(from)
	var b strings.Builder
	b.WriteString("CASE " + t)
	for _, k := range from {
		fmt.Fprintf(&b, " WHEN %s THEN %s", warehouse.Literal(k), warehouse.Literal(codes[k]))
	}
	return b.String() + " END"
}

// kept is the SQL of what the warehouse stores of a column.
func kept(s contract.Stored) string {
	v := warehouse.Quote(s.From.Name)
	switch s.Keep {
	case contract.KeepPersonKey:
		return "CASE WHEN NOT starts_with(" + v + ", '" + faultMark + "') THEN " + v + " END"
	case contract.KeepBirthYear:
		return "CAST(year(" + v + ") AS SMALLINT)"
	case contract.KeepRegion:
		return "left(" + v + ", 2)"
	}
	return v
}

// decoded is the SQL of a chunk's rows with every column typed as "x" and its text as
// "x~". source is the SQL of the rows as text: _row, _broken and every column.
func (p *plan) decoded(source string) string {
	var texts, values []string
	for i := range p.contract.Columns {
		col := &p.contract.Columns[i]
		texts = append(texts, warehouse.Quote(col.Name)+" AS "+text(col))
		values = append(values, value(col)+" AS "+warehouse.Quote(col.Name))
	}
	return "(SELECT *, " + strings.Join(values, ",\n ") + "\nFROM (SELECT _row, _broken, " + strings.Join(texts, ", ") + "\nFROM (" + source + ")))"
}

// insert is the statement that reads a chunk, types and checks it and stores it in one
// pass. Its parameter is the number of the landing; without the cast its type would be
// unknown and DuckDB would plan the statement anew each time.
func (p *plan) insert(source string) string {
	var stored, names []string
	for _, s := range p.contract.Stored() {
		names = append(names, warehouse.Quote(s.Name))
		stored = append(stored, kept(s))
	}
	return "INSERT INTO " + p.table() + " (_landing, _row, _state, " + strings.Join(names, ", ") + ")\n" +
		"SELECT CAST(? AS BIGINT), _row, " + p.state() + ",\n " + strings.Join(stored, ",\n ") + "\nFROM " + p.decoded(source)
}

// stateRemarked marks, within the transaction only, an accepted row with remarks.
const stateRemarked = "4"

// state is 1 for a row to reject and stateRemarked for one to remark on.
func (p *plan) state() string {
	var rejecting, others []check
	for _, c := range p.checks {
		if c.severity == contract.SeverityRow {
			rejecting = append(rejecting, c)
		} else {
			others = append(others, c)
		}
	}
	return "CASE WHEN " + p.any(rejecting) + "\n THEN 1 WHEN " + p.any(others) + " THEN " + stateRemarked + " ELSE 0 END"
}

// marked lists the rows from one on that the first pass marked.
func (p *plan) marked() string {
	return "SELECT _row FROM " + p.table() + " WHERE _landing = ? AND _row >= ? AND _state IN (1, " + stateRemarked + ") ORDER BY _row"
}

// explain is the statement that writes a finding for every check a row of source breaks.
// Its parameter is the number of the landing.
func (p *plan) explain(source string) string {
	parts := make([]string, len(p.checks))
	for i, c := range p.checks {
		parts[i] = fmt.Sprintf("CASE WHEN %s THEN {'field': %s, 'value': %s, 'rule': %s, 'severity': %s} END",
			c.breach, warehouse.Literal(c.field), c.value, warehouse.Literal(c.rule), warehouse.Literal(string(c.severity)))
	}
	return "INSERT INTO ledger.finding\nSELECT CAST(? AS BIGINT), _row, key, f.field, f.value, f.rule, f.severity\n" +
		"FROM (SELECT _row, " + p.senderKey("~") + " AS key, unnest([" + strings.Join(parts, ",\n ") + "]) AS f\n" +
		"FROM " + p.decoded(source) + ")\n" +
		"WHERE f IS NOT NULL\nORDER BY _row, f.rule"
}

// settle gives remarked rows their lasting state.
func (p *plan) settle() string {
	return "UPDATE " + p.table() + " SET _state = 0 WHERE _landing = ? AND _state = " + stateRemarked
}

// senderKey is the row's key as the sender knows it, from columns or from their texts.
func (p *plan) senderKey(suffix string) string {
	var parts []string
	for _, k := range p.contract.Key {
		parts = append(parts, "CAST("+warehouse.Quote(k+suffix)+" AS VARCHAR)")
	}
	return "concat_ws(' / ', " + strings.Join(parts, ", ") + ")"
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

// rulesetOf is the hash of everything in a contract that decides about a row, and of the
// built-in checks' wording in SQL.
func rulesetOf(c *contract.Contract) string {
	p := &plan{contract: c}
	for i := range c.Columns {
		p.column(&c.Columns[i])
	}
	h := sha256.New()
	for _, k := range p.checks {
		fmt.Fprintf(h, "%s\x1f%s\x1f%s\x1e", k.rule, k.severity, k.breach)
	}
	rest, err := json.Marshal(struct {
		Key   []string
		Rules []contract.Rule
		Tree  *contract.Hierarchy
	}{c.Key, c.Rules, c.Hierarchy})
	if err != nil {
		panic(err) // strings only
	}
	h.Write(rest)
	return hex.EncodeToString(h.Sum(nil))[:16]
}
