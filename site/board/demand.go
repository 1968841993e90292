package board

import (
	"nsk/reports/chart"
	"nsk/site/figure"
)

// demand shows vacancies against what the system offers: documents issued, standards, centres.
func demand(d *drawing) ([]figure.Figure, error) {
	d.follows()
	occupations, err := d.read("occupations", d.key(byRegion))
	if err != nil {
		return nil, err
	}
	d.headline("H.01", "H.02", "H.03", "H.05", "H.09")
	return []figure.Figure{
		d.plane(byRegion, "demand-supply"), d.plane(bySector, "demand-sector"),
		d.table(listing{"occupations", d.say("demand-occupations"), []listed{{"occupation", "named", "", ""}, {"vacancies", "number", "", ""}, {"resumes", "number", "", ""},
			{"professions", "number", "", ""}, {"with_standard", "number", "", ""}, {"programmes", "number", "", ""}, {"scopes", "number", "", ""}}, 0}, occupations),
		d.bars(barring{id: "demand-coverage", title: d.say("demand-coverage"), by: byRegion, axis: "%", indicators: []string{"H.02", "H.03", "H.05"}}),
		d.over("H.01", byRegion), d.over("H.09", byRegion), d.over("G.09", byRegion), d.over("H.07", "link"),
		d.beside("demand-figures", d.say("demand-figures"), "H.01", "H.02", "H.03", "H.05", "H.07", "H.09", "G.09"),
	}, nil
}

// plane is demand against supply over a breakdown: at the right and below vacancies are many and
// documents few. The lines are the medians. A sector is marked by its letter.
func (d *drawing) plane(by, id string) figure.Figure {
	f := d.figure(id, d.say(id), "H.01", "F.01")
	f.Table.Columns = []figure.Column{{Title: d.say(by)}, {Title: d.name("H.01"), Number: true}, {Title: d.name("F.01"), Number: true}}
	var points []chart.Point
	for _, key := range d.breakdown(by, []string{"H.01", "F.01"}) {
		if key == "?" {
			continue
		}
		name, mark := d.label(by, key), key
		row := figure.Cell{Text: name}
		if by == byRegion {
			row.Href, mark = d.to("/regions/"+key), d.label("tile", key)
		} else {
			row.Text = key + " – " + name
		}
		a, b := d.factAt("H.01", by, key), d.factAt("F.01", by, key)
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{row, d.cell(a), d.cell(b)})
		x, y := d.point(a), d.point(b)
		if !x.Known || !y.Known {
			continue
		}
		points = append(points, chart.Point{X: x.Number, Y: y.Number, Text: mark})
		f.Alt += name + " – " + x.Text + " / " + y.Text + "; "
	}
	limits, ok := chart.Medians(points)
	if !ok { // no median worth a line
		return d.finish(f)
	}
	f.Notes = append(f.Notes, d.say("demand-medians"))
	sized(&f, func(frame chart.Frame) chart.Chart {
		frame.Height = 420
		return chart.Plane{Frame: frame, X: chart.Axis{Name: d.say("demand-x")}, Y: chart.Axis{Name: d.name("F.01")},
			Groups: []chart.Points{{Points: points}}, Curves: limits}.Chart()
	})
	return d.finish(f)
}
