package board

import (
	"strconv"

	"nsk/reports"
	"nsk/reports/words"
	"nsk/site/figure"
)

// history tells the states of findings with their numbers.
func (d *drawing) history(group []reports.Finding) (text string) {
	for _, state := range []string{"persisting", "recurred", "new"} {
		n := 0
		for _, f := range group {
			if f.History == state {
				n++
			}
		}
		if n == 0 {
			continue
		}
		if text != "" {
			text += "; "
		}
		text += d.past(state) + " – " + words.Int(int64(n)).String()
	}
	return text
}

// past tells the history of a finding; without last year's document it cannot be told.
func (d *drawing) past(history string) string {
	if d.told.Last == nil {
		return d.say("history-unknown")
	}
	return d.say("history-" + history)
}

// followups tells what became of the recommendations of last year's document.
func (d *drawing) followups() figure.Figure {
	f := figure.Figure{ID: "followups", Title: d.say("findings-followups"), Table: figure.Table{Columns: []figure.Column{
		{Title: "№", Whole: true}, {Title: d.say("col-recommendation")}, {Title: d.say("col-owner")}, {Title: d.say("col-outcome")}}}}
	d.asked(&f)
	for _, u := range d.told.Followups {
		for _, r := range d.told.Last.Recommendations {
			if r.ID == u.Recommendation {
				f.Table.Rows = append(f.Table.Rows, d.about(r.Rule, figure.Cell{Text: r.Text.In(d.official())}, figure.Cell{Text: d.body(r.Owner)}, figure.Cell{Text: d.nameOf("outcome", string(u.Outcome), reports.Text{KK: u.Name().KK, RU: u.Name().RU})}))
			}
		}
	}
	return f
}

// closed tells by rule how many cases of earlier documents are not found any more.
func (d *drawing) closed() figure.Figure {
	f := figure.Figure{ID: "closed", Title: d.say("findings-closed"), Table: figure.Table{Columns: []figure.Column{
		{Title: "№", Whole: true}, {Title: d.say("question")}, {Title: d.say("history-resolved"), Number: true}, {Title: d.say("history-unverifiable"), Number: true}}}}
	counts := map[string]map[string]int{}
	for _, c := range d.told.Closed {
		if counts[c.Rule] == nil {
			counts[c.Rule] = map[string]int{}
		}
		counts[c.Rule][c.History]++
	}
	for _, s := range d.told.Inspections {
		if n := counts[s.Rule]; n != nil {
			f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.Rule}, {Text: d.text(s.Question)}, d.plain(strconv.Itoa(n["resolved"])), d.plain(strconv.Itoa(n["unverifiable"]))})
		}
	}
	return f
}
