package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// A scope is the rows that rules of the later stages are asked about: of the landing being
// read, or of all landings of a source that count.
type scope struct {
	task *task
	all  bool
}

// wide packs landing and row into one number, for a scope of many landings.
const wide = 1 << 40

// place gives landing and row back from the _row of a breach.
func (s scope) place() (landing, row string) {
	if !s.all {
		return givenLanding, "_row"
	}
	return fmt.Sprintf("_row // %d", wide), fmt.Sprintf("_row %% %d", wide)
}

// arrived is the SQL of the rows in scope.
func (s scope) arrived() string {
	p := s.task.plan
	if !s.all {
		return "SELECT _row, " + p.storedColumns("") + " FROM " + p.table() + " WHERE _landing = " + givenLanding + " AND _state = 0"
	}
	return fmt.Sprintf("SELECT r._landing * %d + r._row AS _row, ", wide) + p.storedColumns("r.") + " FROM " + p.table() +
		" AS r JOIN ledger.current AS c ON c.landing = r._landing WHERE r._state = 0 AND c.source = " + warehouse.Literal(p.contract.Source)
}

func (p *plan) storedColumns(prefix string) string {
	var names []string
	for _, s := range p.contract.Stored() {
		names = append(names, prefix+warehouse.Quote(s.Name))
	}
	return strings.Join(names, ", ")
}

// breaches is the SELECT of landing, row, field, value, rule and severity of every breach
// of the checks, "" if there are none to ask.
func (s scope) breaches(checks []check) string {
	checks = s.task.heard(checks)
	landing, row := s.place()
	theirs, own := "CAST("+landing+" AS BIGINT) AS landing, ", ""
	if !s.all { // the same in all parts
		theirs, own = "", "SELECT "+landing+" AS landing, row, field, value, rule, severity FROM (\n"
	}
	var parts []string
	for _, c := range checks {
		part := fmt.Sprintf("SELECT "+theirs+"CAST(%s AS BIGINT) AS row, %s AS field, left(CAST(value AS VARCHAR), 200) AS value, %s AS rule, %s AS severity FROM (%s) WHERE true",
			row, warehouse.Literal(c.field), warehouse.Literal(c.rule), warehouse.Literal(string(c.severity)), s.within(c))
		parts = append(parts, part+s.unless(c))
	}
	if len(parts) == 0 {
		return ""
	}
	with := "WITH arrived AS " + s.keep() + " (" + s.arrived() + ")" + s.task.known(checks, s.keep())
	if !s.all {
		with += ",\nself AS (" + self + ")" + s.past(checks)
	}
	q := with + "\n" + own + strings.Join(parts, "\nUNION ALL\n")
	if own != "" {
		q += "\n)"
	}
	return q
}

// unless keeps a rule silent where an earlier finding is about what it looks at.
func (s scope) unless(c check) string {
	if len(c.columns) == 0 || !s.task.remarked {
		return ""
	}
	landing, row := s.place()
	return fmt.Sprintf(" AND NOT EXISTS (SELECT 1 FROM ledger.finding AS f WHERE f.landing = %s AND f.row = %s AND f.severity IN ('row', 'warning', 'tolerated') AND f.rule <> %s AND f.field IN (%s)%s)",
		landing, row, warehouse.Literal(c.rule), literals(c.columns), s.notLater(c))
}

// notLater leaves findings of the same stage and of later ones out, which are there when a
// rule is asked again: only an earlier stage silences.
func (s scope) notLater(c check) string {
	if !s.task.asking {
		return ""
	}
	var ids []string
	for _, o := range s.task.plan.later {
		if !o.plain && slices.Index(contract.Stages, o.stage) >= slices.Index(contract.Stages, c.stage) {
			ids = append(ids, o.rule)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return " AND f.rule NOT IN (" + literals(ids) + ")"
}

// keep says whether what several rules read is made once or as often as it is read. For a
// small file, planning the same again and again costs more than everything else; of a
// large one, only the columns in use are to be read.
func (s scope) keep() string {
	if s.all || threadsFor(s.task.out.Landing) == 0 {
		return "NOT MATERIALIZED"
	}
	return "MATERIALIZED"
}

var pastNames = regexp.MustCompile(`\b(earlier|related)\b`)

// within is the SELECT of a rule. What it may see of other returns depends on the columns
// it declares, and so does the name under which it finds them.
func (s scope) within(c check) string {
	rows := strings.TrimSuffix(strings.TrimSpace(c.data.Rows), ";")
	if c.stage != contract.StageHistory {
		return rows
	}
	return pastNames.ReplaceAllString(rows, "${1}"+view(c.data.Across))
}

// view is the ending of the names of what a rule with those columns sees of others.
func view(across []string) string {
	if len(across) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(across, ",")))
	return "_" + hex.EncodeToString(sum[:3])
}

