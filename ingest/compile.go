package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A check is a rule as it is asked: a condition over one decoded row, true of rows that
// break it, or from stage keys on a SELECT of the rows that do.
type check struct {
	rule     string // NSK.<source>.<field>.<nnn>
	field    string
	stage    contract.Stage
	severity contract.Severity
	confirm  bool           // a breach is a question to the sender
	columns  []string       // what it looks at; where an earlier finding is about one of them, it is silent
	breach   string         // stage row: SQL over typed columns "x" and their texts "x~"
	value    string         // stage row: SQL of what the finding shows
	from, to string         // days of validity
	plain    bool           // a look-up that a column declares
	data     *contract.Rule // of a rule that stands beside the contract
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
	noSmaller    = "014"
)

// A plan is a contract turned into SQL.
type plan struct {
	contract *contract.Contract
	settings map[string]Setting // by rule
	endings  bool               // rows may say that what has their key was deleted
	checks   []check            // of stage row, in the order a person would make them
	later    []check            // of the other stages
	ruleset  string             // hash of all that decides about a row
}

// compile lists the checks of a contract that are switched on, with the severities that
// are set.
func compile(c *contract.Contract, settings map[string]Setting) *plan {
	p := &plan{contract: c, settings: settings}
	place, _ := c.Tombstone()
	p.endings = place != ""
	p.add(check{rule: p.id("file", noBroken), severity: contract.SeverityRow, breach: `"_broken" IS NOT NULL`, value: `"_broken"`})
	for i := range c.Columns {
		p.column(&c.Columns[i])
	}
	for i := range c.Rules {
		p.rule(&c.Rules[i])
	}
	p.smaller()
	p.ruleset = p.hash()
	return p
}

func (p *plan) add(c check) {
	if c.stage == "" {
		c.stage = contract.StageRow
	}
	var on bool
	if c.severity, on = p.set(c.rule, c.severity); !on {
		return
	}
	if c.stage == contract.StageRow {
		c.breach = p.spare(c)
		p.checks = append(p.checks, c)
	} else {
		p.later = append(p.later, c)
	}
}

// spare keeps a check silent of rows that were deleted, which need have nothing but their
// key.
func (p *plan) spare(c check) string {
	if !p.endings || c.field == "" || c.data == nil && slices.Contains(p.contract.Key, c.field) {
		return c.breach
	}
	return "NOT _deleted AND (" + c.breach + ")"
}

// rule adds a rule that stands beside the contract.
func (p *plan) rule(r *contract.Rule) {
	c := check{rule: r.ID, field: r.Field(), stage: r.Stage, severity: r.Severity, confirm: r.Confirm,
		columns: p.looksAt(r.Where + " " + r.Rows), from: r.From, to: r.To, data: r}
	if r.Stage == contract.StageRow {
		c.breach = whole(inForce(r) + "(" + r.Where + ")")
		c.value = "CAST(NULL AS VARCHAR)"
		if col := p.contract.Column(c.field); col != nil {
			c.value = p.shown(col)
		}
	}
	p.add(c)
}

// inForce limits a condition to the periods a rule is valid for.
func inForce(r *contract.Rule) (sql string) {
	if r.From != "" {
		sql += "period_to >= CAST(" + warehouse.Literal(r.From) + " AS DATE) AND "
	}
	if r.To != "" {
		sql += "period_to <= CAST(" + warehouse.Literal(r.To) + " AS DATE) AND "
	}
	return sql
}

var word = regexp.MustCompile(`[a-z_][a-z0-9_]*`)

// looksAt lists the columns that a piece of SQL names.
func (p *plan) looksAt(sql string) (columns []string) {
	for _, w := range word.FindAllString(sql, -1) {
		if col := p.contract.Column(w); col != nil && !slices.Contains(columns, w) {
			columns = append(columns, w)
		}
	}
	return columns
}

// smaller adds the question that every source asks: a new version of a return with fewer
// rows than the one that counts may have lost them on the way (anchors: over a tenth of the
// providers of one collection overwrote a return with a smaller one by mistake).
func (p *plan) smaller() {
	p.add(check{rule: p.id("file", noSmaller), field: "file", stage: contract.StageHistory, severity: contract.SeverityWarning, confirm: true,
		data: &contract.Rule{Rows: `SELECT CAST(NULL AS BIGINT) AS _row, received || ' < ' || previous AS value FROM self WHERE received < previous`}})
}

