package reports

import (
	"context"
	"slices"
	"testing"
)

type known struct{ num, den int } // den -1: a count

// knownAnswers recomputes national figures from the rows of the dataset with
// plain loops that share nothing with the queries.
func (r republic) knownAnswers() map[string]known {
	count := func(table string, c ...func(line) bool) known { return known{len(r.where(table, all(c...))), -1} }
	share := func(list []line, c func(line) bool) known { return known{among(list, c), len(list)} }
	app := "core.application"
	fin := all(is("outcome", "passed", "failed", "no_show_own"), inPeriod("outcome_on"))
	sat := r.where(app, all(is("outcome", "passed", "failed"), inPeriod("outcome_on")))
	due := r.where("core.sitting", all(is("live", "true"), inPeriod("scheduled_for")))
	held := r.where("core.sitting", all(is("live", "true"), inPeriod("held_on")))
	returns := r.where("core.return", all(is("expected", "true"), inPeriod("period_from"), func(l line) bool { return l["due_eff"] <= asOf }))
	open := func(l line) bool { return l["submitted_on"] <= p1 && (l["final_on"] == "" || l["final_on"] > p1) }
	applied := r.where(app, inPeriod("submitted_on"))
	valid := func(l line) bool {
		return l["issued_on"] != "" && l["issued_on"] <= p1 && l["expires_on"] >= p1 && l["expires_on"] != "" && (l["annulled_on"] == "" || l["annulled_on"] > p1)
	}
	women, persons := map[string]bool{}, map[string]bool{}
	for _, l := range applied {
		persons[l["person_key"]] = true
		if l["sex"] == "f" {
			women[l["person_key"]] = true
		}
	}
	mandatory := is("mandatory", "true")
	standard := func(l line) bool { return r.hasStandard(l["profession"]) }
	programme := func(l line) bool { return r.hasProgramme(l["profession"]) }
	served := func(l line) bool { return len(r.served(l["profession"], "")) > 0 }
	requests := r.where("core.support_request", inPeriod("due_on"))
	inTime := func(l line) bool { return l["closed_on"] != "" && l["closed_on"] <= l["due_on"] }
	return map[string]known{
		"A.01": {len(r.register()), -1},
		"A.02": share(r.register(), standard),
		"A.03": share(r.where("core.profession", all(mandatory, func(l line) bool { return vf(l, p1) })), standard),
		"A.06": share(r.where("core.standard", func(l line) bool { return live(l, "in_force_from", "in_force_to", p1) }), func(l line) bool { return l["revision_due_on"] < p1 }),
		"A.08": count("core.standard", inPeriod("approved_on")),
		"B.01": count("core.programme", func(l line) bool { return vf(l, p1) }),
		"B.02": share(r.where("core.programme", func(l line) bool { return vf(l, p1) }), is("standard_based", "true")),
		"B.03": share(r.register(), not(programme)),
		"B.04": {among(r.register(), all(mandatory, not(programme))), -1},
		"B.05": share(r.where("core.programme", func(l line) bool { return vf(l, p1) && l["standard"] != "" }), func(l line) bool { return !r.standardInForce(l["standard"]) }),
		"C.01": {distinct(r.where("core.centre_active", func(l line) bool { return vf(l, p1) }), "centre"), -1},
		"C.04": share(r.register(), not(served)),
		"C.07": count("core.centre_certificate", inPeriod("event_on")),
		"C.11": {among(r.register(), func(l line) bool { return len(r.served(l["profession"], "")) == 1 }), among(r.register(), served)},
		"C.12": {among(r.where(app, all(is("outcome", "passed", "failed"), inPeriod("outcome_on"), not(is("profession", "")))), func(l line) bool {
			return !r.covered(l["centre"], l["profession"], l["level"], l["outcome_on"])
		}) + among(r.where("core.document", inPeriod("issued_on")), func(l line) bool {
			return !r.covered(l["centre"], l["profession"], l["level"], l["issued_on"])
		}), -1},
		"D.01": {len(applied), -1},
		"D.02": {len(persons), -1},
		"D.03": share(r.where(app, inPeriod("decided_on")), is("decision", "accepted")),
		"D.06": count(app, open),
		"D.16": {len(due), -1},
		"D.17": share(due, is("result", "no_show")),
		"D.18": share(due, all(is("result", "no_show"), is("reason", "own_wish"))),
		"D.20": {among(due, all(is("result", "no_show"), is("reason", ""), func(l line) bool { return r.wd(l["scheduled_for"], p1) > 10 })), -1},
		"E.01": count(app, fin),
		"E.02": share(sat, is("outcome", "passed")),
		"E.03": share(r.where(app, fin), is("outcome", "passed")),
		"E.04": {among(sat, is("outcome", "passed")), len(r.where(app, fin)) + among(due, all(is("result", "", "no_show"), not(is("reason", "own_wish"))))},
		"E.13": share(held, all(not(is("protocol_no", "")), not(is("protocol_date", "")))),
		"E.14": {among(held, func(l line) bool { return l["protocol_date"] != "" && l["protocol_date"] < l["held_on"] }), -1},
		"F.01": count("core.document", inPeriod("issued_on")),
		"F.02": count("core.document", valid),
		"F.04": count("core.document", inPeriod("annulled_on")),
		"F.06": count("core.document", valid, func(l line) bool { return l["expires_on"] <= "2026-10-31" }),
		"F.08": {among(r.where(app, func(l line) bool {
			return l["recognised_on"] != "" && l["recognised_on"] <= p1 && (l["doc_signed_on"] == "" || l["doc_signed_on"] > p1)
		}), func(l line) bool { return r.wd(l["recognised_on"], p1) > 10 }), -1},
		"G.01": {len(women), len(persons)},
		"G.04": share(applied, is("lang", "kk")),
		"H.02": {r.vacancies(all(inPeriod("month"), is("nkz4", "3412", "7112", "3313", "5120"))), r.vacancies(inPeriod("month"))},
		"H.03": {r.vacancies(all(inPeriod("month"), is("nkz4", "3412", "7112"))), r.vacancies(inPeriod("month"))},
		"I.01": {len(returns), -1},
		"I.02": share(returns, is("timeliness", "on_time")),
		"I.03": share(returns, is("timeliness", "late")),
		"I.04": share(returns, is("timeliness", "missing")),
		"I.05": share(r.where("core.return", all(is("content", "data", "nil"), inPeriod("period_from"))), is("content", "nil")),
		"I.14": {90, 93}, // 30 + 60 of 31 + 62
		"J.01": count("core.support_request", inPeriod("opened_on")),
		"J.02": share(requests, inTime),
		"J.05": count("core.support_request", is("closed_on", ""), func(l line) bool { return l["due_on"] < p1 }),
		"J.07": count("core.incident", is("planned", "false"), func(l line) bool { return within(l["started_at"][:10], p0, p1) }),
		"J.10": share(r.where("core.registration", inPeriod("due_on")), func(l line) bool { return l["registered_on"] != "" && l["registered_on"] <= l["due_on"] }),
		"K.05": count("core.standard_review", inPeriod("concluded_on")),
		"K.08": share(r.where("core.training", inPeriod("scheduled_on")), not(is("held_on", ""))),
		"K.09": share(r.where("core.legal_act", func(l line) bool { return l["in_force_from"] <= p1 }), all(not(is("posted_kk_on", "")), not(is("posted_ru_on", "")))),
	}
}

