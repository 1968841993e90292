package synthetic

import (
	"nsk/schedules/calendar"
)

// lives tells of single applications, and of centres by their outcomes.
func (o *Oracle) lives(r *Republic) {
	sat := map[int][2]int{}
	for n := range r.volume.total() {
		l := r.life(n)
		o.stream(r, &l)
		if _, planted := r.plan().heldBack[int32(n)]; planted {
			o.add(r.about(&l, AnnulledFirst, l.annulled, documents))
		}
		if serial, planted := r.plan().serials[int32(n)]; planted {
			p := r.about(&l, SerialConflict, l.issued, documents)
			p.Also, p.Period = serial, r.monthPeriod(r.month(l.issued))
			o.add(p)
		}
		if x := l.outcome(); x != nil && x.result != "no_show" && x.held > years(r.date(10, 31), -1) && x.held <= r.date(10, 31) {
			t := sat[l.centre]
			t[1]++
			if x.result == "passed" {
				t[0]++
			}
			sat[l.centre] = t
		}
	}
	for c := range r.centres {
		kind := map[role]string{weak: LowPassRate, strong: HighPassRate}[r.centres[c].role]
		if kind != "" {
			o.add(Planted{Kind: kind, Source: "applications", Provider: r.centres[c].bin, Count: sat[c][0], Of: sat[c][1]})
		}
	}
}

// about describes an application; it is seen in the stream on the day after.
func (r *Republic) about(l *life, kind string, on calendar.Day, source string) Planted {
	o := r.offers[l.offer]
	return Planted{Kind: kind, Source: source, Provider: r.centres[l.centre].bin, Key: l.no,
		Also: display(o.level, r.professions[o.profession].code), On: on, Seen: r.streamed(on)}
}

// streamed is the day on which the stream of a day is published: the next, and for the
// year before the first day of the year.
func (r *Republic) streamed(on calendar.Day) calendar.Day { return max(on+1, r.date(1, 1)) }

// stream tells what the stream shows of one application.
func (o *Oracle) stream(r *Republic, l *life) {
	for _, s := range l.sittings {
		switch {
		case l.outside && !s.held.IsZero() && !r.centres[l.centre].covers(l.offer, s.held):
			o.add(r.seen(l, OutOfScope, s.held, s.recorded))
		case l.ending == unexplained:
			o.add(r.seen(l, NoShowSilent, s.scheduled, s.recorded))
		}
		if !s.protocol.IsZero() && s.protocol < s.held {
			o.add(r.seen(l, ProtocolEarly, s.held, s.recorded))
		}
	}
	switch l.ending {
	case undecided, unsigned, unexplained:
		days := l.days()
		last := days[len(days)-1]
		o.add(r.seen(l, Stalled, last, last))
	case undocumented:
		o.add(r.seen(l, NoDocument, l.recognised, l.recognised))
	}
}

func (r *Republic) seen(l *life, kind string, on, published calendar.Day) Planted {
	p := r.about(l, kind, on, "applications")
	p.Seen = r.streamed(published)
	return p
}