func (p *plan) id(field, no string) string {
	return "NSK." + p.contract.Source + "." + field + "." + no
}

// whole makes a breach that never speaks about a row that could not be taken apart.
func whole(breach string) string { return `"_broken" IS NULL AND (` + breach + `)` }

// text is the SQL name of a column's text before typing.
func text(col *contract.Column) string { return warehouse.Quote(col.Name + "~") }

// shown is what a finding says the value was; of a personal one only its length, and so of
// a text that may be somebody's name or number in the wrong column of a form about persons.
func (p *plan) shown(col *contract.Column) string {
	dots := "repeat('•', CAST(least(length(" + text(col) + "), 40) AS BIGINT))"
	switch {
	case col.Personal():
		return dots
	case p.contract.HasPersonal():
		return "CASE WHEN regexp_matches(" + text(col) + ", " + warehouse.Literal(suspect(col)) + ") THEN " + dots + " ELSE left(" + text(col) + ", 200) END"
	}
	return "left(" + text(col) + ", 200)"
}

// suspect is the form of a text that may name a person: twelve digits that are no BIN, or a
// capital letter where the column knows none.
func suspect(col *contract.Column) string {
	const number, capital = `\d{4}[0-3]\d{7}`, `[А-ЯЁӘҒҚҢӨҰҮҺІ]`
	for _, v := range col.Values {
		if strings.ToLower(v) != v {
			return number + `|` + capital + `\S* ` + capital
		}
	}
	return number + `|` + capital
}

// unsound is the SQL of whether a text breaks a check of its own column that rejects the
// row; "" if nothing is checked.
func (p *plan) unsound(col *contract.Column) string {
	var own []string
	for _, c := range p.checks {
		if c.data == nil && c.field == col.Name && c.severity == contract.SeverityRow {
			own = append(own, "("+c.breach+")")
		}
	}
	return strings.Join(own, " OR ")
}

func (p *plan) column(col *contract.Column) {
	say := func(no string, breach string) {
		p.add(check{rule: p.id(col.Name, no), field: col.Name, severity: contract.SeverityRow, breach: whole(breach), value: p.shown(col), columns: []string{col.Name}})
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
		say(noCode, "NOT "+among(t, col.Values))
	}
	if col.Min != "" {
		say(noRange, v+" < "+bound(col, col.Min))
	}
	if col.Max != "" {
		say(noRange, v+" > "+bound(col, col.Max))
	}
	p.number(col, say)
	p.register(col)
}

// among is the SQL of whether a text is one of the values. DuckDB turns IN with more than
// four values into a join, which costs a chunk its order and its memory.
func among(text string, values []string) string {
	if len(values) > 4 {
		return "list_contains([" + literals(values) + "], " + text + ")"
	}
	return text + " IN (" + literals(values) + ")"
}

// register adds the look-up of a column's values in the register it refers to. Distinct
// values are few, so they are looked up first, and the rows follow.
func (p *plan) register(col *contract.Column) {
	if col.Ref == nil {
		return
	}
	v, known, reads := warehouse.Quote(col.Name), "reference."+warehouse.Quote(col.Ref.Column), []string(nil)
	if col.Ref.Source != "reference" {
		known, reads = "ever_"+strings.ReplaceAll(col.Ref.Source, "-", "_"), []string{col.Ref.Source}
	}
	r := warehouse.Quote(col.Ref.Column)
	p.add(check{rule: p.id(col.Name, noRegister), field: col.Name, stage: contract.StageRegisters, severity: col.Ref.Severity, columns: []string{col.Name}, plain: true,
		data: &contract.Rule{Reads: reads, Rows: "SELECT _row, " + v + " AS value FROM arrived WHERE " + v + " IN (" +
			"SELECT d.v FROM (SELECT DISTINCT " + v + " AS v FROM arrived) AS d WHERE NOT EXISTS (SELECT 1 FROM " + known + " AS k WHERE k." + r + " = d.v)) AND EXISTS (SELECT 1 FROM " + known + ")"}})
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
	case contract.TypeBIN: // an IIN, whose 5th digit is that of a day, must not come further than this
		say(noPattern, "NOT regexp_full_match("+t+", '[0-9]{4}[4-6][0-9]{7}')")
	}
}

