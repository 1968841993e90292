package synthetic

import (
	"time"

	"nsk/schedules/calendar"
)

// sit plays the exams of a procedure and reports whether it was passed. Only the first
// part is missed: who has passed it comes to the second.
func (l *life) sit(r *Republic, d *dice) bool {
	appointed := r.after(d, l.concluded, r.par.appoint)
	attempt := 1
	if d.permille(r.par.noShow) {
		if again, silent := l.miss(r, d, appointed); !again {
			l.ending = absent
			if silent {
				l.ending = unexplained
			}
			return false
		}
		attempt = 2
		last := l.sittings[0]
		appointed = r.after(d, last.recorded, [2]int{2, 15})
	}
	parts, pass := 1, l.chance(r)
	if r.offers[l.offer].level >= r.par.twoParts {
		parts = 2
	}
	return l.examine(r, d, course{appointed, attempt, parts, pass})
}

// course is what is left of a procedure once the candidate comes.
type course struct {
	appointed      calendar.Day
	attempt, parts int
	pass           int // chance to pass all parts, in thousandths
}

// examine plays the parts. The chance is that of the whole procedure: who fails a procedure
// of two parts fails the first in two cases of five.
func (l *life) examine(r *Republic, d *dice, c course) bool {
	passed, failAt := d.permille(c.pass), c.parts
	if c.parts == 2 && d.permille(400) {
		failAt = 1
	}
	for part := 1; part <= c.parts; part++ {
		s := sitting{part: part, attempt: c.attempt, appointed: c.appointed, result: "passed"}
		s.scheduled = r.after(d, c.appointed, r.par.wait)
		s.held, s.recorded = s.scheduled, r.after(d, s.scheduled, r.par.record)
		s.protocol = min(s.held+calendar.Day(d.below(int(s.recorded-s.held)+1)), r.closing(s.held))
		s.deciding = part == c.parts
		if !passed && part == failAt {
			s.result, s.deciding = "failed", true
		}
		if l.early && s.deciding {
			s.protocol = s.held - calendar.Day(d.between(2, 6))
		}
		l.sittings = append(l.sittings, s)
		c.appointed = s.recorded
		if s.result == "failed" {
			l.ending = failed
			return false
		}
	}
	return true
}

// closing is the last day on which a protocol of an exam may be drawn up: the second of the
// next month, before any centre sends its return.
func (r *Republic) closing(held calendar.Day) calendar.Day {
	return r.date(time.Month(r.month(held)+1), 2)
}

// miss records a no-show at the first part. For health the candidate gets a new date.
func (l *life) miss(r *Republic, d *dice, appointed calendar.Day) (again, silent bool) {
	s := sitting{part: 1, attempt: 1, appointed: appointed, result: "no_show", reason: "own_wish", deciding: true}
	s.scheduled = r.after(d, appointed, r.par.wait)
	s.recorded = r.after(d, s.scheduled, r.par.record)
	switch {
	case d.permille(r.par.noShowHealth):
		s.reason, s.sickNote, again = "health", d.permille(r.par.sickNote), true
	case d.permille(r.par.noShowSilent):
		s.reason, silent = "", true
	}
	l.sittings = append(l.sittings, s)
	if !again {
		l.early = false
	}
	return again, silent
}

// chance is the pass rate of the profession, unless the centre stands out.
func (l *life) chance(r *Republic) int {
	switch r.centres[l.centre].role {
	case weak:
		return r.par.passWeak
	case strong:
		return r.par.passStrong
	}
	return r.professions[r.offers[l.offer].profession].pass
}

// outcome is the deciding sitting that ended the procedure, or nil.
func (l *life) outcome() *sitting {
	if n := len(l.sittings); n > 0 && l.ending >= failed {
		return &l.sittings[n-1]
	}
	return nil
}
