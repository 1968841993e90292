package schedules

import (
	"errors"
	"sort"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// An Expected is one return that somebody owes, or would owe: duty × provider × period.
type Expected struct {
	Source    string
	Provider  string
	Kind      string // of provider
	Period    contract.Period
	Due       calendar.Day
	Last      calendar.Day // last day on time
	Paragraph string
}

// A Span is a stretch of days in which a centre is active, both ends included.
type Span struct {
	Centre   string
	From, To calendar.Day
}

// Desk is what planning looks at: contracts, duties, bodies and the calendar.
type Desk struct {
	Contracts   []*contract.Contract
	Obligations *Obligations
	Bodies      []contract.Body
	Calendar    *calendar.Calendar
}

// A duty is a return that would be owed if its provider was active in the period.
type duty struct {
	Expected
	active bool
}

// begun lists the duties for all periods that have begun by the day.
func (d *Desk) begun(today calendar.Day, centres []Span) ([]duty, error) {
	var all []duty
	for _, c := range d.Contracts {
		o := d.Obligations.Of(c.Source)
		if o == nil || !o.Due.Agreed() {
			continue
		}
		for _, p := range periods(c.Cadence, o.Since, today) {
			more, err := d.owed(c, o, p, centres, today)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
	}
	return all, nil
}

// periods lists the periods that have begun by today, from the one of a day on.
func periods(cadence contract.Cadence, since string, today calendar.Day) []contract.Period {
	start, err := time.Parse(time.DateOnly, since)
	if err != nil {
		panic(err) // checked by LoadObligations
	}
	var all []contract.Period
	for p := contract.PeriodOf(cadence, start); ; p = p.Next() {
		if begin, _ := p.Bounds(); calendar.DayOf(begin) > today {
			return all
		}
		all = append(all, p)
	}
}

// owed lists who owes a period. Where it is not over and its day lies beyond the calendar,
// no day is told yet.
func (d *Desk) owed(c *contract.Contract, o *Obligation, p contract.Period, centres []Span, today calendar.Day) ([]duty, error) {
	due, last, _, err := o.Due.On(p, d.Obligations.Grace(o), d.Calendar)
	var outside calendar.ErrOutside
	if _, end := p.Bounds(); errors.As(err, &outside) && calendar.DayOf(end) > today {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	var all []duty
	for _, b := range d.providers(c, p, centres) {
		e := Expected{Source: c.Source, Provider: b.ID, Kind: b.Kind, Period: p, Due: due, Last: last, Paragraph: o.Paragraph}
		all = append(all, duty{e, b.active})
	}
	return all, nil
}

// A provider is a body, or a centre that has been active by the end of a period.
type provider struct {
	contract.Body
	active bool // in the period
}

func (d *Desk) providers(c *contract.Contract, p contract.Period, centres []Span) []provider {
	var all []provider
	if c.Provider != contract.KindCentre {
		for _, b := range c.Providers(d.Bodies) {
			all = append(all, provider{b, true})
		}
		return all
	}
	start, end := p.Bounds()
	from, to := calendar.DayOf(start), calendar.DayOf(end)-1
	active := make(map[string]bool)
	for _, s := range centres {
		if s.From <= to {
			active[s.Centre] = active[s.Centre] || s.To >= from
		}
	}
	for bin, in := range active {
		all = append(all, provider{contract.Body{ID: bin, Kind: contract.KindCentre}, in})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}
