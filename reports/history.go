package reports

import (
	"slices"
	"strconv"

	"nsk/reports/document"
	"nsk/reports/statistics"
)

// The history of a finding (analysis, section 3.2). Closed findings are kept, so
// that one which comes back is known.
const (
	historyNew          = "new"
	historyPersisting   = "persisting"
	historyRecurred     = "recurred"     // found again after it was resolved
	historyResolved     = "resolved"     // not found, and its source is covered by 95 % or more
	historyUnverifiable = "unverifiable" // not found, but too little came to say so: it stays open
)

// A Closed finding is one of an earlier document that is not found now.
type Closed struct {
	ID      string `json:"id"`
	Rule    string `json:"rule"`
	Key     string `json:"key"`
	History string `json:"history"` // resolved or unverifiable
	Since   string `json:"since"`   // year in which it was first found
	Until   string `json:"until"`   // year in which it was last found
	Gaps    int    `json:"gaps,omitempty"`
}

// An origin is what earlier documents know of a finding.
type origin struct {
	since  string
	gaps   int
	closed bool // resolved in the meantime
}

// remember sets the history of findings from last year's document. Severity
// rises by one in the third year.
func remember(last *Publication, r *Result, list []Finding) {
	year := strconv.Itoa(r.Window.To.Year())
	known := origins(last)
	for i := range list {
		f := &list[i]
		o, ok := known[f.ID]
		f.Since = year
		switch {
		case !ok:
			continue
		case o.closed:
			f.History, f.Gaps = historyRecurred, o.gaps+1
		default:
			f.Gaps = o.gaps
		}
		f.Since = o.since
		if first, err := strconv.Atoi(f.Since); err == nil && f.History == historyPersisting && r.Window.To.Year()-first >= 2 {
			f.Severity = min(4, f.Severity+1)
		}
	}
}

func origins(last *Publication) map[string]origin {
	known := map[string]origin{}
	if last == nil {
		return known
	}
	for _, f := range last.Findings {
		known[f.ID] = origin{since: firstOf(f.Since, last.year()), gaps: f.Gaps}
	}
	for _, c := range last.Closed {
		known[c.ID] = origin{since: c.Since, gaps: c.Gaps, closed: c.History == historyResolved}
	}
	return known
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// year is that of the last day of the period.
func (p Publication) year() string {
	if len(p.To) < 4 {
		return ""
	}
	return p.To[:4]
}

// closed lists the findings of earlier documents that are not found now. What
// was resolved once stays so.
func closed(last *Publication, r *Result, found FindingsResult, facts Facts) []Closed {
	if last == nil {
		return nil
	}
	open := map[string]bool{}
	for _, f := range r.Findings {
		open[f.ID] = true
	}
	var list []Closed
	for _, f := range last.Findings {
		list = append(list, Closed{ID: f.ID, Rule: f.Rule, Key: f.Key, Since: firstOf(f.Since, last.year()), Until: last.year(), Gaps: f.Gaps})
	}
	list = append(list, last.Closed...)
	list = slices.DeleteFunc(list, func(c Closed) bool { return open[c.ID] })
	for i, c := range list {
		if c.History != historyResolved {
			list[i].History = found.state(c, facts)
		}
	}
	return list
}

// state tells whether a finding that was not made any more is resolved: its
// source must be covered, and a difference must be gone, not only too small a
// sample to show: its unit was tried again with p above 0.05.
func (found FindingsResult) state(c Closed, facts Facts) string {
	i := slices.IndexFunc(found.rules, func(r Rule) bool { return r.ID == c.Rule })
	if i < 0 {
		return historyUnverifiable
	}
	r := found.rules[i]
	if r.Kind == "S" && !found.settled[c.ID] {
		return historyUnverifiable
	}
	for _, id := range []string{r.Checked.Fact, r.Metric} {
		covered, err := statistics.Parse(facts.Get(id).Coverage)
		if err == nil && covered.Cmp(statistics.Ratio(95, 1)) < 0 {
			return historyUnverifiable
		}
	}
	return historyResolved
}

// settle notes the findings that the trials of a rule would have made, had their
// p not been above 0.05.
func (q inquiry) settle(settled map[string]bool) {
	for _, t := range q.trials {
		if q.rule.Kind != "S" || t.p.Cmp(fdr) <= 0 {
			continue
		}
		key := t.unit[len(q.rule.source())+1:]
		for _, k := range []string{key, q.rule.sided(key, true), q.rule.sided(key, false)} {
			settled[FindingID(q.rule.ID, k)] = true
		}
	}
}

// closedTable tells how many findings of last year's document are gone, by rule.
func (p *page) closedTable() {
	counts := map[string]map[string]int{}
	for _, c := range p.result.Closed {
		if p.source.in.Last == nil || c.Until != p.source.in.Last.year() && c.History == historyResolved {
			continue // told when it was resolved
		}
		if counts[c.Rule] == nil {
			counts[c.Rule] = map[string]int{}
		}
		counts[c.Rule][c.History]++
	}
	var rows []document.Row
	for _, r := range p.source.rules {
		n := counts[r.ID]
		if n == nil {
			continue
		}
		cell := func(state string) document.Cell {
			return document.Cell{Text: strconv.Itoa(n[state]), FactID: "closed/" + r.ID + "/" + state, Value: strconv.Itoa(n[state])}
		}
		rows = append(rows, document.Row{Cells: []document.Cell{text(r.ID), text(r.Question.In(p.lang)), cell(historyResolved), cell(historyUnverifiable)}})
	}
	if len(rows) == 0 {
		return
	}
	p.section(2, "problems-closed", p.in("Бұрын анықталған, енді кездеспейтін мәселелер", "Ранее выявленные вопросы, которые больше не встречаются"))
	p.add(document.Table{ID: "closed", Caption: p.in("Өткен жылғы құжаттағы мәселелердің жағдайлары", "Случаи вопросов из документа прошлого года"), Columns: widths(columns(2, 4), 8, 56, 16, 20), Stub: 2, Rows: rows,
		Header: head("№", p.in("Проблемалық мәселе", "Проблемный вопрос"), p.in("Шешілді", "Решены"), p.in("Деректер жеткіліксіз", "Данных недостаточно"))})
}
