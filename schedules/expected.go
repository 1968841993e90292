package schedules

import (
	"context"
	_ "embed"
	"fmt"
	"sort"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
	"nsk/warehouse"
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

// Expected lists what is owed for all periods that have ended by the day, in the order of
// source, period and provider. A centre owes a period if it was active on a day of it.
func (d *Desk) Expected(today calendar.Day, centres []Span) ([]Expected, error) {
	var all []Expected
	for _, c := range d.Contracts {
		o := d.Obligations.Of(c.Source)
		if o == nil || o.Due == (Due{}) {
			continue
		}
		for _, p := range periods(c.Cadence, o.Since, today) {
			more, err := d.owed(c, o, p, centres)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
	}
	return all, nil
}

// periods lists the periods that have ended before today, since a day.
func periods(cadence contract.Cadence, since string, today calendar.Day) []contract.Period {
	start, err := time.Parse(time.DateOnly, since)
	if err != nil {
		panic(err) // checked by LoadObligations
	}
	var all []contract.Period
	for p := contract.PeriodOf(cadence, start); ; p = p.Next() {
		_, end := p.Bounds()
		if calendar.DayOf(end) > today {
			return all
		}
		all = append(all, p)
	}
}

func (d *Desk) owed(c *contract.Contract, o *Obligation, p contract.Period, centres []Span) ([]Expected, error) {
	due, last, _, err := o.Due.On(p, d.Obligations.Convention.Grace, d.Calendar)
	if err != nil {
		return nil, err
	}
	var all []Expected
	for _, b := range d.providers(c, p, centres) {
		all = append(all, Expected{Source: c.Source, Provider: b.ID, Kind: b.Kind, Period: p, Due: due, Last: last, Paragraph: o.Paragraph})
	}
	return all, nil
}

func (d *Desk) providers(c *contract.Contract, p contract.Period, centres []Span) []contract.Body {
	if c.Provider != contract.KindCentre {
		return c.Providers(d.Bodies)
	}
	start, end := p.Bounds()
	from, to := calendar.DayOf(start), calendar.DayOf(end)-1
	active := make(map[string]bool)
	for _, s := range centres {
		if s.From <= to && s.To >= from {
			active[s.Centre] = true
		}
	}
	var all []contract.Body
	for bin := range active {
		all = append(all, contract.Body{ID: bin, Kind: contract.KindCentre})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

//go:embed centres.sql
var centresSQL string

// Centres reads from the register as known on the day when each centre was active.
func Centres(ctx context.Context, e *warehouse.Engine, known calendar.Day) ([]Span, error) {
	rows, err := e.DB().QueryContext(ctx, centresSQL, known.String())
	if err != nil {
		return nil, fmt.Errorf("active centres: %w", err)
	}
	defer rows.Close()
	var all []Span
	for rows.Next() {
		var centre string
		var from, to time.Time
		if err := rows.Scan(&centre, &from, &to); err != nil {
			return nil, err
		}
		all = append(all, Span{centre, calendar.DayOf(from), calendar.DayOf(to)})
	}
	return all, rows.Err()
}
