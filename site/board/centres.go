package board

import (
	"database/sql"
	_ "embed"
	"fmt"
	"strconv"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/schedules/calendar"
	"nsk/site/figure"
)

// centres shows how the results of centres vary around what is expected of them, without names
// and without an order; then where centres are, and until when.
func centres(d *drawing) ([]figure.Figure, error) {
	var list []figure.Figure
	for _, s := range scatters {
		f, ok := d.scatter(s)
		if ok {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		d.note("no-scatter")
	}
	known, err := d.known()
	if err != nil {
		return nil, err
	}
	return append(list,
		d.beside("centre-figures", d.say("centre-figures"), "C.01", "C.03", "C.04", "C.05", "C.06", "C.07", "C.10", "C.11", "C.12", "C.13", "E.09", "E.13", "E.15", "E.16"),
		d.over("C.05", "horizon"), d.over("C.11", bySector), d.over("C.07", "state"), known), nil
}

// scatters are the rules that judge centres, with the indicators they are about.
var scatters = []struct {
	rule, id string
	about    []string
}{{"r21", "passed", []string{"E.02", "E.09"}}, {"r23", "no-show", []string{"D.17"}}, {"r24", "refusal", []string{"D.03"}}}

// scatter is the funnel plot of one rule: observed less expected by the number of outcomes,
// with exact limits. Ok is false where too few centres may be shown.
func (d *drawing) scatter(s struct {
	rule, id string
	about    []string
}) (figure.Figure, bool) {
	f := d.figure("scatter-"+s.id, d.say("scatter-"+s.id), s.about...)
	var plot reports.Scatter
	ok := false
	for _, i := range d.told.Inspections {
		if i.Rule == s.rule {
			plot, ok = i.Scatter()
		}
	}
	if !ok {
		return f, false
	}
	f.Alt = d.say("scatter-alt", len(plot.Points), plot.Outside)
	f.Notes = append(f.Notes, d.say("scatter-note", len(plot.Points), plot.Left))
	if by, _ := d.scope(); by != "nation" {
		f.Notes = append(f.Notes, d.say("whole-country", d.within()))
	}
	f.Table.Columns = []figure.Column{{Title: d.say("outcomes"), Number: true}, {Title: d.say("less-expected"), Number: true}}
	for _, p := range plot.Points {
		x, y := strconv.Itoa(int(p.X)), strconv.FormatFloat(p.Y, 'f', 1, 64)
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: x, Value: x}, {Text: d.signed(p.Y), Value: y}})
	}
	curves := plot.Limits
	curves[0].Name, curves[1].Name = d.say("exact-limits"), d.say("exact-limits")
	sized(&f, func(frame chart.Frame) chart.Chart {
		return chart.Plane{Frame: frame, X: chart.Axis{Name: d.say("outcomes")}, Y: chart.Axis{Name: d.say("unit-points")},
			Groups: []chart.Points{{Name: d.say(byCentre), Points: plot.Points}}, Curves: curves[:], ZeroLine: true}.Chart()
	})
	return f, true
}

//go:embed centres.sql
var centresSQL string

// known lists the active centres of what is chosen by their names.
func (d *drawing) known() (figure.Figure, error) {
	f := figure.Figure{ID: "centres", Title: d.say("centres-list"), Notes: []string{d.say("centres-order")},
		Table: figure.Table{Columns: []figure.Column{{Title: d.say(byCentre)}, {Title: d.say(byRegion)}, {Title: d.say("professions-in-scope"), Number: true}, {Title: d.say("valid-to"), Whole: true}}}}
	rows, err := d.release.DB.QueryContext(d.request.Context(), centresSQL)
	if err != nil {
		return f, fmt.Errorf("active centres: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, region, kk, ru string
		var professions int
		var until sql.NullTime
		if err := rows.Scan(&id, &region, &kk, &ru, &professions, &until); err != nil {
			return f, fmt.Errorf("active centres: %w", err)
		}
		if key := d.key(byRegion); key != "" && key != region {
			continue
		}
		last := "–"
		if until.Valid {
			last = d.day(calendar.DayOf(until.Time))
		}
		n := strconv.Itoa(professions)
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: reports.Text{KK: kk, RU: ru}.In(d.official()), Href: d.to("/centres/" + id)}, {Text: d.label(byRegion, region)}, {Text: n, Value: n}, {Text: last}})
	}
	return f, rows.Err()
}
