package board

import (
	"cmp"
	"slices"
	"strconv"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/reports/words"
	"nsk/schedules/calendar"
	"nsk/site/figure"
	"nsk/site/page"
)

// byRule is the part of an address that narrows findings to those of one rule.
const byRule = "rule"

// findings shows what was found and since when, what is recommended, what became of last
// year's findings and recommendations, and what was looked for and not found.
func findings(d *drawing) ([]figure.Figure, error) {
	d.follows()
	if d.lang != "ru" && d.lang != "kk" {
		d.note("official-sentences")
	}
	own := d.found(d.request.URL.Query().Get(byRule))
	if rule := d.request.URL.Query().Get(byRule); rule != "" && d.ruleQuestion(rule) == rule {
		d.note("unknown-choice", d.say("question"), short(rule))
		own = d.found("")
	} else if rule != "" {
		d.note("one-rule", rule)
		d.lead(d.say("all-rules"), d.to(d.request.URL.Path))
	}
	list := []figure.Figure{d.areas(own), d.register(own), d.cases(own), d.recommendations(own)}
	if d.told.Last == nil {
		d.note("no-last-year")
	} else {
		list = append(list, d.followups(), d.closed(), d.beside("follow-figures", d.say("findings-figures"), "L.01", "L.02", "L.03", "L.04", "L.05", "L.08"))
	}
	return append(list, d.nothing()), nil
}

// follows says that the lists of a dashboard follow every filter, though figures do not.
func (d *drawing) follows() {
	wrong := d.say("not-published", d.within())
	if i := slices.Index(d.notes, wrong); i >= 0 {
		d.notes[i] = d.say("lists-follow", d.within())
	}
}

// found are the findings of a rule, "" for all, and of what is chosen.
func (d *drawing) found(rule string) []reports.Finding {
	return slices.DeleteFunc(slices.Clone(d.told.Findings), func(f reports.Finding) bool {
		return rule != "" && f.Rule != rule || slices.ContainsFunc(d.keys, func(c choice) bool { return !slices.Contains(f.Entities, c.key) })
	})
}

// areas are the findings by area, split by severity.
func (d *drawing) areas(own []reports.Finding) figure.Figure {
	f := figure.Figure{ID: "findings-areas", Title: d.say("findings-areas"), Table: figure.Table{Columns: []figure.Column{{Title: d.say("col-area")}}}}
	var names []string
	var severities []chart.Series
	for severity := 4; severity >= 1; severity-- {
		severities = append(severities, chart.Series{Name: d.severity(severity)})
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: d.severity(severity), Number: true})
	}
	for _, area := range reports.Areas() {
		name := d.area(area)
		row, counts := []figure.Cell{{Text: name}}, [5]int{}
		for _, one := range own {
			if one.Area == area {
				counts[one.Severity]++
			}
		}
		f.Alt += name + ": "
		for i := range severities {
			n := counts[4-i]
			text := words.Int(int64(n)).String()
			severities[i].Values = append(severities[i].Values, chart.Of(float64(n), text))
			row = append(row, figure.Cell{Text: text, Value: strconv.Itoa(n)})
			f.Alt += severities[i].Name + " – " + text + "; "
		}
		names, f.Table.Rows = append(names, name), append(f.Table.Rows, row)
	}
	if len(own) > 0 {
		sized(&f, func(frame chart.Frame) chart.Chart {
			return chart.Bars{Frame: frame, Value: chart.Axis{Name: d.say("cases")}, Categories: names, Series: severities, Direction: chart.Rows, Stacked: true}.Chart()
		})
	}
	return f
}

// register lists the rules that found something, the weightiest first.
func (d *drawing) register(own []reports.Finding) figure.Figure {
	f := figure.Figure{ID: "register", Title: d.say("findings-register"), Table: figure.Table{Columns: []figure.Column{
		{Title: "№", Whole: true}, {Title: d.say("question")}, {Title: d.say("col-severity")}, {Title: d.say("col-history")}, {Title: d.say("col-since"), Number: true}, {Title: d.say("cases"), Number: true}}}}
	for _, group := range byRules(own) {
		n := strconv.Itoa(len(group))
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: group[0].Rule, Href: d.at(d.request.URL.Path, byRule, group[0].Rule)}, {Text: d.text(group[0].Title)},
			{Text: d.severity(heaviest(group))}, {Text: d.history(group)}, {Text: since(group)}, {Text: words.Int(int64(len(group))).String(), Value: n}})
	}
	return f
}

