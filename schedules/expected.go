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

// A look is what duties are derived from on a day.
type look struct {
	*Desk
	on      calendar.Day
	centres []Span
}

// begun lists the duties for all periods that have begun by the day.
func (l *look) begun() ([]duty, error) {
	var all []duty
	for _, c := range l.Contracts {
		o := l.Obligations.Of(c.Source)
		if o == nil || !o.Due.Agreed() {
			continue
		}
		for _, p := range periods(c.Cadence, o.Since, l.on) {
			more, err := l.owed(c, o, p)
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
func (l *look) owed(c *contract.Contract, o *Obligation, p contract.Period) ([]duty, error) {
	due, last, _, err := o.Due.On(p, l.Obligations.Grace(o), l.Calendar)
	if _, end := p.Bounds(); errors.As(err, new(calendar.ErrOutside)) && calendar.DayOf(end) > l.on {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	var all []duty
	for _, b := range l.providers(c, p) {
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

func (l *look) providers(c *contract.Contract, p contract.Period) []provider {
	var all []provider
	if c.Provider != contract.KindCentre {
		for _, b := range c.Providers(l.Bodies) {
			all = append(all, provider{b, true})
		}
		return all
	}
	start, end := p.Bounds()
	from, to := calendar.DayOf(start), calendar.DayOf(end)-1
	active := make(map[string]bool)
	for _, s := range l.centres {
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
