package board

import "nsk/site/figure"

// support shows requests to the support service against their limits of 3, 10 and 20 working
// days, and incidents.
func support(d *drawing) ([]figure.Figure, error) {
	d.headline("J.01", "J.02", "J.03", "J.05", "J.07")
	list := []figure.Figure{
		d.bars(barring{id: "support-classes", title: d.say("support-classes"), by: "class", axis: "%", indicators: []string{"J.02"}}),
		d.bars(barring{id: "support-time", title: d.name("J.04"), by: "class", axis: d.say("unit-working_days"), indicators: []string{"J.04"}}),
		d.bars(barring{id: "support-months", title: d.say("support-months"), by: "month", axis: "%", indicators: []string{"J.02", "J.03"}, lines: true}),
		d.bars(barring{id: "support-number", title: d.say("support-number"), by: "month", axis: d.say("number"), indicators: []string{"J.01", "J.07"}, lines: true}),
		d.over("J.05", "class"), d.over("J.07", bySource),
		d.bars(barring{id: "support-reading", title: d.say("support-reading"), by: "reading", axis: "%", indicators: []string{"J.02", "J.03"}}),
		d.beside("support-figures", d.say("support-figures"), "J.01", "J.02", "J.03", "J.04", "J.05", "J.07", "J.08", "J.10"),
	}
	if !d.analyst() {
		return list, nil
	}
	open, err := d.read("open-requests")
	if err != nil {
		return nil, err
	}
	rows := d.table(listing{"open-requests", d.say("support-open"), []listed{{"req", "text", "", ""}, {"class", "class", "", ""}, {"topic", "text", "", ""},
		{"opened_on", "date", "", ""}, {"due_on", "date", "", ""}, {"over", "number", "", ""}}, 200}, open)
	rows.Notes = append(rows.Notes, d.say("only-analysts"))
	return append(list, rows), nil
}
