package recount

import (
	"regexp"
	"sort"
	"strings"
)

// A step is one event of an application on the platform.
type step struct {
	Row
	id        int
	status    string
	on, local string // the day of the matter, and the day on which it was entered
}

var statuses = map[string]string{
	"На рассмотрении": "under_review", "Отказано": "refused", "Документы приняты": "accepted", "На подписи у кандидата": "at_candidate",
	"На подписи у ЦППК": "at_centre", "Договор заключен": "contracted", "Назначено": "scheduled", "Экзамен сдан": "passed",
	"Экзамен не сдан": "failed", "Неявка на экзамен": "no_show", "Получил признание": "recognised",
	"Документ о признании подписан": "document_signed", "Аннулирован": "annulled",
}

var reasons = map[string]string{"по собственному желанию": "own_wish", "в связи со здоровьем": "health"}

// An app is one application as it stood on the last day.
type app struct {
	no, person, centre, profession, home, lang, sex string
	level, birth                                    int
	submitted, decided, decision, contracted        string
	outcome, outcomeOn, finalOn, recognised, signed string
	excused, certified, last, next                  string
	steps                                           []*step
	returned                                        Row // the last attempt a return tells of
	success                                         bool
}

func (a *app) sat() bool      { return a.outcome == "passed" || a.outcome == "failed" }
func (a *app) examined() bool { return a.sat() || a.outcome == "no_show_own" }

// open reports whether the application had been submitted and had no final outcome.
func (a *app) open(day string) bool {
	return a.submitted != "" && a.submitted <= day && (a.finalOn == "" || a.finalOn > day)
}

var leveled = regexp.MustCompile(`^([1-8]) уровень`)

func label(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// follow puts the events of the platform and the returns of centres together to applications.
func (r *Republic) follow() {
	codes := map[string][2]string{} // shown name of a profession: edition and code, the newest
	for _, p := range r.rows["profession-registry"] {
		if now := [2]string{p["_to"], p["code"]}; now[0]+now[1] > codes[label(p["level_name_ru"])][0]+codes[label(p["level_name_ru"])][1] {
			codes[label(p["level_name_ru"])] = now
		}
	}
	byNo := map[string]*app{}
	for no, steps := range r.steps() {
		a := &app{no: no, steps: steps}
		byNo[no] = a
		for _, s := range steps {
			s.Row["profession"] = codes[label(s.Row["profession_text"])][1]
			s.Row["level"] = ""
			if m := leveled.FindStringSubmatch(strings.TrimSpace(s.Row["profession_text"])); m != nil {
				s.Row["level"] = m[1]
			}
		}
	}
	r.certified = map[string]string{}
	for _, d := range r.rows["recognition-documents"] {
		no, on := d["application_no"], d["action_date"]
		if old := r.certified[no]; d["action"] == "issued" && on != "" && on <= r.To && (old == "" || on < old) {
			r.certified[no] = on
		}
	}
	delete(r.certified, "")
	r.sit(byNo)
	for _, no := range sorted(byNo) {
		a := byNo[no]
		a.tell(r)
		a.judge(r)
		r.apps = append(r.apps, a)
	}
}

// steps are the events by application, each once, as last told, in their order.
func (r *Republic) steps() map[string][]*step {
	last := map[string]*step{}
	for _, w := range r.rows["applications"] {
		key := w["application_no"] + "|" + w["event_id"]
		if old := last[key]; old != nil && number(old.Row["_landing"]) > number(w["_landing"]) {
			continue
		}
		s := &step{Row: w, id: number(w["event_id"]), status: statuses[w["status"]], local: local(w["at"])}
		s.on = s.local
		switch s.status {
		case "passed", "failed":
			s.on = first(w["held_on"], w["protocol_date"], w["scheduled_for"], s.local)
		case "no_show":
			s.on = first(w["scheduled_for"], w["held_on"], s.local)
		}
		last[key] = s
	}
	list := map[string][]*step{}
	for _, s := range last {
		list[s.Row["application_no"]] = append(list[s.Row["application_no"]], s)
	}
	for _, steps := range list {
		sort.Slice(steps, func(i, j int) bool { return steps[i].id < steps[j].id })
	}
	return list
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// tell reads who and when from the events up to the last day, then from the return.
func (a *app) tell(r *Republic) {
	accepted, refused, beyond := "", "", ""
	early := func(at *string, s *step) {
		if *at == "" || s.local < *at {
			*at = s.local
		}
	}
	for _, s := range a.steps {
		if s.on > r.To {
			continue
		}
		set(&a.person, s.Row["person_key"])
		set(&a.centre, s.Row["centre_bin"])
		set(&a.profession, s.Row["profession"])
		set(&a.home, s.Row["region"])
		set(&a.lang, s.Row["lang"])
		set(&a.sex, s.Row["sex"])
		if s.Row["level"] != "" {
			a.level = number(s.Row["level"])
		}
		if s.Row["birth_year"] != "" {
			a.birth = number(s.Row["birth_year"])
		}
		a.last = max(a.last, s.on)
		switch s.status {
		case "under_review":
			early(&a.submitted, s)
			continue
		case "refused":
			early(&refused, s)
			continue
		case "accepted":
			early(&accepted, s)
			continue
		case "contracted":
			early(&a.contracted, s)
		case "scheduled":
			a.next = s.Row["scheduled_for"]
		case "recognised":
			early(&a.recognised, s)
		case "document_signed":
			early(&a.signed, s)
		case "no_show":
			if reasons[s.Row["no_show_reason"]] == "own_wish" {
				early(&a.excused, s)
			}
		}
		a.success = a.success || s.status == "recognised" || s.status == "document_signed" || s.status == "annulled"
		if beyond == "" || s.on < beyond {
			beyond = s.on
		}
	}
	switch {
	case accepted != "" || beyond != "":
		a.decision, a.decided = "accepted", first(accepted, beyond)
	case refused != "":
		a.decision, a.decided = "refused", refused
	}
	if w := a.returned; w != nil && w["exam_date"] <= r.To {
		fill(&a.person, w["person_key"])
		fill(&a.centre, w["centre_bin"])
		fill(&a.profession, w["profession"])
		fill(&a.home, w["region"])
		fill(&a.lang, w["lang"])
		fill(&a.sex, w["sex"])
		if a.level == 0 {
			a.level = number(w["level"])
		}
		if a.birth == 0 {
			a.birth = number(w["birth_year"])
		}
		fill(&a.last, w["exam_date"])
	}
	a.certified = r.certified[a.no]
	a.success = a.success || a.certified != ""
}

func set(at *string, v string) {
	if v != "" {
		*at = v
	}
}

func fill(at *string, v string) {
	if *at == "" {
		*at = v
	}
}