func TestKnownAnswers(t *testing.T) {
	r := newRepublic(t)
	book, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	answers := r.knownAnswers()
	for _, i := range book {
		want, ok := answers[i.ID]
		if !ok {
			continue
		}
		delete(answers, i.ID)
		facts, err := i.facts(context.Background(), r.db)
		if err != nil {
			t.Fatalf("%s: %v", i.ID, err)
		}
		for _, f := range i.completed(facts) {
			if f.By != "nation" || f.Window != Now {
				continue
			}
			got := known{int(*f.Numerator), -1}
			if f.Denominator != nil {
				got.den = int(*f.Denominator)
			}
			if got != want {
				t.Errorf("%s: the query gives %v, plain loops give %v", i.ID, got, want)
			}
		}
	}
	for id := range answers {
		t.Errorf("%s: no such indicator", id)
	}
}

// The parts of an additive breakdown sum to the nation.
func TestBreakdownsAddUp(t *testing.T) {
	r := newRepublic(t)
	book, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	apart := []string{"D.02", "G.01", "G.02", "G.03", "G.09", "H.09", "H.01"} // persons and means do not add
	for _, i := range book {
		if i.Kind != Ratio || slices.Contains(apart, i.ID) {
			continue
		}
		facts, err := i.facts(context.Background(), r.db)
		if err != nil {
			t.Fatal(err)
		}
		for _, window := range []string{Now, Before} {
			checkSums(t, i, facts, window)
		}
	}
}

func checkSums(t *testing.T, i Indicator, facts []Fact, window string) {
	t.Helper()
	sums, nation := map[string]int64{}, int64(0)
	for _, f := range facts {
		switch {
		case f.Window != window:
		case f.By == "nation":
			nation = *f.Numerator
		default:
			sums[f.By] += *f.Numerator
		}
	}
	for by, sum := range sums {
		if slices.Contains(append(slices.Clone(nested), "quarter", "kind"), by) && (i.ID == "F.06" || i.ID == "C.05" || i.ID == "D.22" || i.ID == "B.07") {
			continue
		}
		if by == "reading" || by == "provider_kind" && i.ID == "I.15" {
			continue
		}
		if sum != nation {
			t.Errorf("%s by %s (%s): parts sum to %d, nation %d", i.ID, by, window, sum, nation)
		}
	}
}
