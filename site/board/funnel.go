package board

import (
	"nsk/reports"
	"nsk/reports/chart"
	"nsk/site/figure"
)

// funnel shows what becomes of those who apply, and how many days lie between the steps.
func funnel(d *drawing) ([]figure.Figure, error) {
	return []figure.Figure{
		d.stages(), d.days(),
		d.beside("funnel-figures", d.say("funnel-figures"), "D.01", "D.02", "D.03", "D.04", "D.05", "D.06", "D.07", "D.16", "D.17", "D.20", "E.01", "E.02", "E.03", "F.01", "F.08"),
		d.bars(barring{id: "funnel-months", title: d.say("funnel-months"), by: "month", axis: d.say("number"), indicators: []string{"D.01", "D.16", "E.01", "F.01"}, lines: true}),
		d.over("D.06", "stage"),
		d.over("D.11", byRegion), d.over("D.11", bySector), d.over("D.05", byRegion), d.over("D.05", byLevel),
	}, nil
}

// between are the times that end with a stage of the funnel (reached=2 and so on).
var between = map[string]string{"2": "D.08", "3": "D.09", "4": "D.10", "7": "D.13"}

// stages are the applications of 12 months by the stage they reached, each with the days that
// lie before it.
func (d *drawing) stages() figure.Figure {
	f := d.figure("funnel", d.say("funnel-stages"), "D.22", "D.08", "D.09", "D.10", "D.13")
	f.Table.Columns = []figure.Column{{Title: d.say("stage")}, {Title: d.say("reached"), Number: true}, {Title: d.say("still-open"), Number: true}, {Title: d.say("days-before"), Number: true}}
	s, names := chart.Series{Name: d.name("D.22")}, []string(nil)
	for _, fact := range d.told.Facts.By("D.22", "reached") {
		name := d.label("reached", fact.Key)
		row := []figure.Cell{{Text: name}, d.cell(fact), d.cell(d.told.Facts.Get(reports.FactID("D.22", "standing", fact.Key, reports.Now))), {Text: "–"}}
		f.Alt += name + " – " + d.print(fact)
		if id := between[fact.Key]; id != "" {
			days, _ := d.get(id)
			row[3] = d.cell(days)
			if days.Known() {
				name += " " + d.say("days-"+fact.Key, d.print(days))
				f.Alt += " " + d.say("days-"+fact.Key, d.print(days))
			}
		}
		f.Alt += "; "
		names, s.Values, f.Table.Rows = append(names, name), append(s.Values, d.point(fact)), append(f.Table.Rows, row)
	}
	if by, _ := d.scope(); by != "nation" {
		f.Notes = append(f.Notes, d.say("stages-country", d.within()))
	}
	stages := d.told.Facts.Stages()
	sized(&f, func(frame chart.Frame) chart.Chart {
		if len(stages) != len(names) {
			return chart.Bars{Frame: frame, Value: chart.Axis{Name: d.say("number")}, Categories: names, Series: []chart.Series{s}, Direction: chart.Rows}.Chart()
		}
		c := chart.Funnel{Frame: frame, Value: chart.Axis{Name: d.say("number")}, OnwardName: d.say("went-on"), EndedName: d.say("ended-here"), OpenName: d.say("still-open"), Stages: stages}
		for i := range c.Stages {
			c.Stages[i].Name = names[i]
		}
		return c.Chart()
	})
	return d.finish(f)
}

// days are the medians of the times, with the interval of chance where it is known.
func (d *drawing) days() figure.Figure {
	ids := []string{"D.08", "D.09", "D.10", "D.11", "D.13"}
	f := d.figure("days", d.say("funnel-days"), ids...)
	f.Table.Columns = []figure.Column{{Title: d.say("indicator")}, {Title: d.say("median"), Number: true}, {Title: d.say("interval"), Number: true}, {Title: d.say("year-before"), Number: true}}
	now, before, names := chart.Series{Name: d.say("this-year")}, chart.Series{Name: d.say("year-before")}, []string(nil)
	by, key := d.scope()
	for _, id := range ids {
		own, wide := d.get(id)
		if wide {
			by, key = "nation", reports.Nation
			f.Notes = []string{d.say("whole-country", d.within())}
		}
		was := d.told.Facts.Get(reports.FactID(id, by, key, reports.Before))
		interval := figure.Cell{Text: "–"}
		if own.IntervalLow != "" {
			interval.Text = own.IntervalLow + "–" + own.IntervalHigh
		}
		name := d.text(d.indicator(id).Name)
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: name}, d.cell(own), interval, d.cell(was)})
		names, now.Values, before.Values = append(names, name), append(now.Values, d.point(own)), append(before.Values, d.point(was))
		f.Alt += name + " – " + d.print(own) + " (" + d.say("year-before") + " – " + d.print(was) + "); "
	}
	sized(&f, func(frame chart.Frame) chart.Chart {
		return chart.Bars{Frame: frame, Value: chart.Axis{Name: d.say("unit-working_days")}, Categories: names, Series: []chart.Series{now, before}, Direction: chart.Rows}.Chart()
	})
	return d.finish(f)
}
