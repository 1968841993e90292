package board

import "nsk/site/figure"

// documents shows what was issued and annulled, what is valid, and when it runs out.
func documents(d *drawing) ([]figure.Figure, error) {
	d.headline("F.01", "F.02", "F.04", "F.06", "F.08")
	return []figure.Figure{
		d.bars(barring{id: "expiry-quarters", title: d.say("documents-quarters"), by: "quarter", axis: d.say("number"), indicators: []string{"F.06"}}),
		d.over("F.06", "horizon"), d.over("F.06", bySector),
		d.bars(barring{id: "documents-months", title: d.name("F.01"), by: "month", axis: d.say("number"), indicators: []string{"F.01"}, lines: true}),
		d.over("F.02", byRegion), d.over("F.02", byLevel), d.over("F.01", byRegion), d.over("F.08", byRegion),
		d.beside("document-figures", d.say("documents-figures"), "F.01", "F.02", "F.04", "F.06", "F.08", "F.09", "F.10"),
	}, nil
}
