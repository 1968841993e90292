package recount

import "sort"

// open are the scopes of centres that were active on a day, by profession.
func (r *Republic) open(day string) map[string][]scope {
	held, list := r.held(), map[string][]scope{}
	for _, s := range r.scopes() {
		if s.on(day) && r.region[s.centre] != "" && active(held[s.centre], day) {
			list[s.profession] = append(list[s.profession], s)
		}
	}
	return list
}

// centreRoutes is what area C says of professions.
func (r *Republic) centreRoutes(c Count) {
	open, held := r.open(r.To), r.held()
	sector := group[profession]{"sector", bySector}
	centresOf := func(p profession) int { return distinct(open[p.code], func(s scope) string { return s.centre }) }
	share(c, "C.04", r.register(), func(p profession) bool { return centresOf(p) == 0 }, sector)
	served := filter(r.register(), func(p profession) bool { return centresOf(p) > 0 })
	share(c, "C.11", served, func(p profession) bool { return centresOf(p) == 1 }, sector)
	half := add(r.To, 0, 6, 0)
	hits(c, "C.06", served, func(p profession) bool {
		for _, s := range open[p.code] {
			if (s.to == "" || s.to > half) && throughout(held[s.centre], r.To, add(half, 0, 0, 1)) {
				return false
			}
		}
		return true
	}, sector)
	r.outside(c)
	type pair struct {
		p      profession
		region string
	}
	seen := map[string]bool{}
	var pairs []pair
	for _, p := range r.register() {
		for _, v := range r.vacancies() {
			if key := p.code + v.region; p.mandatory && v.nkz4 == p.nkz4 && within(v.month, r.Roll, r.To) && v.n > 0 && !seen[key] {
				seen[key] = true
				pairs = append(pairs, pair{p, v.region})
			}
		}
	}
	share(c, "C.03", pairs, func(p pair) bool {
		return len(filter(open[p.p.code], func(s scope) bool { return r.region[s.centre] == p.region })) == 0
	}, group[pair]{"region", func(p pair) string { return p.region }})
}

// outside is C.12: results and documents on days on which the centre's certificate did not cover
// them.
func (r *Republic) outside(c Count) {
	scopes := map[string][]scope{}
	for _, s := range r.scopes() {
		key := s.centre + s.profession + s.level
		scopes[key] = append(scopes[key], s)
	}
	held, n := r.held(), 0
	check := func(centre, profession string, level int, day string) {
		covered := len(filter(scopes[centre+profession+string(rune('0'+level))], func(s scope) bool { return s.on(day) })) > 0
		if !covered || !active(held[centre], day) {
			n++
		}
	}
	for _, a := range r.apps {
		if a.sat() && within(a.outcomeOn, r.From, r.To) && a.profession != "" {
			check(a.centre, a.profession, a.level, a.outcomeOn)
		}
	}
	for _, d := range r.papers {
		if within(d.issued, r.From, r.To) {
			check(d.centre, d.profession, d.level, d.issued)
		}
	}
	c.cell("C.12", n, -1)
}

// A vacancy is what the labour exchange said last of a month, region and unit group.
type vacancy struct {
	month, region, nkz4 string
	landing, n          int
}

func (r *Republic) vacancies() []*vacancy {
	if len(r.rows["vacancies"]) == 0 {
		return nil
	}
	byKey := map[string]*vacancy{}
	for _, w := range r.rows["vacancies"] {
		key := w["month"] + w["region"] + w["nkz4"]
		if v := byKey[key]; v == nil || v.landing < number(w["_landing"]) {
			byKey[key] = &vacancy{w["month"], w["region"], w["nkz4"], number(w["_landing"]), number(w["vacancies"])}
		}
	}
	var list []*vacancy
	for _, key := range sorted(byKey) {
		list = append(list, byKey[key])
	}
	return list
}

// demand is H.01 to H.05.
func (r *Republic) demand(c Count) {
	has, open := r.standardised(), r.open(r.To)
	listed, standard, centre := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, p := range r.register() {
		listed[p.nkz4] = true
		standard[p.nkz4] = standard[p.nkz4] || has[p.code] != nil
		for _, s := range open[p.code] {
			centre[p.nkz4+r.region[s.centre]] = true
			centre[p.nkz4] = true
		}
	}
	sectors := r.sectorsOfGroups()
	months := map[string]bool{}
	sum, bySector := map[string]int{}, map[string]int{}
	for _, v := range r.vacancies() {
		if !within(v.month, r.From, r.To) {
			continue
		}
		months[v.month] = true
		if listed[v.nkz4] && v.n > 0 {
			bySector[sectors[v.nkz4]] += v.n
		}
		for _, place := range []string{"", "/region=" + v.region} {
			sum["all"+place] += v.n
			sum["listed"+place] += v.n * one01(listed[v.nkz4])
			sum["standard"+place] += v.n * one01(standard[v.nkz4])
			sum["centre"+place] += v.n * one01(centre[v.nkz4+v.region])
		}
	}
	for key, all := range sum {
		if place, ok := cutPrefix(key, "all"); ok {
			c.cell("H.01"+place, sum["listed"+place], len(months))
			c.cell("H.02"+place, sum["listed"+place], all)
			c.cell("H.03"+place, sum["standard"+place], all)
			c.cell("H.05"+place, sum["centre"+place], all)
		}
	}
	for sector, n := range bySector {
		c.cell("H.01/sector="+sector, n, len(months))
	}
}

// sectorsOfGroups are the sectors of unit groups whose professions are all of one.
func (r *Republic) sectorsOfGroups() map[string]string {
	of := map[string]string{}
	for _, p := range r.register() {
		sector := r.sector[p.code]
		if have, ok := of[p.nkz4]; ok && have != sector {
			sector = "?"
		}
		of[p.nkz4] = known(sector)
	}
	return of
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || s[:len(prefix)] != prefix {
		return "", false
	}
	return s[len(prefix):], true
}

func one01(is bool) int {
	if is {
		return 1
	}
	return 0
}

// routes is H.07: of the 50 unit groups most wanted in 12 months, those that lead to no
// recognition, by the first link that is missing.
func (r *Republic) routes(c Count) {
	wanted := map[string]int{}
	for _, v := range r.vacancies() {
		if within(v.month, r.Roll, r.To) {
			wanted[v.nkz4] += v.n
		}
	}
	groups := sorted(wanted)
	sort.SliceStable(groups, func(i, j int) bool { return wanted[groups[i]] > wanted[groups[j]] })
	has, open := r.standardised(), r.open(r.To)
	missing := 0
	for _, g := range groups[:min(50, len(groups))] {
		listed, standard, centre := false, false, false
		for _, p := range r.register() {
			if p.nkz4 == g {
				listed, standard, centre = true, standard || has[p.code] != nil, centre || len(open[p.code]) > 0
			}
		}
		if !listed || !standard || !centre {
			missing++
		}
	}
	c.cell("H.07", missing, -1)
}
