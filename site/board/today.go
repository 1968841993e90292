package board

import (
	"slices"
	"strconv"

	"nsk/connectors/contract"
	"nsk/reports/chart"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
	"nsk/site/figure"
)

// How far today looks ahead and back, in calendar days.
const (
	ahead = 21
	back  = 14
)

// today shows what is late, what is awaited, how fresh each source is, whether the annual
// document could be delivered, and what is new.
func today(d *drawing) ([]figure.Figure, error) {
	all, err := d.standings()
	if err != nil {
		return nil, err
	}
	night, asked, err := d.night()
	if err != nil {
		return nil, err
	}
	list := []figure.Figure{d.late(all), d.awaited(all)}
	d.headlines(all)
	if err := d.countdown(night, asked); err != nil {
		return nil, err
	}
	if asked {
		curve, err := d.curve(night.Year)
		if err != nil {
			return nil, err
		}
		list = append(list, curve, d.obstacles(night))
	}
	return append(list, d.fresh(all), d.news()), nil
}

// headlines are the numbers above the tables.
func (d *drawing) headlines(all []schedules.Standing) {
	late, soon, held := 0, 0, 0
	for i := range all {
		s := &all[i]
		if s.State == schedules.StateMissing {
			late++
		}
		if _, ok := d.soon(s); ok {
			soon++
		}
		if s.Held {
			held++
		}
	}
	w := d.told.Window
	d.tiles = append(d.tiles,
		tile{Label: d.say("tile-late"), Value: strconv.Itoa(late), Href: "#late", Note: d.say("tile-held", held)},
		tile{Label: d.say("tile-soon", ahead), Value: strconv.Itoa(soon), Href: "#awaited"},
		tile{Label: d.say("tile-release"), Value: d.day(calendar.DayOf(w.AsOf)), Note: d.say("tile-window", d.day(calendar.DayOf(w.From)), d.day(calendar.DayOf(w.To)))})
}

// countdown tells the days that are left until the annual document is due, and whether it
// could be delivered.
func (d *drawing) countdown(n readiness.Night, asked bool) error {
	season, err := readiness.SeasonOn(d.live.Desk.Obligations, d.live.Desk.Calendar, d.today)
	if err != nil {
		return err
	}
	left, err := season.DaysLeft(d.live.Desk.Calendar, d.today)
	if err != nil {
		return err
	}
	d.tiles = append(d.tiles, tile{Label: d.say("tile-days"), Value: strconv.Itoa(left), Note: d.say("tile-delivery", d.day(season.Delivery.Day))})
	if !asked {
		d.note("no-night")
		return nil
	}
	d.tiles = append(d.tiles, tile{Label: d.say("tile-ready", d.day(n.Night)), Value: d.say("ready-" + string(n.Answer)), Href: "#obstacles", Note: d.say("tile-obstacles", n.Blockers, n.Stopping)})
	return nil
}

// curve draws what stood in the way, night by night.
func (d *drawing) curve(year int) (figure.Figure, error) {
	d.fleeting = true
	points, err := d.live.Nights(d.request.Context(), year)
	if err != nil {
		return figure.Figure{}, err
	}
	f := figure.Figure{ID: "readiness", Title: d.say("today-readiness"), Table: figure.Table{Columns: []figure.Column{{Title: d.say("night")}, {Title: d.say("days-left"), Number: true}, {Title: d.say("obstacles"), Number: true}, {Title: d.say("stopping"), Number: true}}}}
	whole, stop := chart.Series{Name: d.say("obstacles")}, chart.Series{Name: d.say("stopping"), Hatched: true}
	var nights []string
	for _, p := range points {
		text := func(n int) figure.Cell { return figure.Cell{Text: strconv.Itoa(n), Value: strconv.Itoa(n)} }
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: d.day(p.Night)}, text(p.DaysLeft), text(p.Blockers), text(p.Stopping)})
		nights = append(nights, d.day(p.Night))
		whole.Values, stop.Values = append(whole.Values, chart.Of(float64(p.Blockers), strconv.Itoa(p.Blockers))), append(stop.Values, chart.Of(float64(p.Stopping), strconv.Itoa(p.Stopping)))
		f.Alt += d.day(p.Night) + " – " + d.say("tile-obstacles", p.Blockers, p.Stopping) + "; "
	}
	if len(points) > 1 {
		sized(&f, func(frame chart.Frame) chart.Chart {
			return chart.Lines{Frame: frame, Categories: sparse(nights, frame.Width/90), Series: []chart.Series{whole, stop}, FromZero: true}.Chart()
		})
	}
	return f, nil
}

