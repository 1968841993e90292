package contract

import (
	"slices"
	"strings"
	"time"
)

// lintLogic judges when a rule is asked, what it asks, and what a breach does.
func (c *Contract) lintLogic(l *linter, r *Rule, at place) {
	l.say(!slices.Contains(Stages, r.Stage), at.in("stage"), "%q is unknown; write file, row, keys, registers or history", r.Stage)
	l.say(!slices.Contains([]Severity{SeverityFile, SeverityRow, SeverityWarning, SeverityInformation}, r.Severity), at.in("severity"), "%q is unknown; write file, row, warning or information", r.Severity)
	l.say(r.Severity == SeverityFile && r.Stage != StageFile, at.in("severity"), "only a rule of stage file can refuse a file; write row or warning")
	l.say(r.Confirm && r.Severity != SeverityWarning, at.in("confirm"), "a question is a warning; write severity: warning, or remove confirm")
	row := r.Stage == StageRow
	l.say(row && (r.Where == "" || r.Rows != ""), at.in("where"), "a rule of stage row has a condition, and no rows")
	l.say(!row && (r.Rows == "" || r.Where != ""), at.in("rows"), "a rule of stage %s has a SELECT, and no where", r.Stage)
	l.say(r.Stage != StageRegisters && r.Stage != StageHistory && len(r.Reads) > 0, at.in("reads"), "only rules of stages registers and history read other sources")
	l.say(r.Stage != StageHistory && len(r.Across) > 0, at.in("across"), "only a rule of stage history sees other returns")
	for _, name := range r.Across {
		col := c.Column(name)
		l.say(col == nil || col.Personal(), at.in("across"), "%q is no column that may be shown to others", name)
	}
	for _, source := range r.Reads {
		table := strings.ReplaceAll(source, "-", "_")
		l.say(!strings.Contains(r.Rows, "known_"+table) && !strings.Contains(r.Rows, "ever_"+table), at.in("reads"), "%s is not read by the SELECT; remove it, or read known_%s", source, table)
	}
	for _, day := range []string{r.From, r.To} {
		_, err := time.Parse(time.DateOnly, day)
		l.say(day != "" && err != nil, at, "%q is no day; write 2025-01-31", day)
	}
	l.say(r.From != "" && r.To != "" && r.To < r.From, at.in("to"), "%s is before from, %s", r.To, r.From)
}
