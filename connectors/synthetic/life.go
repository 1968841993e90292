package synthetic

import (
	"fmt"

	"nsk/schedules/calendar"
)

// ending tells where a procedure came to rest.
type ending int

const (
	undecided ending = iota
	refused
	unsigned // accepted, the contract waits at the candidate for ever
	failed
	absent       // own wish: final
	unexplained  // no-show without a reason: open for ever (planted)
	undocumented // recognised, the document is never signed (planted)
	documented
)

// sitting is one appointed exam.
type sitting struct {
	part, attempt                        int
	appointed, scheduled, held, recorded calendar.Day // held is zero if nobody came
	result                               string       // passed, failed, no_show
	reason                               string       // own_wish, health, or none
	sickNote                             bool
	protocol                             calendar.Day
	deciding                             bool // ends an attempt: a row of the centre's return
}

// life is an application from submission to rest. It is a pure function of its number.
type life struct {
	n                                       int
	no                                      string
	person                                  int
	centre, offer                           int
	kazakh                                  bool
	ending                                  ending
	submitted, decided, contract, candidate calendar.Day
	concluded, recognised, issued, annulled calendar.Day
	sittings                                []sitting
	serial                                  string
	early                                   bool // protocol dated before the exam (planted)
	outside                                 bool // an exam outside validity or scope (planted)
}

// life returns application n. A centre that cannot see it through within its certificate
// and scope is not chosen; when eight draws fail, the flagship takes it.
func (r *Republic) life(n int) life {
	d := r.dice(tagLife, n)
	l := life{n: n, submitted: r.volume.day(n), person: n, kazakh: d.permille(r.par.kazakh)}
	l.number(r)
	if n > 600 && d.permille(r.par.returning) {
		l.person = n - d.between(100, 600)
	}
	for range 8 {
		l.centre = d.pick(r.weights)
		l.choose(r, &d)
		l.live(r, &d)
		if l.fits(r) {
			return l
		}
	}
	l.centre, l.outside = 0, false
	l.choose(r, &d)
	l.live(r, &d)
	return l
}

// number gives the application its number and, in case it gets that far, its serial.
func (l *life) number(r *Republic) {
	year, seq := r.year-1, l.n+1
	if h := r.volume.history(r.year); l.n >= h {
		year, seq = r.year, l.n-h+1
	}
	l.no = fmt.Sprintf("CE-%04d-%07d", year, seq)
	l.serial = fmt.Sprintf("KZ%02d%07d", year%100, seq)
}

func (l *life) choose(r *Republic, d *dice) {
	c := &r.centres[l.centre]
	l.offer = c.scope[d.below(len(c.scope))].offer
	if c.beyond >= 0 && l.submitted.Year() == r.year && d.permille(r.par.outOfScope) {
		l.offer = c.beyond
	}
}

// live plays the procedure.
func (l *life) live(r *Republic, d *dice) {
	*l = life{n: l.n, no: l.no, serial: l.serial, submitted: l.submitted, person: l.person,
		kazakh: l.kazakh, centre: l.centre, offer: l.offer, sittings: l.sittings[:0]}
	if d.permille(r.par.undecided) {
		return
	}
	l.decided = r.after(d, l.submitted, r.par.decide)
	if l.ending = refused; !d.permille(r.par.accepted) {
		return
	}
	l.contract = r.after(d, l.decided, r.par.contract)
	if l.ending = unsigned; !d.permille(r.par.signed) {
		return
	}
	l.candidate = r.after(d, l.contract, r.par.sign)
	l.concluded = r.after(d, l.candidate, r.par.conclude)
	l.early = d.permille(r.par.protocolEarly)
	if l.sit(r, d) {
		l.recognise(r, d)
	}
}

// recognise follows a passed exam; a document follows recognition.
func (l *life) recognise(r *Republic, d *dice) {
	last := l.sittings[len(l.sittings)-1]
	l.recognised = r.after(d, last.recorded, r.par.recognise)
	if l.ending = undocumented; d.permille(r.par.noDocument) {
		return
	}
	l.ending = documented
	l.issued = r.after(d, l.recognised, r.par.issue)
	if d.permille(r.par.annulled) || l.n%r.par.annulledEach == 0 {
		l.annulled = r.after(d, l.issued, r.par.annul)
	}
}

// expires is the last day of the document.
func (l *life) expires(r *Republic) calendar.Day { return years(l.issued, r.par.validYears) - 1 }

// fits reports whether the centre may do what the life says on the days it says. Two roles
// may do more: one examines beyond its scope, one for six weeks after its certificate was
// withdrawn.
func (l *life) fits(r *Republic) bool {
	c := &r.centres[l.centre]
	if !c.active(l.submitted) {
		return false
	}
	if l.offer == c.beyond {
		l.outside = true
		return true
	}
	for _, day := range append([]calendar.Day{l.submitted, l.issued}, l.examDays()...) {
		if day.IsZero() || c.covers(l.offer, day) {
			continue
		}
		away := c.last().withdrawn
		if c.role != withdrawn || day < away || day > away+45 || !c.had(l.offer) {
			return false
		}
		l.outside = true
	}
	return true
}

// had reports whether an offer is in the centre's scope without end.
func (c *centre) had(n int) bool {
	for _, s := range c.scope {
		if s.offer == n {
			return s.to.IsZero()
		}
	}
	return false
}

func (l *life) examDays() []calendar.Day {
	var out []calendar.Day
	for _, s := range l.sittings {
		out = append(out, s.scheduled)
	}
	return out
}
