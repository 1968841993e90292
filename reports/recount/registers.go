package recount

// professions are the rows of the register by code, each as last published.
func (r *Republic) professions() map[string][]Row {
	return lastSeen(r.rows["profession-registry"], "code")
}

// stood reports whether lines of a register were valid on a day: included, not excluded, and if
// they are gone from the newest edition, up to the last in which they stood.
func stood(lines []Row, newestTo, day string) bool {
	from, until := least(lines, "included_on"), ""
	excluded := 0
	for _, w := range lines {
		if w["excluded_on"] != "" {
			excluded++
		}
	}
	switch {
	case excluded == len(lines):
		until = add(most(lines, "excluded_on"), 0, 0, -1)
	case lines[0]["_to"] < newestTo:
		until = lines[0]["_to"]
	}
	return from <= day && (until == "" || until >= day)
}

// A profession of the register on the last day.
type profession struct {
	code, sector, nkz4 string
	mandatory          bool
	levels             []int
}

func (r *Republic) register() []profession {
	var list []profession
	last := most(r.rows["profession-registry"], "_to")
	pairs := lastSeen(r.rows["profession-registry"], "code", "level")
	byCode := r.professions()
	for _, code := range sorted(byCode) {
		lines := byCode[code]
		if !stood(lines, last, r.To) {
			continue
		}
		p := profession{code: code, sector: most(lines, "sector"), nkz4: most(lines, "nkz")[:4], mandatory: most(lines, "mandatory") == "true"}
		for level := 1; level <= 8; level++ {
			if pair := pairs[code+"|"+string(rune('0'+level))]; pair != nil && stood(pair, last, r.To) {
				p.levels = append(p.levels, level)
			}
		}
		list = append(list, p)
	}
	return list
}

// standards are the lines of the newest list of professional standards.
func (r *Republic) standards() []Row { return newest(r.rows["professional-standards"]) }

func inForce(s Row, day string) bool {
	return s["in_force_from"] != "" && s["in_force_from"] <= day && (s["in_force_to"] == "" || s["in_force_to"] >= day)
}

// one keeps one line of each standard.
func one(lines []Row, column string) []Row {
	seen := map[string]bool{}
	return filter(lines, func(w Row) bool {
		if seen[w[column]] {
			return false
		}
		seen[w[column]] = true
		return true
	})
}

// standardised are the professions with a standard in force on the last day, and their levels.
func (r *Republic) standardised() map[string]map[int]bool {
	has := map[string]map[int]bool{}
	for _, s := range r.standards() {
		if inForce(s, r.To) {
			if has[s["profession"]] == nil {
				has[s["profession"]] = map[int]bool{}
			}
			has[s["profession"]][number(s["level"])] = true
		}
	}
	return has
}

func bySector(p profession) string { return p.sector }

