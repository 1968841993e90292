package synthetic

import (
	"slices"
	"strings"
	"testing"

	"nsk/schedules/calendar"
)

// The returns of centres tell what the stream tells: the same outcomes and the same
// documents, but for what never came or was spoilt.
func TestReturnsAgreeWithStream(t *testing.T) {
	w := published(t)
	told := map[string]bool{}
	for _, e := range w.events {
		switch {
		case e.Exam != nil && e.Status != "Назначено":
			told[e.No+" "+map[string]string{"Экзамен сдан": "passed", "Экзамен не сдан": "failed", "Неявка на экзамен": "no_show"}[e.Status]+" "+e.Exam.Date] = true
		case e.Document != nil && e.Status != "Аннулирован":
			told[e.No+" issued "+e.Document.Serial] = true
		case e.Document != nil:
			told[e.No+" annulled "+e.Document.Serial] = true
		}
	}
	n := 0
	for _, f := range w.names(persons, ".csv") {
		rows, err := w.csv(t, f)
		if err != nil {
			continue
		}
		for _, row := range rows {
			n++
			if what := row[0] + " " + row[14] + " " + row[13]; !told[what] && row[14] != "зачёт" {
				t.Errorf("%s: the stream does not know %s", f, what)
			}
		}
	}
	for _, f := range w.names(documents, ".csv") {
		rows, err := w.csv(t, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			n++
			if what := row[3] + " " + row[1] + " " + row[0]; !told[what] {
				t.Errorf("%s: the stream does not know %s", f, what)
			}
		}
	}
	if n < 2000 {
		t.Errorf("only %d rows compared", n)
	}
}

// An annulment that is reported before its issue, found by reading the registers in the
// order of their periods.
func TestOracleOfDocuments(t *testing.T) {
	w := published(t)
	issued, annulled := map[string]string{}, map[string]string{}
	for _, f := range w.names(documents, ".csv") {
		_, period, _ := nameParts(f)
		rows, _ := w.csv(t, f)
		for _, row := range rows {
			if row[1] == "issued" {
				issued[row[3]] = period
			} else {
				annulled[row[3]] = period
			}
		}
	}
	var found []string
	for no, period := range annulled {
		if issued[no] > period {
			found = append(found, no)
		}
	}
	same(t, AnnulledFirst, found, w.keys(AnnulledFirst, keyOf))
}

// One centre stands out below by thirty points and one above, each with fifty exams.
func TestOracleOfPassRates(t *testing.T) {
	w := published(t)
	passed, sat := map[string]int{}, map[string]int{}
	allPassed, all := 0, 0
	final := map[string]event{}
	for _, e := range w.events {
		if e.Exam != nil && e.Exam.HeldOn > "2024-10-31" && e.Exam.HeldOn <= "2025-10-31" {
			final[e.No] = e
		}
	}
	for _, e := range final {
		if e.Status == "Экзамен сдан" && e.Exam.No == 1 && e.Profession[0] >= '4' {
			continue // the second part was not held in these months
		}
		sat[e.Centre]++
		all++
		if e.Status == "Экзамен сдан" {
			passed[e.Centre]++
			allPassed++
		}
	}
	usual := float64(allPassed) / float64(all)
	for kind, low := range map[string]bool{LowPassRate: true, HighPassRate: false} {
		for _, p := range w.oracle.Of(kind) {
			if p.Count != passed[p.Provider] || p.Of != sat[p.Provider] || p.Of < 50 {
				t.Errorf("%s: oracle %d of %d, stream %d of %d", kind, p.Count, p.Of, passed[p.Provider], sat[p.Provider])
			}
			rate := float64(p.Count) / float64(p.Of)
			if low && rate > usual-0.30 || !low && rate < usual+0.12 {
				t.Errorf("%s: %.3f against %.3f", kind, rate, usual)
			}
		}
	}
}

