package board

import (
	"cmp"
	"slices"
	"strconv"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/site/figure"
)

// A debt is what the providers of one source owe for one period, or for several in a row if the
// same providers owe the same.
type debt struct {
	source string
	period contract.Period
	last   contract.Period
	on     calendar.Day // last day on time, of the first period
	delay  int          // working days, the most
	of     int          // returns that are asked for
	who    []string
}

// debts groups the standings that are wanted by source and period, the oldest first.
func debts(all []schedules.Standing, wanted func(*schedules.Standing) (calendar.Day, bool)) []debt {
	of, at := map[schedules.Return]int{}, map[schedules.Return]int{}
	var list []debt
	for i := range all {
		s := &all[i]
		key := schedules.Return{Source: s.Source, Period: s.Period}
		if s.State != schedules.StateClosed && s.State != schedules.StateExempt {
			of[key]++
		}
		day, ok := wanted(s)
		if !ok {
			continue
		}
		k, ok := at[key]
		if !ok {
			k = len(list)
			at[key], list = k, append(list, debt{source: s.Source, period: s.Period, last: s.Period})
		}
		list[k].on, list[k].delay, list[k].who = max(list[k].on, day), max(list[k].delay, s.Delay), append(list[k].who, s.Provider)
	}
	for i := range list {
		list[i].of = of[schedules.Return{Source: list[i].source, Period: list[i].period}]
	}
	list = merged(list)
	slices.SortStableFunc(list, func(a, b debt) int { return cmp.Compare(a.on, b.on) })
	return list
}

// merged makes one debt of those for consecutive periods of which the same is to be said.
func merged(list []debt) (out []debt) {
	for _, o := range list {
		if n := len(out) - 1; n >= 0 && out[n].source == o.source && out[n].last.Next() == o.period && out[n].of == o.of && slices.Equal(out[n].who, o.who) {
			out[n].last, out[n].delay = o.last, max(out[n].delay, o.delay)
			continue
		}
		out = append(out, o)
	}
	return out
}

// most is how many debts a table lists.
const most = 60

// owed fills a table of debts, the oldest first.
func (d *drawing) owed(f figure.Figure, list []debt, delay bool) figure.Figure {
	f.Table = d.debtTable(delay)
	for i, o := range list {
		if i == most {
			f.Notes = append(f.Notes, d.say("more-rows", len(list)-most))
			break
		}
		f.Table.Rows = append(f.Table.Rows, d.debtRow(o, delay))
	}
	return f
}

func missing(s *schedules.Standing) (calendar.Day, bool) {
	return s.Last, s.State == schedules.StateMissing
}

// late lists what has not come though its day has passed.
func (d *drawing) late(all []schedules.Standing) figure.Figure {
	return d.owed(figure.Figure{ID: "late", Title: d.say("today-late"), Notes: []string{d.say("convention")}}, debts(all, missing), true)
}

// awaited lists what is to come in the next days.
func (d *drawing) awaited(all []schedules.Standing) figure.Figure {
	return d.owed(figure.Figure{ID: "awaited", Title: d.say("today-awaited")}, debts(all, d.soon), false)
}

func (d *drawing) soon(s *schedules.Standing) (calendar.Day, bool) {
	open := s.State == schedules.StateDue || s.State == schedules.StateNotDue
	return s.Last, open && s.Last != 0 && s.Last <= d.today+ahead
}

func (d *drawing) debtTable(delay bool) figure.Table {
	t := figure.Table{Columns: []figure.Column{{Title: d.say("last-day"), Whole: true}, {Title: d.say("source")}, {Title: d.say("period"), Whole: true}, {Title: d.say("of-providers"), Number: true}}}
	if delay {
		t.Columns = append(t.Columns, figure.Column{Title: d.say("delay"), Number: true})
	}
	t.Columns = append(t.Columns, figure.Column{Title: d.say("provider")})
	return t
}

// stretch names the periods of a debt.
func (d *drawing) stretch(o debt) string {
	if o.period == o.last {
		return d.period(o.period)
	}
	return d.period(o.period) + " – " + d.period(o.last)
}

// named is how many providers a row names.
const named = 3

func (d *drawing) debtRow(o debt, delay bool) []figure.Cell {
	row := []figure.Cell{{Text: d.day(o.on)}, {Text: d.source(o.source), Href: d.at("/boards/compliance", bySource, o.source)}, {Text: d.stretch(o)},
		{Text: d.say("k-of-n", len(o.who), o.of), Value: strconv.Itoa(len(o.who))}}
	if delay {
		row = append(row, figure.Cell{Text: strconv.Itoa(o.delay), Value: strconv.Itoa(o.delay)})
	}
	who := ""
	for i, id := range o.who {
		if i == named && len(o.who) > named+1 {
			who += "; " + d.say("and-more", len(o.who)-named)
			break
		}
		if i > 0 {
			who += "; "
		}
		who += d.owner(id)
	}
	return append(row, figure.Cell{Text: who})
}
