package recount

import (
	"fmt"
	"sort"
)

// A sitting is one appointed date of an exam.
type sitting struct {
	app                                        string
	exam, attempt                              int
	scheduled, held, result, reason            string
	protocolNo, protocolDate, recorded, region string
	centre, profession                         string
	level                                      int
	live, last                                 bool // last: of its part and attempt
	firstTold, lastTold                        string
}

// day is when the exam was held, or was to be.
func (s *sitting) day() string { return first(s.held, s.scheduled) }

// sit makes the sittings: of the dates appointed on the platform, with their results, completed
// by the returns of centres that do not hold successes only.
func (r *Republic) sit(byNo map[string]*app) {
	r.byApp = map[string][]*sitting{}
	of := map[string][]*sitting{}
	for no, a := range byNo {
		of[no] = a.appointments()
	}
	returned := r.attempts(of, byNo)
	for _, no := range sorted(returned) {
		for _, w := range returned[no] {
			of[no] = complete(of[no], w)
			if byNo[no] == nil {
				byNo[no] = &app{no: no}
			}
			if a := byNo[no]; a.returned == nil || number(w["attempt"]) > number(a.returned["attempt"]) {
				a.returned = w
			}
		}
	}
	for no, list := range of {
		a := byNo[no]
		for _, s := range list {
			s.app = no
			for _, e := range a.steps {
				set(&s.centre, e.Row["centre_bin"])
				set(&s.profession, e.Row["profession"])
				if e.Row["level"] != "" {
					s.level = number(e.Row["level"])
				}
			}
			r.sittings = append(r.sittings, s)
			r.byApp[no] = append(r.byApp[no], s)
		}
	}
}

// appointments are the dates of every part and attempt of one application, and their results.
func (a *app) appointments() []*sitting {
	at := map[string]*sitting{}
	for _, e := range a.steps {
		exam, attempt := max(number(e.Row["exam_no"]), 1), max(number(e.Row["attempt"]), 1)
		if e.status != "scheduled" || e.Row["scheduled_for"] == "" {
			continue
		}
		key := fmt.Sprint(exam, attempt, e.Row["scheduled_for"])
		if at[key] == nil {
			at[key] = &sitting{exam: exam, attempt: attempt, scheduled: e.Row["scheduled_for"], firstTold: e.local}
		}
		s := at[key]
		s.firstTold, s.lastTold = min(s.firstTold, e.local), max(s.lastTold, e.local)
		set(&s.region, e.Row["exam_region"])
	}
	var list []*sitting
	for _, s := range at {
		list = append(list, s)
	}
	sort.Slice(list, func(i, j int) bool {
		x, y := list[i], list[j]
		return fmt.Sprintf("%02d%02d%s%s", x.exam, x.attempt, x.lastTold, x.scheduled) < fmt.Sprintf("%02d%02d%s%s", y.exam, y.attempt, y.lastTold, y.scheduled)
	})
	for i, s := range list {
		s.live, s.last = true, true
		if i+1 < len(list) && list[i+1].exam == s.exam {
			s.last = list[i+1].attempt != s.attempt
			s.live = list[i+1].firstTold >= s.scheduled // moved before the day came: not a sitting
		}
	}
	return a.outcomes(list)
}

// outcomes puts the results beside the last date of their part and attempt.
func (a *app) outcomes(list []*sitting) []*sitting {
	for _, e := range a.steps {
		if e.status != "passed" && e.status != "failed" && e.status != "no_show" {
			continue
		}
		exam, attempt := max(number(e.Row["exam_no"]), 1), max(number(e.Row["attempt"]), 1)
		var s *sitting
		for _, x := range list {
			if x.exam == exam && x.attempt == attempt && x.last {
				s = x
			}
		}
		if s == nil {
			s = &sitting{exam: exam, attempt: attempt, last: true, scheduled: first(e.Row["scheduled_for"], e.on)}
			list = append(list, s)
		}
		s.live, s.result, s.reason, s.held = true, e.status, "", ""
		if e.status == "no_show" {
			s.reason = reasons[e.Row["no_show_reason"]]
		} else {
			s.held = first(e.Row["held_on"], e.Row["protocol_date"], s.scheduled, e.on)
		}
		set(&s.region, e.Row["exam_region"])
		set(&s.protocolNo, e.Row["protocol_no"])
		set(&s.protocolDate, e.Row["protocol_date"])
		if s.recorded == "" || e.local < s.recorded {
			s.recorded = e.local
		}
	}
	return list
}