// What registers of bodies show is what the oracle says.
func TestOracleOfRegisters(t *testing.T) {
	w := published(t)
	all := w.all
	cut := text(w.r.date(10, 31))
	centres := all["accredited-centres"]["2025-10"]
	discontinued := map[string]bool{}
	for _, row := range all["discontinued-centres"]["2025-10"] {
		discontinued[row[0]] = true
	}
	var expiring, contradict, silent, unposted, late []string
	covered := map[[2]string]bool{}
	newest := map[string]string{}
	for _, row := range centres {
		newest[row[0]] = max(newest[row[0]], row[6])
	}
	for _, row := range centres {
		live := !slices.Contains([]string{"withdrawn", "terminated"}, row[7]) && row[5] <= cut && row[6] >= cut
		if live && row[11] <= cut && (row[12] == "" || row[12] >= cut) {
			covered[[2]string{row[9], row[3]}] = true
		}
		if live && row[6] == newest[row[0]] && row[6] <= "2026-10-31" && !slices.Contains(expiring, row[4]) {
			expiring = append(expiring, row[4])
		}
		if live && discontinued[row[0]] && !slices.Contains(contradict, row[0]) {
			contradict = append(contradict, row[0])
		}
	}
	for _, body := range w.r.stateBodies() {
		for q := range 4 {
			if len(w.names("sector-councils", body+"_"+w.r.quarterName(q)+".csv"))+len(w.names("sector-councils", body+"_"+w.r.quarterName(q)+".declaration.json")) == 0 {
				silent = append(silent, body+" "+w.r.quarterName(q))
			}
		}
	}
	for _, row := range all["legal-acts"]["legal-acts/authorised-body_2025-10-07.json"] {
		if row[5] == "" || row[6] == "" {
			unposted = append(unposted, row[0])
		}
	}
	for _, rows := range all["registrations"] {
		for _, row := range rows {
			from, _ := calendar.ParseDay(row[2])
			if row[1] == "centre" && row[3] > text(w.r.wd(from, 5)) {
				late = append(late, row[0])
			}
		}
	}
	same(t, ExpiringSoon, expiring, w.keys(ExpiringSoon, keyOf))
	same(t, ListsContradict, contradict, w.keys(ListsContradict, func(p Planted) string { return p.Provider }))
	same(t, SilentCouncil, silent, w.keys(SilentCouncil, func(p Planted) string { return p.Provider + " " + p.Period }))
	same(t, ActNotPosted, unposted, w.keys(ActNotPosted, keyOf))
	same(t, LateRegistration, late, w.keys(LateRegistration, keyOf))
	w.gaps(t, all, covered)
}

// gaps: mandatory professions with vacancies in a region that has no centre for them.
func (w *world) gaps(t *testing.T, all map[string]map[string][][]string, covered map[[2]string]bool) {
	demand := map[[2]string]bool{}
	for period, rows := range all["vacancies"] {
		for _, row := range rows {
			if period > "2024-10" && period <= "2025-10" && row[3] != "0" {
				demand[[2]string{row[2], row[1]}] = true
			}
		}
	}
	var found []string
	for _, row := range all["profession-registry"]["2025-H1"] {
		for _, g := range w.r.regions {
			pair := [2]string{row[0], g.code}
			if row[7] == "true" && demand[[2]string{row[4][:4], g.code}] && !covered[pair] {
				found = append(found, row[0]+" "+g.code)
			}
		}
	}
	slices.Sort(found)
	same(t, NoCentreInRegion, slices.Compact(found), w.keys(NoCentreInRegion, func(p Planted) string { return p.Key + " " + p.Also }))
}

// Standards behind their time, programmes on lapsed ones, and support requests closed after
// their term.
func TestOracleOfStandardsAndSupport(t *testing.T) {
	w := published(t)
	all := w.all
	lapsed := map[string]bool{}
	var overdue, programmes, late []string
	for _, row := range all["professional-standards"]["2025-10"] {
		lapsed[row[0]] = row[7] != "" && row[7] < "2025-10-31"
		if !lapsed[row[0]] && row[8] != "" && row[8] < "2025-10-31" && !slices.Contains(overdue, row[0]) {
			overdue = append(overdue, row[0])
		}
	}
	for _, row := range all["programmes-tvet"]["programmes-tvet/education-tvet_2025-H1.xlsx"] {
		if lapsed[row[6]] && row[8] == "included" {
			programmes = append(programmes, row[0])
		}
	}
	for _, row := range all["programmes-higher"]["2025-H1"] {
		if lapsed[row[5]] && row[7] == "1" {
			programmes = append(programmes, row[0])
		}
	}
	for _, rows := range all["support-requests"] {
		for _, row := range rows {
			set, _ := calendar.ParseDay(row[9])
			closed, err := calendar.ParseDay(row[11])
			if err == nil && closed > w.r.wd(set, number(row[8])) {
				late = append(late, row[0])
			}
		}
	}
	same(t, OverdueStandard, overdue, w.keys(OverdueStandard, keyOf))
	same(t, LapsedStandard, programmes, w.keys(LapsedStandard, keyOf))
	var planted []string
	for _, p := range w.oracle.Of(LateSupport) {
		if p.On <= w.r.date(12, 31) { // closed on a day that the server answers for
			planted = append(planted, p.Key)
		}
	}
	same(t, LateSupport, late, planted)
	if !strings.HasPrefix(overdue[0], "PS-") {
		t.Errorf("standard %q", overdue[0])
	}
}
