package board

import (
	"context"
	"errors"
	"sync"
	"time"

	"nsk/connectors/contract"
	"nsk/reports"
	"nsk/reports/approval"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
	"nsk/site/page"
	"nsk/site/shelf"
)

// Options are what dashboards are made of.
type Options struct {
	Shelf *shelf.Shelf
	Today func() calendar.Day
	Now   func() time.Time
	Live  Live
	// Documents tell which releases official documents rest on.
	Documents *approval.Store
}

// Live is where everything stands now: releases know only how it stood when they were made.
type Live struct {
	Desk      *schedules.Desk
	Standings func(ctx context.Context, on calendar.Day) ([]schedules.Standing, error)
	// Night is the last answer to whether the annual document could be delivered;
	// readiness.ErrNoNight if nobody asked yet. Nights are those of a year.
	Night  func(ctx context.Context, on calendar.Day) (readiness.Night, error)
	Nights func(ctx context.Context, year int) ([]readiness.Point, error)
	Names  func(ctx context.Context) (map[string]words.Text, error) // of centres, by BIN
}

// A look is where every return stood at a moment, and the names of who owes them. Nobody may
// change it: many read it.
type look struct {
	at     time.Time
	on     calendar.Day
	all    []schedules.Standing
	owners map[string]words.Text
}

// fresh is how long a look is good for: to look is dear, and many may ask at once.
const fresh = 30 * time.Second

// standings are where every return stands today.
func (d *drawing) standings() ([]schedules.Standing, error) {
	d.fleeting = true
	l, err := d.lookout.look(d.request.Context(), d.today)
	if err != nil {
		return nil, err
	}
	d.owners = l.owners
	return l.all, nil
}

// A lookout keeps the last look.
type lookout struct {
	Live
	now  func() time.Time
	mu   sync.Mutex
	last *look
}

func (o *lookout) look(ctx context.Context, on calendar.Day) (*look, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.now()
	if o.last != nil && o.last.on == on && now.Sub(o.last.at) < fresh {
		return o.last, nil
	}
	l := &look{at: now, on: on}
	var err error
	if l.all, err = o.Standings(ctx, on); err != nil {
		return nil, err
	}
	if l.owners, err = o.Names(ctx); err != nil {
		return nil, err
	}
	for _, b := range o.Desk.Bodies {
		l.owners[b.ID] = words.Text{KK: b.KK, RU: b.RU}
	}
	o.last = l
	return l, nil
}

// owner names who owes a return, or can clear an obstacle.
func (d *drawing) owner(id string) string {
	if t, ok := d.owners[id]; ok && t.In(d.official()) != "" {
		return d.nameOf("body", id, reports.Text{KK: t.KK, RU: t.RU})
	}
	if id == contract.KindCentre || id == "state-body" {
		return d.say("owner-" + id)
	}
	return id
}

// source is the title of a source.
func (d *drawing) source(id string) string {
	if c := contract.Find(d.live.Desk.Contracts, id); c != nil {
		return d.text(reports.Text{KK: c.Title.KK, RU: c.Title.RU, EN: c.Title.EN})
	}
	return id
}

// period names a period; in English by its code.
func (d *drawing) period(p contract.Period) string {
	if d.lang == page.EN {
		return p.String()
	}
	return schedules.PeriodName(p).In(d.official())
}

// state names where a return stands.
func (d *drawing) state(s schedules.State) string {
	if d.lang == page.EN {
		return d.say("state-" + string(s))
	}
	return s.Text().In(d.official())
}

// day is a day as lists write it; in English as 2025-12-15.
func (d *drawing) day(on calendar.Day) string {
	switch {
	case on == 0:
		return "–"
	case d.lang == page.EN:
		return on.String()
	}
	return words.DateOf(on.Time()).Short()
}

// night is the last answer on record; ok is false where there is none.
func (d *drawing) night() (n readiness.Night, ok bool, err error) {
	d.fleeting = true
	n, err = d.live.Night(d.request.Context(), d.today)
	if errors.Is(err, readiness.ErrNoNight) {
		return n, false, nil
	}
	return n, err == nil, err
}
