package synthetic

import (
	"slices"

	"nsk/schedules/calendar"
)

// plan says what happens when: which applications move on a day and which belong to a
// return. It holds numbers of applications only, about forty bytes for each.
type plan struct {
	moves     map[calendar.Day][]int32 // applications with an event on the day
	persons   map[returnKey][]int32    // applications with an outcome in the month
	documents map[returnKey][]int32    // applications with a document issued or annulled
	serials   map[int32]string         // documents that carry another's serial (planted)
	heldBack  map[int32]int            // issue records reported after the annulment (planted): month
	sendings  map[calendar.Day][]sending
	all       []sending
}

// returnKey names the return of a centre for a reporting month.
type returnKey struct{ centre, month int }

func (r *Republic) newPlan() *plan {
	p := &plan{moves: map[calendar.Day][]int32{}, persons: map[returnKey][]int32{}, documents: map[returnKey][]int32{},
		serials: map[int32]string{}, heldBack: map[int32]int{}, sendings: map[calendar.Day][]sending{}}
	for n := range r.volume.total() {
		l := r.life(n)
		p.note(r, &l)
	}
	p.conflicts(r)
	p.schedule(r)
	return p
}

// note files a life under its days and months.
func (p *plan) note(r *Republic, l *life) {
	n := int32(l.n)
	for _, day := range l.days() {
		if had := p.moves[day]; len(had) == 0 || had[len(had)-1] != n {
			p.moves[day] = append(had, n)
		}
	}
	for _, s := range l.sittings {
		if s.deciding {
			p.persons[returnKey{l.centre, r.month(s.scheduled)}] = appendOnce(p.persons[returnKey{l.centre, r.month(s.scheduled)}], n)
		}
	}
	p.noteDocument(r, l)
}

// noteDocument files a document, and plants what needs more than one document to see:
// early annulments of the first months report their issue a month after the annulment, and
// one in four hundred documents of the year takes the serial of another centre's.
func (p *plan) noteDocument(r *Republic, l *life) {
	if l.issued.IsZero() {
		return
	}
	issue := r.month(l.issued)
	if m := r.month(l.annulled); !l.annulled.IsZero() {
		if len(p.heldBack) < 4 && issue >= 1 && m < lastReturn-1 && r.reports(l.centre) {
			p.heldBack[int32(l.n)] = m + 1
			issue = m + 1
		}
		p.documents[returnKey{l.centre, m}] = appendOnce(p.documents[returnKey{l.centre, m}], int32(l.n))
	}
	p.documents[returnKey{l.centre, issue}] = appendOnce(p.documents[returnKey{l.centre, issue}], int32(l.n))
}

// reports tells whether the centre sends its register of documents for every month.
func (r *Republic) reports(c int) bool {
	k := r.centres[c].role
	return k != silent && k != unable && !(k == ordinary && c >= len(cast) && c%11 == 0)
}

// clean roles send whole returns in time, in utf-8.
func clean(k role) bool {
	return k == ordinary || k == flagship || k == kazakhLabels || k == russianLabels || k >= expiring3
}

func appendOnce(list []int32, n int32) []int32 {
	if len(list) > 0 && list[len(list)-1] == n {
		return list
	}
	return append(list, n)
}

// conflicts plants three serial numbers that stand for documents of two centres.
func (p *plan) conflicts(r *Republic) {
	var before *life
	for n := r.volume.history(r.year); n < r.volume.total() && len(p.serials) < 3; n++ {
		l := r.life(n)
		if !p.lends(r, &l) {
			continue
		}
		if before != nil && before.centre != l.centre {
			p.serials[int32(n)], before = before.serial, nil
			continue
		}
		before = &l
	}
}

// lends reports whether a document may take part in a conflict of serials: it has no other
// defect and is reported within the year.
func (p *plan) lends(r *Republic, l *life) bool {
	return l.ending == documented && l.annulled.IsZero() && !l.early && !l.outside &&
		r.month(l.issued) <= lastReturn-3 && clean(r.centres[l.centre].role)
}

func (r *Republic) serial(l *life) string {
	if s, planted := r.plan().serials[int32(l.n)]; planted {
		return s
	}
	return l.serial
}

// days are the days on which something happens to the application, in order, with
// repetitions.
func (l *life) days() []calendar.Day {
	out := []calendar.Day{l.submitted, l.decided, l.contract, l.candidate, l.concluded}
	for _, s := range l.sittings {
		out = append(out, s.appointed, s.recorded)
	}
	out = append(out, l.recognised, l.issued, l.annulled)
	return slices.DeleteFunc(out, calendar.Day.IsZero)
}
