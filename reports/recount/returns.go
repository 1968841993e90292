package recount

import (
	"math"
	"strings"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

// An answer is a duty and what came of it.
type answer struct {
	provider, kind, source, period, from, to, dueEff string
	state, content, firstVerdict                     string
	received, accepted, rejected, gaps               int
	owed, file                                       bool
}

// expect puts the duties and the versions of returns together.
func (r *Republic) expect() {
	landed := map[string]Row{}
	for _, l := range r.landings {
		landed[l["landing"]] = l
	}
	versions := map[string][]Row{}
	for _, v := range r.versions {
		if landed[v["landing"]] != nil && v["verdict"] != "act" {
			key := v["source"] + "|" + v["provider"] + "|" + v["period"]
			versions[key] = append(versions[key], v)
		}
	}
	gaps := map[string]int{}
	for _, f := range r.findings {
		if f["row"] != "" && strings.HasSuffix(f["rule"], ".001") && strings.HasPrefix(f["rule"], "NSK.") {
			gaps[f["landing"]]++
		}
	}
	seen := map[string][]string{} // days on which the platform saw a centre
	for _, a := range r.apps {
		for _, s := range a.steps {
			seen[s.Row["centre_bin"]] = append(seen[s.Row["centre_bin"]], s.on)
		}
	}
	for _, d := range r.duties {
		a := &answer{provider: d["provider"], kind: d["provider_kind"], source: d["source"], period: d["period"], from: d["period_from"], to: d["period_to"], dueEff: d["due_eff"]}
		a.owed = d["expected"] == "true"
		if !a.owed && a.kind == "centre" && d["why"] != "exempt" {
			a.owed = len(filter(seen[a.provider], func(day string) bool { return within(day, a.from, a.to) })) > 0
		}
		a.arrive(versions[a.source+"|"+a.provider+"|"+a.period], landed, gaps)
		switch {
		case d["why"] == "exempt":
			a.state = "exempt"
		case !a.owed:
			a.state = "closed"
		case a.state == "" && r.AsOf <= a.to:
			a.state = "not_due"
		case a.state == "" && r.AsOf <= a.dueEff:
			a.state = "due"
		case a.state == "":
			a.state = "missing"
		}
		r.answers = append(r.answers, a)
	}
}

// arrive judges timeliness by the first answer of data or nil, content and rows by the last.
func (a *answer) arrive(versions []Row, landed map[string]Row, gaps map[string]int) {
	for _, v := range versions {
		if a.firstVerdict == "" {
			a.firstVerdict = v["verdict"]
		}
		answers := (v["verdict"] == "accepted" || v["verdict"] == "partly") &&
			(v["content"] == "nil" || v["content"] == "cannot_provide" || number(v["received"]) > 0)
		if !answers {
			continue
		}
		on := landed[v["landing"]]["landed_on"]
		switch {
		case a.state == "on_time" || a.state == "late":
		case v["content"] == "cannot_provide":
			a.state = "answered"
		case on <= a.dueEff:
			a.state = "on_time"
		default:
			a.state = "late"
		}
		a.content = v["content"]
		a.received, a.accepted, a.rejected = number(v["received"]), number(v["accepted"]), number(v["rejected"])
		if a.received > 0 {
			a.file, a.gaps = true, gaps[v["landing"]]
		}
	}
	if a.content == "" && len(versions) > 0 { // refused: the last file counts
		v := versions[len(versions)-1]
		a.received, a.accepted, a.rejected = number(v["received"]), number(v["accepted"]), number(v["rejected"])
	}
}

func (r *Republic) due() []*answer {
	return filter(r.answers, func(a *answer) bool {
		return a.owed && a.state != "exempt" && a.dueEff <= r.AsOf && within(a.from, r.From, r.To)
	})
}

func bySource() group[*answer] {
	return group[*answer]{"source", func(a *answer) string { return a.source }}
}

func (a *answer) came() bool { return a.state == "on_time" || a.state == "late" }

// returns is I.01 to I.08 and I.13 to I.15.
func (r *Republic) returns(c Count) {
	due := r.due()
	is := func(state string) func(*answer) bool { return func(a *answer) bool { return a.state == state } }
	count(c, "I.01", due, bySource())
	share(c, "I.02", due, is("on_time"), bySource())
	share(c, "I.03", due, is("late"), bySource())
	share(c, "I.04", due, is("missing"), bySource())
	told := filter(due, func(a *answer) bool { return a.content == "data" || a.content == "nil" })
	share(c, "I.05", told, func(a *answer) bool { return a.content == "nil" }, bySource())
	share(c, "I.06", due, func(a *answer) bool { return a.content == "cannot_provide" }, bySource())
	filed := filter(due, func(a *answer) bool { return a.firstVerdict != "" })
	share(c, "I.08", filed, func(a *answer) bool { return a.firstVerdict == "accepted" }, bySource())
	r.weighted(c, due)
	r.agreement(c)
	bad, all := map[string]int{}, map[string]int{}
	for _, a := range r.answers {
		if a.owed && a.state != "exempt" && a.dueEff <= r.AsOf && within(a.from, r.Roll, r.To) {
			key := a.provider + "|" + a.source
			all[key]++
			bad[key] += one01(a.state == "late" || a.state == "missing")
		}
	}
	chronic := map[string]bool{}
	for key, n := range bad {
		if all[key] > 4 && n >= 3 || all[key] <= 4 && n >= 2 {
			chronic[strings.Split(key, "|")[0]] = true
		}
	}
	c.cell("I.15", len(chronic), -1)
}

// weighted is I.13: a return weighs what its provider sends in a year.
func (r *Republic) weighted(c Count, due []*answer) {
	rows, periods := map[string]int{}, map[string]int{}
	for _, a := range r.answers {
		if a.came() && within(a.from, r.Roll, r.To) {
			rows[a.source+a.provider] += a.accepted
			periods[a.source+a.provider]++
		}
	}
	got, of := map[string]int{}, map[string]int{}
	for _, a := range due {
		w := 12
		if n := periods[a.source+a.provider]; n > 0 {
			w = max(w, int(math.Round(float64(rows[a.source+a.provider])*12/float64(n))))
		}
		for _, key := range []string{"I.13", "I.13/source=" + a.source} {
			of[key] += w
			got[key] += w * one01(a.came())
		}
	}
	for key := range of {
		c.cell(key, got[key], of[key])
	}
}

// agreement is I.14: recognitions that platform and returns both tell of, of all.
func (r *Republic) agreement(c Count) {
	type recognition struct {
		id, day string
		app     bool
		met     bool
	}
	byKey := map[string][]*recognition{}
	var all []*recognition
	add1 := func(key string, x *recognition) {
		byKey[key], all = append(byKey[key], x), append(all, x)
	}
	for _, a := range r.apps {
		if len(a.steps) > 0 && a.submittedSteps(r.To) && a.recognised != "" {
			add1(a.person+"|"+a.profession+"|"+string(rune('0'+a.level))+"|"+a.centre, &recognition{id: a.no, day: a.recognised, app: true})
		}
	}
	once := map[string]bool{}
	for _, w := range r.rows["recognition-persons"] {
		key := w["person_key"] + "|" + w["profession"] + "|" + w["level"] + "|" + w["centre_bin"]
		if id := w["application_no"] + key + w["exam_date"]; w["result"] == "passed" && !once[id] {
			once[id] = true
			add1(key, &recognition{id: w["application_no"], day: w["exam_date"]})
		}
	}
	met := map[string]bool{} // a return's application that met one of the platform
	for _, list := range byKey {
		for _, x := range list {
			for _, y := range list {
				if x.app && !y.app && x.day <= add(y.day, 0, 0, 31) && y.day <= add(x.day, 0, 0, 31) {
					x.met, met[y.id] = true, true
				}
			}
		}
	}
	both, either := 0, 0
	for _, x := range all {
		if !within(x.day, r.From, r.To) || !x.app && met[x.id] {
			continue
		}
		either++
		both += one01(x.app && x.met)
	}
	c.cell("I.14", both, either)
}

// submittedSteps reports whether the platform knew of the application by a day.
func (a *app) submittedSteps(day string) bool {
	return len(filter(a.steps, func(s *step) bool { return s.on <= day })) > 0
}

// quality is I.09, I.10 and I.17.
func (r *Republic) quality(c Count) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		panic(err)
	}
	required := map[string]int{}
	for _, x := range all {
		for _, col := range x.Columns {
			required[x.Source] += one01(col.Required)
		}
	}
	num, den := map[string]int{}, map[string]int{}
	for _, a := range r.due() {
		for _, by := range []string{"", "/source=" + a.source} {
			if a.received > 0 {
				num["I.09"+by] += a.rejected
				den["I.09"+by] += a.received
			}
			if a.file {
				num["I.10"+by] += a.received*required[a.source] - a.gaps
				den["I.10"+by] += a.received * required[a.source]
			}
		}
	}
	for key := range den {
		c.cell(key, num[key], den[key])
	}
	about := map[string]string{}
	for _, l := range r.landings {
		about[l["landing"]] = l["period_from"]
	}
	known := map[string]bool{}
	for _, v := range r.versions {
		known[v["landing"]] = true
	}
	rejected := filter(r.findings, func(f Row) bool {
		return f["severity"] == "row" && known[f["landing"]] && within(about[f["landing"]], r.From, r.To)
	})
	count(c, "I.17", rejected, group[Row]{"rule", func(f Row) string { return f["rule"] }})
}