// kept is the SQL of what the warehouse stores of a column. In a form about persons, a text
// that breaks the check of its own column is not stored: it may be anything. Of a row that was
// deleted only the key is.
func (p *plan) kept(s contract.Stored) string {
	if p.endings && !slices.Contains(p.contract.Key, s.Name) {
		return "CASE WHEN NOT _deleted THEN " + p.keptAlways(s) + " END"
	}
	return p.keptAlways(s)
}

func (p *plan) keptAlways(s contract.Stored) string {
	v := warehouse.Quote(s.From.Name)
	switch s.Keep {
	case contract.KeepPersonKey:
		return "CASE WHEN NOT starts_with(" + v + ", '" + faultMark + "') THEN " + v + " END"
	case contract.KeepBirthYear:
		return "CAST(year(" + v + ") AS SMALLINT)"
	case contract.KeepRegion:
		return "left(" + v + ", 2)"
	}
	if unsound := p.unsound(s.From); p.contract.HasPersonal() && unsound != "" {
		return "CASE WHEN " + unsound + " THEN NULL ELSE " + v + " END"
	}
	return v
}

// decoded is the SQL of a chunk's rows with every column typed as "x" and its text as
// "x~", and what the return says of itself. source is the SQL of the rows as text: _row,
// _broken and every column. Its parameters are those of about.
func (p *plan) decoded(source string) string {
	var texts, values []string
	for i := range p.contract.Columns {
		col := &p.contract.Columns[i]
		texts = append(texts, warehouse.Quote(col.Name)+" AS "+text(col))
		values = append(values, value(col)+" AS "+warehouse.Quote(col.Name))
	}
	const about = "CAST(? AS VARCHAR) AS provider, CAST(CAST(? AS VARCHAR) AS DATE) AS period_from, CAST(CAST(? AS VARCHAR) AS DATE) AS period_to, CAST(CAST(? AS VARCHAR) AS DATE) AS landed_on"
	return "(SELECT *, " + strings.Join(values, ",\n ") + ",\n " + about + "\nFROM (SELECT _row, _broken, " + p.ending("_deleted, ") + strings.Join(texts, ", ") + "\nFROM (" + source + ")))"
}

// ending is a piece of SQL that is there where rows may say that they were deleted.
func (p *plan) ending(sql string) string {
	if !p.endings {
		return ""
	}
	return sql
}

// insert is the statement that reads a chunk, types and checks it and stores it in one
// pass. Its parameters are the number of the landing, and those of decoded; without the
// cast a type would be unknown and DuckDB would plan the statement anew each time.
func (p *plan) insert(source string) string {
	var stored, names []string
	for _, s := range p.contract.Stored() {
		names = append(names, warehouse.Quote(s.Name))
		stored = append(stored, p.kept(s))
	}
	return "INSERT INTO " + p.table() + " (_landing, _row, _state, " + strings.Join(names, ", ") + ")\n" +
		"SELECT CAST(? AS BIGINT), _row, " + p.state() + ",\n " + strings.Join(stored, ",\n ") + "\nFROM " + p.decoded(source)
}

// hash stands for everything that decides about a row: the checks in their SQL, the key,
// the rules and how they are set.
func (p *plan) hash() string {
	h := sha256.New()
	for _, k := range p.checks {
		fmt.Fprintf(h, "%s\x1f%s\x1f%s\x1e", k.rule, k.severity, k.breach)
	}
	for _, k := range p.later {
		fmt.Fprintf(h, "%s\x1f%s\x1f%t\x1f%s\x1e", k.rule, k.severity, k.confirm, k.data.Rows)
	}
	rest, err := json.Marshal(struct {
		Key     []string
		Columns []contract.Column
		Rules   []contract.Rule
		Tree    *contract.Hierarchy
		Set     map[string]Setting
	}{p.contract.Key, p.contract.Columns, p.contract.Rules, p.contract.Hierarchy, p.settings})
	if err != nil {
		panic(err) // strings only
	}
	h.Write(rest)
	return hex.EncodeToString(h.Sum(nil))[:16]
}
