package recount

// latest keeps the row of each number that was told last.
func latest(rows []Row, number string) []Row {
	last := map[string]Row{}
	for _, w := range rows {
		old := last[w[number]]
		if old == nil || w["_to"] > old["_to"] || w["_to"] == old["_to"] && later(w, old) {
			last[w[number]] = w
		}
	}
	var list []Row
	for _, key := range sorted(last) {
		list = append(list, last[key])
	}
	return list
}

func later(a, b Row) bool { return number(a["_landing"]) > number(b["_landing"]) }

// term is the day on which so many working days after a day have been reached.
func (r *Republic) term(from string, days int) string {
	d := from
	for days > 0 {
		next := add(d, 0, 0, 1)
		days -= r.wd(d, next)
		d = next
	}
	return d
}

// sameDay is the term if its first day is the start day itself, where that is worked.
func (r *Republic) sameDay(from string, days int) string {
	return r.term(add(from, 0, 0, -1), days)
}

// readings counts a share by both ways to count a term.
func readings(c Count, id string, next, same []Row, hit func(Row, string) bool) {
	for key, list := range map[string][]Row{"next_day": next, "same_day": same} {
		column := map[string]string{"next_day": "due", "same_day": "same"}[key]
		c.cell(id+"/reading="+key, len(filter(list, func(w Row) bool { return hit(w, column) })), len(list))
	}
}

// platform is area J.
func (r *Republic) platform(c Count) {
	class := group[Row]{"class", func(w Row) string { return w["class"] }}
	requests := latest(r.rows["support-requests"], "request_no")
	for _, w := range requests {
		w["due"], w["same"] = r.term(w["opened_on"], number(w["class"])), r.sameDay(w["opened_on"], number(w["class"]))
	}
	in := func(column string) func(Row) bool {
		return func(w Row) bool { return within(w[column], r.From, r.To) }
	}
	inTime := func(w Row) bool { return w["closed_on"] != "" && w["closed_on"] <= w["due"] }
	count(c, "J.01", filter(requests, in("opened_on")), class)
	due := filter(requests, in("due"))
	share(c, "J.02", due, inTime, class)
	share(c, "J.03", filter(due, func(w Row) bool { return w["class"] == "3" }), inTime, group[Row]{})
	closed := func(w Row, due string) bool { return w["closed_on"] != "" && w["closed_on"] <= w[due] }
	three := func(list []Row) []Row { return filter(list, func(w Row) bool { return w["class"] == "3" }) }
	readings(c, "J.02", due, filter(requests, in("same")), closed)
	readings(c, "J.03", three(due), three(filter(requests, in("same"))), closed)
	open := filter(requests, func(w Row) bool { return w["opened_on"] <= r.To && (w["closed_on"] == "" || w["closed_on"] > r.To) })
	hits(c, "J.05", open, func(w Row) bool { return w["due"] < r.To }, class)
	r.closing(c, filter(requests, in("opened_on")))
	r.incidents(c)

	registrations := latest(r.rows["registrations"], "user_id")
	for _, w := range registrations {
		days := 10
		if w["kind"] == "centre" {
			days = 5
		}
		w["due"], w["same"] = r.term(w["trigger_on"], days), r.sameDay(w["trigger_on"], days)
	}
	readings(c, "J.10", filter(registrations, in("due")), filter(registrations, in("same")),
		func(w Row, due string) bool { return w["registered_on"] != "" && w["registered_on"] <= w[due] })
	share(c, "J.10", filter(registrations, in("due")), func(w Row) bool { return w["registered_on"] != "" && w["registered_on"] <= w["due"] },
		group[Row]{"kind", func(w Row) string { return w["kind"] }})
}

// closing is J.04, the median time to close a request.
func (r *Republic) closing(c Count, requests []Row) {
	waits := map[string][]wait{}
	for _, w := range requests {
		x := wait{wd: r.between(w["opened_on"], r.To)}
		if w["closed_on"] != "" && w["closed_on"] <= r.To {
			x.cause, x.wd = 1, r.between(w["opened_on"], w["closed_on"])
		}
		waits[""] = append(waits[""], x)
		waits["/class="+w["class"]] = append(waits["/class="+w["class"]], x)
	}
	for by, list := range waits {
		cell := Cell{Text: true}
		if len(list) >= 20 {
			cell.Value = median(list)
		}
		c["J.04"+by] = cell
	}
}

// incidents is J.07 and J.08; a failure belongs to the day on which it began in the country.
func (r *Republic) incidents(c Count) {
	list := filter(latest(r.rows["incidents"], "incident_no"), func(w Row) bool {
		return w["planned"] != "true" && within(local(w["started_at"]), r.From, r.To)
	})
	count(c, "J.07", list, group[Row]{"source", func(w Row) string { return w["reported_by"] }})
	share(c, "J.08", list, func(w Row) bool { return w["reported_by"] == "user_message" }, group[Row]{})
}

// councils is area K.
func (r *Republic) councils(c Count) {
	of := func(source string) []*answer {
		return filter(r.due(), func(a *answer) bool { return a.source == source })
	}
	share(c, "K.01", of("national-council"), (*answer).came, group[*answer]{})
	share(c, "K.02", of("sector-councils"), func(a *answer) bool { return a.content == "data" }, group[*answer]{"quarter", func(a *answer) string {
		return a.from[:4] + "-Q" + string(rune('1'+(number(a.from[5:7])-1)/3))
	}})
	records := latest(r.rows["standard-reviews"], "record_no")
	reviews := filter(records, func(w Row) bool { return w["kind"] == "review" && within(w["ended_on"], r.From, r.To) })
	count(c, "K.05", reviews, group[Row]{})
	training := filter(records, func(w Row) bool { return w["kind"] == "training" && within(w["started_on"], r.From, r.To) })
	share(c, "K.08", training, func(w Row) bool { return w["ended_on"] != "" && w["ended_on"] <= r.To }, group[Row]{"topic", func(w Row) string { return w["topic_ru"] }})
	acts := filter(newest(r.rows["legal-acts"]), func(w Row) bool { return w["in_force_from"] != "" && w["in_force_from"] <= r.To })
	share(c, "K.09", acts, func(w Row) bool {
		return w["posted_kk_on"] != "" && w["posted_kk_on"] <= r.To && w["posted_ru_on"] != "" && w["posted_ru_on"] <= r.To
	}, group[Row]{})
}
