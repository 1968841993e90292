package recount

import "math/big"

func byExamRegion() group[*sitting] {
	return group[*sitting]{"region", func(s *sitting) string { return known(s.region) }}
}

// exams is what areas D and E say of sittings.
func (r *Republic) exams(c Count) {
	live := filter(r.sittings, func(s *sitting) bool { return s.live })
	due := filter(live, func(s *sitting) bool { return within(s.scheduled, r.From, r.To) })
	held := filter(live, func(s *sitting) bool { return within(s.held, r.From, r.To) })
	missed := func(reason string) func(*sitting) bool {
		return func(s *sitting) bool { return s.result == "no_show" && s.reason == reason }
	}
	late := func(days int) func(*sitting) bool {
		return func(s *sitting) bool { return r.wd(s.scheduled, r.To) > days }
	}
	count(c, "D.16", due, byExamRegion())
	share(c, "D.17", due, func(s *sitting) bool { return s.result == "no_show" }, byExamRegion())
	share(c, "D.18", due, missed("own_wish"), group[*sitting]{})
	share(c, "D.19", due, missed("health"), group[*sitting]{})
	hits(c, "D.20", filter(due, missed("")), late(10), group[*sitting]{})
	share(c, "E.13", held, func(s *sitting) bool { return s.protocolNo != "" && s.protocolDate != "" }, byExamRegion())
	hits(c, "E.14", held, func(s *sitting) bool { return s.protocolDate != "" && s.protocolDate < s.held }, byExamRegion())
	registered := func(s *sitting) bool { return s.recorded != "" && s.recorded <= r.To }
	judged := filter(held, func(s *sitting) bool { return registered(s) || r.wd(s.held, r.To) > 5 })
	share(c, "E.15", judged, func(s *sitting) bool { return registered(s) && r.between(s.held, s.recorded) <= 5 }, byExamRegion())
	hits(c, "E.16", filter(due, func(s *sitting) bool { return s.result == "" }), late(10), group[*sitting]{})
}

// results is what area E says of outcomes.
func (r *Republic) results(c Count) {
	in := func(a *app) bool { return within(a.outcomeOn, r.From, r.To) }
	sat := filter(r.apps, func(a *app) bool { return a.sat() && in(a) })
	concluded := filter(r.apps, func(a *app) bool { return a.examined() && in(a) })
	passed := func(a *app) bool { return a.outcome == "passed" }
	count(c, "E.01", concluded, r.bySector())
	share(c, "E.02", sat, passed, r.bySector())
	share(c, "E.03", concluded, passed, r.bySector())
	waiting := filter(r.apps, func(a *app) bool {
		last := ""
		for _, s := range r.byApp[a.no] {
			if s.live {
				last = max(last, s.scheduled)
			}
		}
		return (a.finalOn == "" || a.finalOn > r.To) && within(last, r.From, r.To)
	})
	share(c, "E.04", append(concluded[:len(concluded):len(concluded)], waiting...), passed, r.bySector())
	r.passBounds(c, len(filter(sat, passed)), len(sat))
}

// passBounds is E.05: every missing return of a centre may hold as many results as its largest
// month, all failed or all passed.
func (r *Republic) passBounds(c Count, passed, sat int) {
	months, largest := map[string]int{}, map[string]int{}
	for _, a := range r.apps {
		if a.sat() && within(a.outcomeOn, r.Roll, r.To) {
			key := a.centre + a.outcomeOn[:7]
			months[key]++
			largest[a.centre] = max(largest[a.centre], months[key])
		}
	}
	most := 0
	for _, x := range r.answers {
		if x.source != "recognition-persons" || x.state != "missing" || x.dueEff > r.AsOf || !within(x.from, r.From, r.To) {
			continue
		}
		if n, ok := largest[x.provider]; ok {
			most += n
			continue
		}
		most += usual(largest, r.region, known(r.region[x.provider]))
	}
	c.cell("E.05", passed, sat)
	places := 1
	if sat < 100 {
		places = 0
	}
	percent := func(x, n int) string { return rounded(big.NewRat(int64(x)*100, int64(n)), places) }
	if sat >= 20 {
		cell := c["E.05"]
		cell.Value = percent(passed, sat+most) + "–" + percent(passed+most, sat+most)
		c["E.05"] = cell
	}
}

// usual is the 95th percentile of the largest months of the centres of a region.
func usual(largest map[string]int, region map[string]string, where string) int {
	var there []int
	for centre, n := range largest {
		if known(region[centre]) == where {
			there = append(there, n)
		}
	}
	for _, n := range there {
		if len(filter(there, func(m int) bool { return m <= n }))*100 >= 95*len(there) && len(filter(there, func(m int) bool { return m < n }))*100 < 95*len(there) {
			return n
		}
	}
	return 0
}