// attempts are what the returns tell of each application, one row an attempt, as last told,
// without the centres whose returns hold successes only while the platform saw others.
func (r *Republic) attempts(of map[string][]*sitting, byNo map[string]*app) map[string][]Row {
	last := map[string]Row{}
	for _, w := range r.rows["recognition-persons"] {
		key := w["application_no"] + "|" + w["attempt"]
		if old := last[key]; old == nil || w["_to"] > old["_to"] || w["_to"] == old["_to"] && number(w["_landing"]) > number(old["_landing"]) {
			last[key] = w
		}
	}
	flattering := map[string]bool{}
	for _, w := range last {
		if within(w["exam_date"], r.Roll, r.To) {
			flat, seen := flattering[w["centre_bin"]]
			flattering[w["centre_bin"]] = w["result"] == "passed" && (flat || !seen)
		}
	}
	other := map[string]bool{}
	for no, list := range of {
		for _, s := range list {
			if (s.result == "failed" || s.result == "no_show") && within(s.day(), r.Roll, r.To) {
				steps := byNo[no].steps
				other[steps[len(steps)-1].Row["centre_bin"]] = true
			}
		}
	}
	list := map[string][]Row{}
	for _, key := range sorted(last) {
		w := last[key]
		if !flattering[w["centre_bin"]] || !other[w["centre_bin"]] {
			list[w["application_no"]] = append(list[w["application_no"]], w)
		}
	}
	return list
}

// complete puts a row of a return beside the last part of its attempt; what the platform tells
// goes before.
func complete(list []*sitting, w Row) []*sitting {
	var s *sitting
	for _, x := range list {
		if x.attempt == number(w["attempt"]) && x.live && x.last && (s == nil || x.exam > s.exam) {
			s = x
		}
	}
	if s == nil {
		s = &sitting{exam: 1, attempt: number(w["attempt"]), live: true, last: true, scheduled: w["exam_date"],
			centre: w["centre_bin"], profession: w["profession"], level: number(w["level"])}
		list = append(list, s)
	}
	if s.result == "" {
		if s.result = w["result"]; w["result"] != "no_show" {
			s.held = w["exam_date"]
		}
	}
	if s.result == "no_show" {
		fill(&s.reason, w["no_show_reason"])
	}
	fill(&s.protocolNo, w["protocol_no"])
	fill(&s.protocolDate, w["protocol_date"])
	fill(&s.recorded, w["_known"])
	fill(&s.region, w["exam_region"])
	return list
}

// judge gives the application its final outcome, if it has one, and the days of it.
func (a *app) judge(r *Republic) {
	var last *sitting
	silent, parts := "", 0
	for _, s := range r.byApp[a.no] {
		if !s.live {
			continue
		}
		parts = max(parts, s.exam)
		switch d := s.day(); {
		case d > r.To:
		case s.result == "":
			silent = max(silent, d)
		case last == nil || d > last.day() || d == last.day() && (s.exam > last.exam || s.exam == last.exam && s.attempt > last.attempt):
			last = s
		}
	}
	exam, result := "", ""
	if last != nil {
		exam, result = last.day(), last.result
	}
	switch {
	case a.decision == "refused":
		a.outcome, a.outcomeOn = "refused", a.decided
	case a.success:
		a.outcome = "passed"
		passed := ""
		if result == "passed" {
			passed = exam
		}
		a.outcomeOn = first(passed, silent, a.recognised, a.certified, a.signed, a.last)
	case result == "no_show" && last.reason == "own_wish":
		a.outcome, a.outcomeOn = "no_show_own", exam
	case a.next > r.To || last != nil && silent > exam || result == "passed" && last.exam < parts:
	case result == "passed" || result == "failed":
		a.outcome, a.outcomeOn = result, exam
	}
	a.finalOn = a.outcomeOn
	if a.outcome == "no_show_own" {
		a.finalOn = first(a.excused, a.outcomeOn)
	}
	if a.success {
		protocol := ""
		if last != nil {
			protocol = last.protocolDate
		}
		a.recognised = first(a.recognised, protocol, a.signed, a.certified)
	} else {
		a.recognised = ""
	}
}