// sparse leaves so many of the names of an axis as there is room for.
func sparse(names []string, most int) []string {
	step := (len(names) + most - 1) / max(most, 1)
	list := make([]string, len(names))
	for i, n := range names {
		if i%max(step, 1) == 0 {
			list[i] = n
		}
	}
	return list
}

// obstacles lists what stands in the way of the annual document: first what stops it. Returns
// that have not come are counted: they are listed above.
func (d *drawing) obstacles(n readiness.Night) figure.Figure {
	f := figure.Figure{ID: "obstacles", Title: d.say("today-obstacles", d.day(n.Night)), Table: figure.Table{Columns: []figure.Column{{Title: d.say("effect")}, {Title: d.say("since"), Whole: true}, {Title: d.say("owner")}, {Title: d.say("obstacle")}}}}
	returns, first := 0, calendar.Day(0)
	for _, b := range n.Found {
		if b.Kind == readiness.KindReturn {
			if returns++; first == 0 || b.Since < first {
				first = b.Since
			}
			continue
		}
		effect := d.say("gap")
		if b.Stops {
			effect = d.say("stops")
		}
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: effect}, {Text: d.day(b.Since)}, {Text: d.owner(b.Owner)}, {Text: b.Text.In(d.official())}})
	}
	if returns > 0 {
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: d.say("gap")}, {Text: d.day(first)}, {Text: "–"}, {Text: d.say("returns-missing", returns), Href: "#late"}})
	}
	return f
}

// fresh tells of each source what came last, and when the next is due.
func (d *drawing) fresh(all []schedules.Standing) figure.Figure {
	type age struct {
		period         contract.Period
		received, next calendar.Day
		came           int // returns in the last days
	}
	ages := map[string]*age{}
	var order []string
	for i := range all {
		s := &all[i]
		a := ages[s.Source]
		if a == nil {
			a = &age{}
			ages[s.Source], order = a, append(order, s.Source)
		}
		if s.Received != 0 && s.Received >= a.received {
			a.received, a.period = s.Received, s.Period
		}
		if s.Received > d.today-back {
			a.came++
		}
		if s.State != schedules.StateClosed && s.State != schedules.StateExempt && s.Received == 0 && s.Last >= d.today && (a.next == 0 || s.Last < a.next) {
			a.next = s.Last
		}
	}
	f := figure.Figure{ID: "fresh", Title: d.say("today-fresh"), Table: figure.Table{Columns: []figure.Column{{Title: d.say("source")}, {Title: d.say("last-period"), Whole: true}, {Title: d.say("received"), Whole: true}, {Title: d.say("days-ago"), Number: true}, {Title: d.say("came", back), Number: true}, {Title: d.say("next-day"), Whole: true}}}}
	for _, source := range order {
		a := ages[source]
		row := []figure.Cell{{Text: d.source(source), Href: d.at("/boards/compliance", bySource, source)}, {Text: "–"}, {Text: d.day(a.received)}, {Text: "–"}, {Text: strconv.Itoa(a.came), Value: strconv.Itoa(a.came)}, {Text: d.day(a.next)}}
		if a.received != 0 {
			ago := strconv.Itoa(int(d.today - a.received))
			row[1].Text, row[3] = d.period(a.period), figure.Cell{Text: ago, Value: ago}
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	return f
}

// news are the questions that the analysis of the release raises for the first time.
func (d *drawing) news() figure.Figure {
	type count struct{ all, fresh int }
	counts, order := map[string]*count{}, []string(nil)
	titles := map[string]string{}
	for _, n := range d.told.Findings {
		c := counts[n.Rule]
		if c == nil {
			c = &count{}
			counts[n.Rule], order = c, append(order, n.Rule)
			titles[n.Rule] = d.text(n.Title)
		}
		c.all++
		if n.History == "new" {
			c.fresh++
		}
	}
	slices.Sort(order)
	f := figure.Figure{ID: "news", Title: d.say("today-news"), Table: figure.Table{Columns: []figure.Column{{Title: d.say("question")}, {Title: d.say("cases"), Number: true}, {Title: d.say("cases-new"), Number: true}}}}
	for _, rule := range order {
		c := counts[rule]
		fresh := figure.Cell{Text: strconv.Itoa(c.fresh), Value: strconv.Itoa(c.fresh)}
		if d.told.Last == nil {
			fresh = figure.Cell{Text: none}
		}
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: titles[rule], Href: d.at("/boards/findings", byRule, rule)}, {Text: strconv.Itoa(c.all), Value: strconv.Itoa(c.all)}, fresh})
	}
	return f
}
