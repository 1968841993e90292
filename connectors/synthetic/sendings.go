package synthetic

import (
	"time"

	"nsk/schedules/calendar"
)

// form is how a return arrives.
type form int

const (
	whole     form = iota
	nilReturn      // a declaration that there is nothing
	cannot         // a declaration that it cannot be provided
	torn           // cut inside a quoted name: must be refused
	short          // without the last third of its rows: corrected later
)

// sending is one file of a centre: a return, or one version of it.
type sending struct {
	source  string
	centre  int
	month   int
	version int
	on      calendar.Day
	form    form
	fault   fault // what is wrong inside, if anything
}

const (
	persons   = "recognition-persons"
	documents = "recognition-documents"
)

// fault is a defect planted in the rows of one return.
type fault int

const (
	sound fault = iota
	wrongCheckDigit
	binInstead
	unknownProfession
	unknownResult
	rowsTwice
)

// schedule plans the returns of all centres.
func (p *plan) schedule(r *Republic) {
	for c := range r.centres {
		for m := 0; m <= lastReturn; m++ {
			for _, source := range []string{persons, documents} {
				for _, s := range r.sendingsOf(p, sending{source: source, centre: c, month: m, version: 1}) {
					p.all = append(p.all, s)
					p.sendings[s.on] = append(p.sendings[s.on], s)
				}
			}
		}
	}
}

// sendingsOf decides how a return arrives: nothing if it is not expected or never sent.
func (r *Republic) sendingsOf(p *plan, s sending) []sending {
	c := &r.centres[s.centre]
	n := p.rows(s)
	if c.role == forDefects || n == 0 && !r.works(c, s.month) || r.missing(s) {
		return nil
	}
	s.on = r.sentOn(s)
	if c.role == unable && s.source == documents && (s.month == 4 || s.month == 7) {
		s.form = cannot
		return []sending{s}
	}
	if n == 0 {
		s.form = nilReturn
		return []sending{s}
	}
	switch {
	case c.role == broken && s == r.busiest(p, s, 0):
		s.form = torn
		return []sending{s, s.again(r, whole)}
	case c.role == twice && s == r.busiest(p, s, 0):
		return []sending{s, s.again(r, whole)}
	case c.role == corrected && s == r.busiest(p, s, 0):
		s.form = short
		return []sending{s, s.again(r, whole)}
	}
	s.fault = r.faultOf(p, s)
	return []sending{s}
}

// again is the next version of a return, some days later.
func (s sending) again(r *Republic, f form) sending {
	s.version, s.form, s.on = s.version+1, f, r.wd(s.on, 4+s.month%3)
	return s
}

// rows counts what a return would hold.
func (p *plan) rows(s sending) int {
	k := returnKey{s.centre, s.month}
	if s.source == persons {
		return len(p.persons[k])
	}
	return len(p.documents[k])
}

// busiest is the centre's return of persons with the k-th most rows of January to
// September, made comparable with s.
func (r *Republic) busiest(p *plan, s sending, k int) sending {
	want := s
	want.source = persons
	used := map[int]bool{}
	for range k + 1 {
		best := 0
		for m := 1; m <= 9; m++ {
			t := sending{source: persons, centre: s.centre, month: m}
			b := sending{source: persons, centre: s.centre, month: best}
			if !used[m] && (best == 0 || p.rows(t) > p.rows(b)) {
				best = m
			}
		}
		used[best] = true
		want.month = best
	}
	want.on = s.on
	return want
}

// faultOf plants the faults of rows: in the busiest month of persons, and for some also in
// the next, so that two periods of a source show it.
func (r *Republic) faultOf(p *plan, s sending) fault {
	of := map[role]fault{badIIN: wrongCheckDigit, binForIIN: binInstead, badProfession: unknownProfession, badResult: unknownResult, doubled: rowsTwice}
	f, ok := of[r.centres[s.centre].role]
	if ok && (s == r.busiest(p, s, 0) || f != rowsTwice && s == r.busiest(p, s, 1)) {
		return f
	}
	return sound
}

// missing reports whether the centre never sends this return.
func (r *Republic) missing(s sending) bool {
	switch k := r.centres[s.centre].role; {
	case k == silent:
		return s.month == 3 || s.month == 4 || s.month == 9
	case !r.reports(s.centre) && k == ordinary:
		return s.month == 6
	}
	return false
}

// sentOn is the day of the first version: from the third to the tenth of the following
// month, or at least nine working days after the tenth if it is late.
func (r *Republic) sentOn(s sending) calendar.Day {
	d := r.dice(tagReturn, (s.centre*100+s.month)*2+len(s.source)%2)
	first := calendar.Date(r.year, 1, 1)
	if s.month > 0 {
		first = r.date(time.Month(s.month+1), 1)
	}
	if r.late(s) {
		return r.after(&d, first+9, r.par.lateReturn)
	}
	return first + calendar.Day(d.between(2, 9))
}

// late reports whether the first version comes after the term.
func (r *Republic) late(s sending) bool {
	switch k := r.centres[s.centre].role; {
	case k == tardy:
		return s.month >= 1
	case k == ordinary && s.centre >= 28:
		return s.month == 2+s.centre%7
	}
	return false
}
