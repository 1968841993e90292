package contract

import (
	"slices"
	"strings"
	"time"
)

// lintLogic judges when a rule is asked, what it asks, and what a breach does.
func (c *Contract) lintLogic(l *linter, r *Rule, at string) {
	l.say(!slices.Contains(Stages, r.Stage), "%s.stage: %q is none of file, row, keys, registers, history", at, r.Stage)
	l.say(!slices.Contains([]Severity{SeverityFile, SeverityRow, SeverityWarning, SeverityInformation}, r.Severity), "%s.severity: %q is unknown", at, r.Severity)
	l.say(r.Severity == SeverityFile && r.Stage != StageFile, "%s.severity: only a rule of stage file can refuse a file", at)
	l.say(r.Confirm && r.Severity != SeverityWarning, "%s.confirm: a question is a warning", at)
	row := r.Stage == StageRow
	l.say(row && (r.Where == "" || r.Rows != ""), "%s.where: a rule of stage row has a condition, and no rows", at)
	l.say(!row && (r.Rows == "" || r.Where != ""), "%s.rows: a rule of stage %s has a SELECT, and no where", at, r.Stage)
	l.say(r.Stage != StageRegisters && r.Stage != StageHistory && len(r.Reads) > 0, "%s.reads: only rules of stages registers and history read other sources", at)
	l.say(r.Stage != StageHistory && len(r.Across) > 0, "%s.across: only a rule of stage history sees other returns", at)
	for _, name := range r.Across {
		col := c.Column(name)
		l.say(col == nil || col.Personal(), "%s.across: %q is no column that may be shown to others", at, name)
	}
	for _, source := range r.Reads {
		table := strings.ReplaceAll(source, "-", "_")
		l.say(!strings.Contains(r.Rows, "known_"+table) && !strings.Contains(r.Rows, "ever_"+table), "%s.reads: %s is not read", at, source)
	}
	for _, day := range []string{r.From, r.To} {
		_, err := time.Parse(time.DateOnly, day)
		l.say(day != "" && err != nil, "%s: %q is no day; write 2025-01-31", at, day)
	}
	l.say(r.From != "" && r.To != "" && r.To < r.From, "%s.to: before from", at)
}
