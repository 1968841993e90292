package board

import "nsk/site/figure"

// programmes shows whether programmes rest on standards in force, and which standards await
// their revision.
func programmes(d *drawing) ([]figure.Figure, error) {
	d.follows()
	standards, err := d.read("standards", d.key(bySector))
	if err != nil {
		return nil, err
	}
	untaught, err := d.read("untaught", d.key(bySector))
	if err != nil {
		return nil, err
	}
	for _, line := range standards {
		line["revision"] = d.say("revision-" + line["revision"])
	}
	based := d.over("B.02", byRegion)
	based.Chart, based.Narrow = nil, nil // most regions have too few programmes for a share
	d.headline("B.01", "B.02", "B.03", "A.06", "A.08")
	return []figure.Figure{
		d.bars(barring{id: "programme-kinds", title: d.say("programmes-kinds"), by: "kind", axis: "%", indicators: []string{"B.02", "B.05"}}),
		based, d.over("B.01", byRegion), d.over("B.03", bySector),
		d.table(listing{"untaught", d.say("programmes-untaught"), []listed{{"name", "named", "/professions/", "profession"}, {"sector", "sector", "", ""},
			{"mandatory", "mandatory", "", ""}, {"vacancies", "number", "", ""}}, 200}, untaught),
		d.bars(barring{id: "standards-quarters", title: d.say("programmes-standards"), by: "quarter", axis: d.say("number"), indicators: []string{"A.08", "K.05"}}),
		d.over("A.06", bySector),
		d.table(listing{"standards", d.say("programmes-revision"), []listed{{"name", "named", "", ""}, {"sector", "sector", "", ""}, {"in_force_from", "date", "", ""},
			{"revision_due_on", "date", "", ""}, {"revision", "text", "", ""}, {"professions", "number", "", ""}}, 200}, standards),
		d.beside("programme-figures", d.say("programmes-figures"), "A.06", "A.08", "B.01", "B.02", "B.03", "B.04", "B.05", "B.07", "K.05"),
	}, nil
}