// past defines what rules may compare with: earlier, and those of its rows that are related.
func (s scope) past(checks []check) string {
	seen := make(map[string]bool)
	var b strings.Builder
	for _, c := range checks {
		for _, name := range pastNames.FindAllString(c.data.Rows, -1) {
			v := view(c.data.Across)
			if c.stage != contract.StageHistory || seen[name+v] {
				continue
			}
			seen[name+v] = true
			keep, only := s.keep(), ""
			if name == "related" {
				key := warehouse.Quote(s.task.plan.contract.Key[0])
				keep, only = "MATERIALIZED", " AND r."+key+" IN (SELECT "+key+" FROM arrived)"
			}
			fmt.Fprintf(&b, ",\n%s%s AS %s (%s%s)", name, v, keep, s.task.earlier(c.data.Across), only)
		}
	}
	return b.String()
}

// self is the SQL of what the return says of itself.
const self = "SELECT " + givenProvider + " AS provider, " + givenFrom + " AS period_from, " + givenTo + " AS period_to, " +
	givenLandedOn + " AS landed_on, " + givenReceived + " AS received, " + givenPrevious + " AS previous"

// rowArgs are the parameters of statements about decoded rows.
func (t *task) rowArgs() []any {
	l := t.out.Landing
	from, end := l.Period.Bounds()
	return []any{l.Number, l.Provider, day(from), day(end.AddDate(0, 0, -1)), calendar.LocalDay(l.At).String()}
}

// heard drops the checks that read a source of which nothing has been received: a register
// that was never there cannot judge anybody.
func (t *task) heard(checks []check) []check {
	return slices.DeleteFunc(slices.Clone(checks), func(c check) bool {
		return slices.ContainsFunc(c.data.Reads, func(source string) bool { return len(t.places[source]) == 0 })
	})
}

// known defines the registers that the checks read, in the newest edition and in all.
func (t *task) known(checks []check, keep string) string {
	seen := make(map[string]bool)
	var b, text strings.Builder
	for _, c := range checks {
		text.WriteString(c.data.Rows)
	}
	for _, c := range checks {
		for _, source := range c.data.Reads {
			if p := t.plans[source]; p != nil && !seen[source] {
				seen[source] = true
				where := strings.Contains(text.String(), "_provider") || strings.Contains(text.String(), "_period")
				fmt.Fprintf(&b, ",\nknown_%s AS %s (%s)", p.contract.Table(), keep, p.editions(t.places.of(p.contract, true), where))
				fmt.Fprintf(&b, ",\never_%s AS %s (%s)", p.contract.Table(), keep, p.editions(t.places.of(p.contract, false), where))
			}
		}
	}
	return b.String()
}

// earlier is the SQL of the rows of the source in all other returns that count. Of other
// providers only the columns named are shown; with none, only the sender's own are there.
func (t *task) earlier(across []string) string {
	var columns []string
	for _, s := range t.plan.contract.Stored() {
		name := "r." + warehouse.Quote(s.Name)
		if len(across) > 0 && !slices.Contains(across, s.Name) {
			name = "CASE WHEN c.own THEN " + name + " END AS " + warehouse.Quote(s.Name)
		}
		columns = append(columns, name)
	}
	q := "SELECT r._row, c.provider AS _provider, c.period_from AS _period_from, c.period_to AS _period_to, " + strings.Join(columns, ", ") +
		" FROM " + t.plan.table() + " AS r JOIN (SELECT *, provider = " + givenProvider + " AS own, period_from = " + givenFrom + " AS same FROM ledger.current WHERE source = " +
		warehouse.Literal(t.plan.contract.Source) + ") AS c ON c.landing = r._landing WHERE r._state = 0"
	if len(across) == 0 {
		return q + " AND c.own AND NOT c.same"
	}
	return q + " AND NOT (c.own AND c.same)"
}
