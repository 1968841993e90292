package rehearsal

import (
	"sort"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
)

// A Diary is a rehearsal under way: what has been lived, told and sent.
type Diary struct {
	world World
	first calendar.Day // what fell due before it is settled
	lived calendar.Day // the last day lived; 0 before the first
	page  *Page

	planned map[schedules.Return]bool // whose sending is planned
	sending []sent                    // what is planned and has not come
	answers []schedules.Answer        // what has come, in the order of days
	frozen  map[int]int               // what was missing at the freeze, by year of document
	told    map[told]bool
	written map[letters.Key]bool // in the place of the outbox
}

// told is one thing that happens once.
type told struct {
	kind Kind
	what schedules.Return
	day  string // of an act or a year
}

// settled is how many days before a year's first an old period must have ended so that all
// about it is over: it need not be looked at every day of the year.
const settled = 45

// New begins a rehearsal on a day with a clean desk: nothing is owed but what falls due on it
// or later. The error is a calendar.ErrOutside if the calendar
// does not know the day.
func New(w World, first calendar.Day) (*Diary, error) {
	if err := coverage(&w, first); err != nil {
		return nil, err
	}
	w.Desk.Obligations = since(w.Desk.Obligations, first-settled)
	return &Diary{world: w, first: first, planned: make(map[schedules.Return]bool), frozen: make(map[int]int), told: make(map[told]bool), written: make(map[letters.Key]bool)}, nil
}

// since is the register of duties as if it had been in force from a day on.
func since(o *schedules.Obligations, day calendar.Day) *schedules.Obligations {
	copied := *o
	copied.All = append([]schedules.Obligation(nil), o.All...)
	for i := range copied.All {
		copied.All[i].Since = day.String()
	}
	return &copied
}

// Day lives a day: what happens on it, and what has been missed since the day lived last.
// A day that was lived already has an empty page: nothing happens twice. The error is a
// *BackError if the clock jumped back behind a day lived, and a calendar.ErrOutside where
// the calendar ends.
func (d *Diary) Day(on calendar.Day) (Page, error) {
	page := Page{On: on}
	switch {
	case on < d.lived:
		return page, &BackError{On: on, Lived: d.lived}
	case on == d.lived:
		return page, nil
	}
	if d.lived != 0 && d.lived.Year() < on.Year() {
		d.world.Desk.Obligations = since(d.world.Desk.Obligations, calendar.Date(on.Year(), 1, 1)-settled)
	}
	d.page = &page
	for _, happen := range []func(calendar.Day) error{d.calendar, d.centres, d.duties, d.acts, d.annual} {
		if err := happen(on); err != nil {
			return page, err
		}
	}
	d.lived = on
	sort.SliceStable(page.Events, func(i, j int) bool { return rank[page.Events[i].Kind] < rank[page.Events[j].Kind] })
	return page, nil
}

var rank = map[Kind]int{KindDay: 1, KindNews: 2, KindCentre: 3, KindGone: 4, KindBegins: 5, KindCame: 6, KindDue: 7, KindMissing: 8,
	KindReminder: 9, KindHead: 10, KindThanks: 11, KindLaw: 12, KindAfter: 13, KindFreeze: 14, KindReady: 15, KindDelivery: 16}

func (d *Diary) write(e Event) { d.page.Events = append(d.page.Events, e) }

// once writes an event unless it has been written before.
func (d *Diary) once(t told, e Event) {
	if !d.told[t] {
		d.told[t] = true
		d.write(e)
	}
}

// duties lets returns come, begin, fall due, be missed and be asked for.
func (d *Diary) duties(on calendar.Day) error {
	d.receive(on)
	standings, err := d.standings(on)
	if err != nil {
		return err
	}
	for i := range standings {
		if err := d.plan(on, &standings[i]); err != nil {
			return err
		}
	}
	if d.receive(on) > 0 { // it was sent while the clock stood
		if standings, err = d.standings(on); err != nil {
			return err
		}
	}
	for i := range standings {
		d.duty(on, &standings[i])
	}
	if err := d.mail(on, standings); err != nil {
		return err
	}
	return d.nightly(on, standings)
}

// standings are those that this rehearsal is about.
func (d *Diary) standings(on calendar.Day) ([]schedules.Standing, error) {
	all, err := d.world.Desk.Standings(on, d.world.Centres, d.answers, d.world.Exemptions)
	live := all[:0]
	for _, s := range all {
		if s.State != schedules.StateClosed && s.State != schedules.StateExempt && (s.Last == 0 || s.Last >= d.first) {
			live = append(live, s)
		}
	}
	return live, err
}

func returnOf(s *schedules.Standing) schedules.Return {
	return schedules.Return{Source: s.Source, Provider: s.Provider, Period: s.Period}
}

// begins tells that a return can be sent.
func (d *Diary) begins(s *schedules.Standing) {
	_, end := s.Period.Bounds()
	d.once(told{kind: KindBegins, what: returnOf(s)}, Event{Kind: KindBegins, On: calendar.DayOf(end), Return: returnOf(s), Last: s.Last})
}

// duty tells what a return comes to on a day.
func (d *Diary) duty(on calendar.Day, s *schedules.Standing) {
	if s.State == schedules.StateNotDue {
		return
	}
	key := returnOf(s)
	d.begins(s)
	if s.Received == on {
		d.once(told{kind: KindCame, what: key}, Event{Kind: KindCame, On: on, Return: key, Last: s.Last})
	}
	if s.Due <= on {
		d.once(told{kind: KindDue, what: key}, Event{Kind: KindDue, On: s.Due, Return: key, Last: s.Last})
	}
	if s.State == schedules.StateMissing {
		d.once(told{kind: KindMissing, what: key}, Event{Kind: KindMissing, On: s.Last + 1, Return: key, Last: s.Last})
	}
}