// byRules are findings grouped by their rules, the weightiest first.
func byRules(own []reports.Finding) (groups [][]reports.Finding) {
	at := map[string]int{}
	for _, f := range own {
		i, ok := at[f.Rule]
		if !ok {
			i, at[f.Rule] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	slices.SortStableFunc(groups, func(a, b []reports.Finding) int {
		return cmp.Or(heaviest(b)-heaviest(a), len(b)-len(a), cmp.Compare(a[0].Rule, b[0].Rule))
	})
	return groups
}

func heaviest(group []reports.Finding) (severity int) {
	for _, f := range group {
		severity = max(severity, f.Severity)
	}
	return severity
}

func since(group []reports.Finding) string {
	oldest := group[0].Since
	for _, f := range group {
		oldest = min(oldest, f.Since)
	}
	return oldest
}

// casesShown is how many cases stand on a page.
const casesShown = 100

// cases lists the cases in the words of the document, the weightiest first.
func (d *drawing) cases(own []reports.Finding) figure.Figure {
	f := figure.Figure{ID: "cases", Title: d.say("findings-cases"), Table: figure.Table{Columns: []figure.Column{
		{Title: "№", Whole: true}, {Title: d.say("col-case")}, {Title: d.say("col-severity")}, {Title: d.say("col-history")}, {Title: d.say("col-since"), Number: true}, {Title: d.say("col-owner")}}}}
	d.asked(&f)
	f.Folded = len(own) > folded && d.request.URL.Query().Get(byRule) == ""
	slices.SortStableFunc(own, func(a, b reports.Finding) int { return b.Severity - a.Severity })
	for i, one := range own {
		if i == casesShown {
			f.Notes = append(f.Notes, d.say("more-rows", len(own)-i)+" "+d.say("narrow-rule"))
			break
		}
		f.Table.Rows = append(f.Table.Rows, d.about(one.Rule, figure.Cell{Text: one.Sentence.In(d.official())}, figure.Cell{Text: d.severity(one.Severity)},
			figure.Cell{Text: d.past(one.History)}, figure.Cell{Text: one.Since}, figure.Cell{Text: d.body(one.Owner)}))
	}
	return f
}

// recommendations lists what is recommended about findings.
func (d *drawing) recommendations(own []reports.Finding) figure.Figure {
	f := figure.Figure{ID: "recommendations", Title: d.say("recommendations"), Table: figure.Table{Columns: []figure.Column{
		{Title: "№", Whole: true}, {Title: d.say("col-recommendation")}, {Title: d.say("col-owner")}, {Title: d.say("col-deadline"), Whole: true},
		{Title: d.say("col-measured")}, {Title: d.say("col-baseline"), Number: true}, {Title: d.say("col-target"), Number: true}, {Title: d.say("cases"), Number: true}}}}
	d.asked(&f)
	for _, r := range d.told.Recommendations {
		if !slices.ContainsFunc(own, func(f reports.Finding) bool { return f.Rule == r.Rule && f.Owner == r.Owner }) {
			continue
		}
		last := "–"
		if on, err := calendar.ParseDay(r.Deadline); err == nil {
			last = d.day(on)
		}
		measured := "–"
		if i := d.indicator(r.Metric); i.Name.RU != "" {
			measured = d.name(r.Metric)
		}
		f.Folded = len(f.Table.Rows) >= folded
		f.Table.Rows = append(f.Table.Rows, d.about(r.Rule, figure.Cell{Text: r.Text.In(d.official())}, figure.Cell{Text: d.body(r.Owner)}, figure.Cell{Text: last},
			figure.Cell{Text: measured}, d.goal(r, r.Baseline), d.goal(r, r.Target), d.plain(strconv.Itoa(r.Affected))))
	}
	return f
}

// goal is a value of what a recommendation is measured by.
func (d *drawing) goal(r reports.Recommendation, value string) figure.Cell {
	c := d.plain(value)
	if c.Value != "" && r.MetricFact != "" && d.indicator(r.Metric).Unit == reports.Percent {
		c.Text += "%"
	}
	return c
}

// plain is a number of the analysis that is no fact.
func (d *drawing) plain(value string) figure.Cell {
	n, err := words.ParseNumber(value, reports.Fraction(value))
	if value == "" || err != nil {
		return figure.Cell{Text: "–"}
	}
	return figure.Cell{Text: d.numeral(n.String()), Value: value}
}

// nothing lists what was looked for and not found.
func (d *drawing) nothing() figure.Figure {
	f := figure.Figure{ID: "nothing-found", Title: d.say("findings-none"), Table: figure.Table{Columns: []figure.Column{{Title: "№", Whole: true}, {Title: d.say("question")}, {Title: d.say("col-looked")}}}}
	for _, s := range d.told.Inspections {
		if s.Found == 0 {
			f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.Rule}, {Text: d.text(s.Question)}, {Text: s.Statement.In(d.official())}})
		}
	}
	return f
}

// asked adds to a table of official sentences the questions they answer, for who reads English.
func (d *drawing) asked(f *figure.Figure) {
	if d.lang == page.EN {
		f.Table.Columns = slices.Insert(f.Table.Columns, 1, figure.Column{Title: d.say("question")})
	}
}

// about begins a row of such a table.
func (d *drawing) about(rule string, cells ...figure.Cell) []figure.Cell {
	row := []figure.Cell{{Text: rule}}
	if d.lang == page.EN {
		row = append(row, figure.Cell{Text: d.ruleQuestion(rule)})
	}
	return append(row, cells...)
}

// ruleQuestion is what a rule asks.
func (d *drawing) ruleQuestion(rule string) string {
	for _, s := range d.told.Inspections {
		if s.Rule == rule {
			return d.text(s.Question)
		}
	}
	return rule
}

func (d *drawing) area(area string) string {
	if d.lang == "en" {
		return d.say("area-" + area)
	}
	return reports.AreaName(area).In(d.official())
}

func (d *drawing) severity(n int) string {
	if d.lang == "en" {
		return d.say("severity-" + strconv.Itoa(n))
	}
	return reports.SeverityName(n).In(d.official())
}

// body is the name of who is to act.
func (d *drawing) body(id string) string {
	if name := englishLabel("owner", id); d.lang == "en" && name != "" {
		return name
	}
	s, err := words.RenderText(d.official(), "{o}", words.Args{"o": words.Owner(id)})
	if err != nil {
		return id
	}
	return s
}
