package synthetic

import (
	"strconv"

	"nsk/schedules/calendar"
)

// centres tells of registers about centres, as they stand on 31 October.
func (o *Oracle) centres(r *Republic) {
	cut := r.date(10, 31)
	for i := range r.centres {
		c := &r.centres[i]
		if last := c.last(); last.validTo > cut && last.validTo <= years(cut, 1) && c.active(cut) {
			o.add(Planted{Kind: ExpiringSoon, Source: "accredited-centres", Provider: c.bin, Key: last.no, On: last.validTo, Seen: r.date(1, 6)})
		}
		if c.role == contradicted {
			o.add(Planted{Kind: ListsContradict, Source: "discontinued-centres", Provider: c.bin, Key: c.last().no, On: r.date(5, 6), Seen: r.date(6, 5)})
		}
	}
	for _, row := range r.allRegistrations() {
		from, _ := calendar.ParseDay(row[2])
		until, _ := calendar.ParseDay(row[3])
		if row[1] == "centre" && until > r.wd(from, 5) {
			o.add(Planted{Kind: LateRegistration, Source: "registrations", Provider: row[0], Key: row[0], On: from})
		}
	}
	o.gaps(r, cut)
}

// gaps tells of mandatory professions that are in demand in a region without a centre.
func (o *Oracle) gaps(r *Republic, cut calendar.Day) {
	covered := map[[2]string]bool{}
	for i := range r.centres {
		c := &r.centres[i]
		for _, s := range c.scope {
			if c.covers(s.offer, cut) {
				covered[[2]string{c.region, r.professions[r.offers[s.offer].profession].code}] = true
			}
		}
	}
	for k, u := range r.units {
		for _, n := range u.professions {
			for i, g := range r.regions {
				p := r.professions[n]
				if p.mandatory && r.demanded(i, k) && !covered[[2]string{g.code, p.code}] {
					o.add(Planted{Kind: NoCentreInRegion, Source: "accredited-centres", Key: p.code, Also: g.code})
				}
			}
		}
	}
}

// bodies tells of what state bodies, the education bodies and the administrator send.
func (o *Oracle) bodies(r *Republic) {
	for _, body := range r.stateBodies() {
		for q := range 4 {
			if mute(body, q) {
				o.add(Planted{Kind: SilentCouncil, Source: "sector-councils", Provider: body, Period: r.quarterName(q)})
			}
		}
	}
	for _, f := range rows("acts") {
		if f[5] == "" || f[6] == "" {
			o.add(Planted{Kind: ActNotPosted, Source: "legal-acts", Provider: "authorised-body", Key: f[0], Seen: r.dated(f[7])})
		}
	}
	o.standards(r)
	for d := r.volume.first; d <= r.date(12, 31); d++ {
		for _, q := range r.requests(d) {
			if q.late {
				o.add(Planted{Kind: LateSupport, Source: "support-requests", Provider: "administrator", Key: q.no, Count: q.class, On: q.closed, Seen: q.closed + 1})
			}
		}
	}
}

// standards tells of standards behind their time, and of live programmes on lapsed ones in
// the register of the first half of the year.
func (o *Oracle) standards(r *Republic) {
	cut, lapsed := r.date(10, 31), map[string]bool{}
	for _, s := range r.standards() {
		lapsed[s.code] = !s.to.IsZero() && s.to < cut
		if !lapsed[s.code] && !s.revisionOn.IsZero() && s.revisionOn < cut {
			o.add(Planted{Kind: OverdueStandard, Source: "professional-standards", Key: s.code, On: s.revisionOn})
		}
	}
	for _, higher := range []bool{false, true} {
		for _, p := range r.programmes(higher) {
			if p.live(1) && lapsed[p.standard(r)] {
				o.add(Planted{Kind: LapsedStandard, Source: map[bool]string{false: "programmes-tvet", true: "programmes-higher"}[higher],
					Period: strconv.Itoa(r.year) + "-H1", Key: p.code, Also: p.standard(r), Seen: r.date(7, 8)})
			}
		}
	}
}