// A paper is a document by serial, centre and person, as returns tell of it, else the platform.
type paper struct {
	serial, centre, person, profession string
	level                              int
	issued, expires, annulled          string
	issuedIn, expiresIn                string // edition of the return that told
	returned                           [3]bool
}

// certify makes the register of documents.
func (r *Republic) certify() {
	all := map[string]*paper{}
	of := func(serial, centre, person string) *paper {
		key := serial + "|" + centre + "|" + person
		if all[key] == nil {
			all[key] = &paper{serial: serial, centre: centre, person: person}
		}
		return all[key]
	}
	for _, w := range r.rows["recognition-documents"] {
		p := of(w["serial"], w["centre_bin"], w["person_key"])
		p.profession, p.level = max(p.profession, w["profession"]), max(p.level, number(w["level"]))
		switch {
		case w["action"] == "annulled":
			day := first(w["action_date"], w["_to"])
			if p.annulled == "" || day < p.annulled {
				p.annulled, p.returned[2] = day, true
			}
		default:
			if w["action_date"] != "" && w["_to"] >= p.issuedIn {
				p.issued, p.issuedIn, p.returned[0] = w["action_date"], w["_to"], true
			}
			if w["expires_on"] != "" && w["_to"] >= p.expiresIn {
				p.expires, p.expiresIn, p.returned[1] = w["expires_on"], w["_to"], true
			}
		}
	}
	r.certifyByPlatform(of)
	for _, key := range sorted(all) {
		if all[key].serial != "" {
			r.papers = append(r.papers, all[key])
		}
	}
}

// certifyByPlatform adds what only the platform tells.
func (r *Republic) certifyByPlatform(of func(serial, centre, person string) *paper) {
	for _, a := range r.apps {
		serial := ""
		for _, e := range a.steps {
			if e.status == "document_signed" {
				serial = max(serial, e.Row["serial"])
			}
		}
		for _, e := range a.steps {
			if e.status != "document_signed" && e.status != "annulled" || first(e.Row["serial"], serial) == "" {
				continue
			}
			p := of(first(e.Row["serial"], serial), e.Row["centre_bin"], e.Row["person_key"])
			fill(&p.profession, e.Row["profession"])
			if p.level == 0 {
				p.level = number(e.Row["level"])
			}
			if e.status == "annulled" {
				if !p.returned[2] && (p.annulled == "" || e.on < p.annulled) {
					p.annulled = e.on
				}
				continue
			}
			if day := first(e.Row["issued_on"], e.on); !p.returned[0] && (p.issued == "" || day < p.issued) {
				p.issued = day
			}
			if !p.returned[1] {
				p.expires = max(p.expires, e.Row["expires_on"])
			}
		}
	}
}

// documents is area F.
func (r *Republic) documents(c Count) {
	where := group[*paper]{"region", func(p *paper) string { return known(r.region[p.centre]) }}
	issued := func(p *paper) bool { return within(p.issued, r.From, r.To) }
	valid := func(p *paper) bool {
		return p.issued != "" && p.issued <= r.To && p.expires >= r.To && (p.annulled == "" || p.annulled > r.To)
	}
	count(c, "F.01", filter(r.papers, issued), where)
	count(c, "F.02", filter(r.papers, valid), where)
	count(c, "F.04", filter(r.papers, func(p *paper) bool { return within(p.annulled, r.From, r.To) }), where)
	year := add(r.To, 0, 12, 0)
	c.cell("F.06", len(filter(r.papers, func(p *paper) bool { return valid(p) && p.expires <= year })), -1)
	for months, h := range map[string]int{"3": 3, "6": 6, "12": 12} {
		by := add(r.To, 0, h, 0)
		c.cell("F.06/horizon="+months, len(filter(r.papers, func(p *paper) bool { return valid(p) && p.expires <= by })), -1)
	}
	hits(c, "F.08", filter(r.apps, func(a *app) bool {
		return a.recognised != "" && a.recognised <= r.To && (a.signed == "" || a.signed > r.To)
	}), func(a *app) bool { return r.wd(a.recognised, r.To) > 10 }, r.byCentreRegion())
	owners, conflicts := map[string]string{}, map[string]bool{}
	for _, p := range r.papers {
		if p.issued == "" || p.issued > r.To || p.profession == "" {
			continue
		}
		who := p.centre + "/" + p.person + "/" + p.profession
		if owner, ok := owners[p.serial]; ok && owner != who {
			conflicts[p.serial] = true
		}
		owners[p.serial] = who
	}
	c.cell("F.09", len(conflicts), -1)
	c.cell("F.10", len(filter(r.papers, func(p *paper) bool { return p.annulled != "" && p.annulled <= r.To && p.issued == "" })), -1)
}