// frameworks is area A.
func (r *Republic) frameworks(c Count) {
	register, has := r.register(), r.standardised()
	sector := group[profession]{"sector", bySector}
	standard := func(p profession) bool { return has[p.code] != nil }
	mandatory := filter(register, func(p profession) bool { return p.mandatory })
	count(c, "A.01", register, sector)
	share(c, "A.02", register, standard, sector)
	share(c, "A.03", mandatory, standard, sector)

	framed := map[string]bool{}
	for _, f := range newest(r.rows["sector-frameworks"]) {
		if f["approved_on"] <= r.To && (f["in_force_to"] == "" || f["in_force_to"] >= r.To) {
			framed[f["sector"]] = true
			framed[f["sector"]+"/"+f["level"]] = true
		}
	}
	type pair struct {
		p     profession
		level int
	}
	var pairs []pair
	conflicts := map[string]int{}
	for _, p := range register {
		for _, l := range p.levels {
			pairs = append(pairs, pair{p, l})
			if standard(p) && !has[p.code][l] {
				conflicts[p.sector]++
			}
		}
		for l := range has[p.code] {
			if !contains(p.levels, l) {
				conflicts[p.sector]++
			}
		}
	}
	share(c, "A.04", pairs, func(p pair) bool { return framed[p.p.sector+"/"+string(rune('0'+p.level))] }, group[pair]{"sector", func(p pair) string { return p.p.sector }})
	bodies := map[string]bool{}
	for _, a := range r.rows["activities"] {
		if a["_to"] == most(r.rows["activities"], "_to") && len(a["code"]) == 1 && a["state_body"] != "" {
			bodies[a["state_body"]] = bodies[a["state_body"]] || framed[a["code"]]
		}
	}
	share(c, "A.05", sorted(bodies), func(b string) bool { return bodies[b] }, group[string]{})
	every := one(r.standards(), "standard_code")
	standing := filter(every, func(s Row) bool { return inForce(s, r.To) && s["revision_due_on"] != "" })
	line := group[Row]{"sector", func(s Row) string { return s["sector"] }}
	share(c, "A.06", standing, func(s Row) bool { return s["revision_due_on"] < r.To }, line)
	count(c, "A.08", filter(every, func(s Row) bool { return within(s["approved_on"], r.From, r.To) }), line)
	sum := 0
	for s, n := range conflicts {
		sum += n
		c.cell("A.11/sector="+s, n, -1)
	}
	c.cell("A.11", sum, -1)
}

func contains(levels []int, level int) bool {
	for _, l := range levels {
		if l == level {
			return true
		}
	}
	return false
}

// A programme live on the last day.
type programme struct {
	kind, standard string
	based          bool
	professions    []string
}

// live are the programmes of each kind's newest register that are included and not excluded.
func (r *Republic) live() []*programme {
	byCode := map[string]*programme{}
	for _, kind := range []string{"tvet", "higher"} {
		for _, w := range newest(r.rows["programmes-"+kind]) {
			from, out := w["included_on"], w["excluded_on"]
			if kind == "tvet" && w["status"] == "excluded" && out == "" {
				out = from
			}
			if kind == "higher" {
				from, out = w["created"], ""
				if w["status"] == "0" {
					continue
				}
				if out = w["created"]; w["modified"] != "" {
					out = w["modified"][:10]
				}
				if w["status"] != "2" {
					out = ""
				}
			}
			if from > r.To || out != "" && out <= r.To {
				continue
			}
			p := byCode[w["programme_code"]]
			if p == nil {
				p = &programme{kind: kind, standard: w["standard_code"], based: w["standard_based"] == "true"}
				byCode[w["programme_code"]] = p
			}
			p.professions = append(p.professions, w["profession"])
		}
	}
	var list []*programme
	for _, code := range sorted(byCode) {
		list = append(list, byCode[code])
	}
	return list
}

// programmes is area B.
func (r *Republic) programmes(c Count) {
	live := r.live()
	kind := group[*programme]{"kind", func(p *programme) string { return p.kind }}
	count(c, "B.01", live, kind)
	share(c, "B.02", live, func(p *programme) bool { return p.based }, kind)
	taught, force := map[string]bool{}, map[string]bool{}
	for _, p := range live {
		for _, code := range p.professions {
			taught[code] = true
		}
	}
	for _, s := range r.standards() {
		force[s["standard_code"]] = force[s["standard_code"]] || inForce(s, r.To)
	}
	without := func(p profession) bool { return !taught[p.code] }
	sector := group[profession]{"sector", bySector}
	share(c, "B.03", r.register(), without, sector)
	hits(c, "B.04", filter(r.register(), func(p profession) bool { return p.mandatory }), without, sector)
	share(c, "B.05", filter(live, func(p *programme) bool { return p.standard != "" }), func(p *programme) bool { return !force[p.standard] }, kind)
	newestEdition := max(most(r.rows["programmes-tvet"], "_to"), most(r.rows["programmes-higher"], "_to"))
	days := 0
	for d := newestEdition; d < r.AsOf; d = add(d, 0, 0, 1) {
		days++
	}
	c.cell("B.07", days, -1)
}
