package recount

import "sort"

// An event of a certificate, in the order of days; of one day the end comes last.
type event struct {
	state, on, validTo, toldIn string
}

var stages = map[string]int{"issued": 1, "reissued": 2, "withdrawn": 3, "resumed": 4, "terminated": 5}

var gives = map[string]bool{"issued": true, "reissued": true, "resumed": true}

// contradictions are the certificates that one list of paragraph 7(4) ends and the other goes on
// to show as live, with the first day of the end and the last edition that shows them.
func (r *Republic) contradictions() map[string][2]string {
	list := map[string][2]string{}
	for _, d := range r.rows["discontinued-centres"] {
		for _, a := range r.rows["accredited-centres"] {
			if a["bin"] != d["bin"] || a["certificate_no"] != d["certificate_no"] || !gives[a["status"]] || a["_from"] <= d["terminated_on"] {
				continue
			}
			key := d["bin"] + "|" + d["certificate_no"]
			was, ok := list[key]
			if !ok || d["terminated_on"] < was[0] {
				was[0] = d["terminated_on"]
			}
			was[1] = max(was[1], a["_to"])
			list[key] = was
		}
	}
	return list
}

// certificates are the events of every certificate, by "bin|number".
func (r *Republic) certificates() map[string][]event {
	told := map[string]map[string]*event{}
	put := func(key string, e event, shown bool) {
		if told[key] == nil {
			told[key] = map[string]*event{}
		}
		id := e.state + e.on
		old := told[key][id]
		switch {
		case old == nil:
			if !shown {
				e.toldIn = ""
			}
			told[key][id] = &e
		case shown && e.validTo != "" && e.toldIn >= old.toldIn:
			old.validTo, old.toldIn = e.validTo, e.toldIn
		case old.toldIn == "" && !shown && e.validTo != "" && (old.validTo == "" || e.validTo < old.validTo):
			old.validTo = e.validTo
		}
	}
	for _, a := range r.rows["accredited-centres"] {
		key := a["bin"] + "|" + a["certificate_no"]
		put(key, event{a["status"], a["status_on"], a["valid_to"], a["_to"]}, true)
		if a["status"] != "issued" {
			put(key, event{"issued", a["issued_on"], a["valid_to"], a["_to"]}, false)
		}
	}
	doubtful := r.contradictions()
	for _, d := range r.rows["discontinued-centres"] {
		key := d["bin"] + "|" + d["certificate_no"]
		if _, ok := doubtful[key]; !ok {
			put(key, event{"terminated", d["terminated_on"], "", d["_to"]}, true)
		}
	}
	all := map[string][]event{}
	for key, events := range told {
		for _, e := range events {
			all[key] = append(all[key], *e)
		}
		sort.Slice(all[key], func(i, j int) bool {
			a, b := all[key][i], all[key][j]
			return a.on < b.on || a.on == b.on && stages[a.state] < stages[b.state]
		})
	}
	return all
}

// active reports whether a certificate of the centre was in force on a day.
func active(certificates [][]event, day string) bool {
	for _, events := range certificates {
		var last *event
		ended := false
		for i := range events {
			if e := &events[i]; e.on <= day {
				last = e
				ended = ended || e.state == "terminated"
			}
		}
		if last != nil && !ended && gives[last.state] && (last.validTo == "" || last.validTo >= day) {
			return true
		}
	}
	return false
}

// throughout reports whether the centre was active on every day of a span.
func throughout(certificates [][]event, from, to string) bool {
	for d := from; d <= to; d = add(d, 0, 0, 1) {
		if !active(certificates, d) {
			return false
		}
	}
	return true
}

// A scope is a line of a certificate: what a centre may recognise, and when.
type scope struct {
	centre, profession, level, from, to string
}

func (r *Republic) scopes() []scope {
	list := []scope{}
	latest := map[string]string{} // of each sender of lists
	for _, a := range r.rows["accredited-centres"] {
		latest[a["_provider"]] = max(latest[a["_provider"]], a["_to"])
	}
	for _, lines := range lastSeen(r.rows["accredited-centres"], "bin", "certificate_no", "profession", "level") {
		for _, w := range lines {
			s := scope{w["bin"], w["profession"], w["level"], w["scope_from"], w["scope_to"]}
			if s.to == "" && w["_to"] < latest[w["_provider"]] {
				s.to = w["_to"]
			}
			list = append(list, s)
		}
	}
	return list
}

func (s scope) on(day string) bool { return s.from <= day && (s.to == "" || s.to >= day) }

// held are the certificates of every centre.
func (r *Republic) held() map[string][][]event {
	list := map[string][][]event{}
	for key, events := range r.certificates() {
		centre := key[:12]
		list[centre] = append(list[centre], events)
	}
	return list
}

// centres is area C but for what concerns professions.
func (r *Republic) centres(c Count) {
	held := r.held()
	where := group[string]{"region", func(centre string) string { return r.region[centre] }}
	var now, all []string
	for _, centre := range sorted(held) {
		if r.region[centre] == "" { // never stood in the list of accredited centres
			continue
		}
		all = append(all, centre)
		if active(held[centre], r.To) {
			now = append(now, centre)
		}
	}
	count(c, "C.01", now, where)
	var ending []string
	for _, centre := range now {
		last := ""
		for _, w := range r.rows["accredited-centres"] {
			if w["bin"] == centre && w["issued_on"] <= r.To && w["valid_to"] >= r.To {
				last = max(last, w["valid_to"])
			}
		}
		if last != "" && last <= add(r.To, 0, 12, 0) {
			ending = append(ending, centre)
		}
	}
	count(c, "C.05", ending, group[string]{})
	var kinds []string
	for key, events := range r.certificates() {
		for _, e := range events {
			if within(e.on, r.From, r.To) && r.region[key[:12]] != "" {
				kinds = append(kinds, e.state)
			}
		}
	}
	count(c, "C.07", kinds, group[string]{"state", func(s string) string { return s }})
	steady := filter(all, func(centre string) bool { return throughout(held[centre], r.Roll, r.To) })
	share(c, "C.10", steady, r.dormant, where)
	var doubtful []string
	for key, d := range r.contradictions() {
		if d[0] <= r.To && d[1] >= r.From {
			doubtful = append(doubtful, key[:12])
		}
	}
	c.cell("C.13", distinct(doubtful, func(s string) string { return s }), -1)
}

// dormant reports whether a centre had no outcome in 12 months and no return of it is missing.
func (r *Republic) dormant(centre string) bool {
	for _, a := range r.apps {
		if a.centre == centre && a.examined() && within(a.outcomeOn, r.Roll, r.To) {
			return false
		}
	}
	for _, a := range r.answers {
		if a.provider == centre && a.state == "missing" && within(a.from, r.Roll, r.To) {
			return false
		}
	}
	return true
}
