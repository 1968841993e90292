package synthetic

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/schedules/calendar"
)

// same compares two lists without regard to order, and demands that there is something.
func same(t *testing.T, what string, found, planted []string) {
	t.Helper()
	slices.Sort(found)
	slices.Sort(planted)
	if diff := cmp.Diff(planted, found); diff != "" {
		t.Errorf("%s: planted - found +\n%s", what, diff)
	}
	if len(planted) == 0 {
		t.Errorf("%s: nothing was planted", what)
	}
}

// keys are the planted defects of a kind that a year's publication shows.
func (w *world) keys(kind string, key func(Planted) string) (out []string) {
	for _, p := range w.oracle.Of(kind) {
		if p.Seen <= calendar.LocalDay(end(w.r)) {
			out = append(out, key(p))
		}
	}
	return out
}

func returnOf(p Planted) string { return p.Source + " " + p.Provider + " " + p.Period }
func rowOf(p Planted) string    { return returnOf(p) + " " + p.Key }
func keyOf(p Planted) string    { return p.Key }

// What the files of centres show is what the oracle says, kind by kind: nothing else is
// wrong with any of them.
func TestOracleOfReturns(t *testing.T) {
	w := published(t)
	found := map[string][]string{}
	say := func(kind, what string) { found[kind] = append(found[kind], what) }
	for _, source := range []string{persons, documents} {
		seen := map[string][][]string{}
		for _, f := range w.names(source, ".csv") {
			provider, period, version := nameParts(f)
			id := source + " " + provider + " " + period
			rows, err := w.csv(t, f)
			if err != nil {
				say(BrokenFile, id)
				continue
			}
			if version == 2 && seen[id] != nil {
				if cmp.Equal(rows, seen[id]) {
					say(ResentIdentical, id)
				} else {
					say(ResentCorrected, id)
				}
			}
			seen[id] = rows
			if ansi(w.bytes(t, f)) {
				say(Windows1251, id)
			}
			w.inspect(source, id, rows, say)
		}
		for _, f := range w.names(source, ".declaration.json") {
			provider, period, _ := nameParts(strings.TrimSuffix(f, ".declaration.json"))
			var d struct{ Declaration, Reason string }
			if err := json.Unmarshal(w.bytes(t, f), &d); err != nil {
				t.Error(err)
			}
			kind := map[string]string{"nil": NilReturn, "cannot_provide": CannotProvide}[d.Declaration]
			say(kind, source+" "+provider+" "+period)
		}
	}
	for _, kind := range []string{BrokenFile, ResentIdentical, ResentCorrected, Windows1251, NilReturn, CannotProvide} {
		same(t, kind, found[kind], w.keys(kind, returnOf))
	}
	for _, kind := range []string{IINCheckDigit, BINInsteadOfIIN, UnknownProfession, UnknownResult, DuplicateRow} {
		same(t, kind, found[kind], w.keys(kind, rowOf))
	}
}

// inspect looks for wrong rows in a return.
func (w *world) inspect(source, id string, rows [][]string, say func(kind, what string)) {
	iin, profession := 2, 10
	if source == documents {
		iin, profession = 4, 7
	}
	seen := map[string]bool{}
	for _, row := range rows {
		key, all := id+" "+row[0]+"/"+row[1], strings.Join(row, "|")
		switch {
		case seen[all]:
			say(DuplicateRow, key)
		case row[iin][4] >= '4':
			say(BINInsteadOfIIN, key)
		case !validIIN(row[iin]):
			say(IINCheckDigit, key)
		}
		if w.r.professionName(row[profession]) == "" {
			say(UnknownProfession, key)
		}
		if source == persons && !slices.Contains([]string{"passed", "failed", "no_show"}, row[14]) {
			say(UnknownResult, key)
		}
		seen[all] = true
	}
}

// Late and missing returns by the day on which the file appears.
func TestOracleOfTerms(t *testing.T) {
	w := published(t)
	var late, missing []string
	first := map[string]calendar.Day{}
	for _, s := range w.r.plan().all {
		id := s.source + " " + w.r.centres[s.centre].bin + " " + w.r.monthPeriod(s.month)
		if day, known := first[id]; !known || s.on < day {
			first[id] = s.on
		}
	}
	onDisk := map[string]bool{}
	for _, f := range append(w.names(persons, ""), w.names(documents, "")...) {
		parts := strings.Split(strings.TrimSuffix(strings.TrimSuffix(filepath.Base(f), ".csv"), ".declaration.json"), "_")
		onDisk[filepath.Dir(f)+" "+parts[0]+" "+parts[1]] = true
	}
	if len(first) != len(onDisk) {
		t.Errorf("%d returns planned, %d on disk", len(first), len(onDisk))
	}
	for c := range w.r.centres {
		for m := 0; m <= lastReturn; m++ {
			for _, source := range []string{persons, documents} {
				id := source + " " + w.r.centres[c].bin + " " + w.r.monthPeriod(m)
				due := calendar.Date(w.r.year, 1, 10)
				if m > 0 {
					due = calendar.DayOf(calendar.Date(w.r.year, 1, 10).Time().AddDate(0, m, 0))
				}
				switch {
				case onDisk[id] && first[id] > due:
					late = append(late, id)
				case !onDisk[id] && w.r.works(&w.r.centres[c], m):
					missing = append(missing, id)
				}
			}
		}
	}
	same(t, "late", late, w.keys(LateReturn, returnOf))
	same(t, "missing", missing, w.keys(MissingReturn, returnOf))
}

// Defects of single applications, found in the stream.
func TestOracleOfTheStream(t *testing.T) {
	w := published(t)
	var early, silent, undocumented, conflicts []string
	last, serials := map[string]event{}, map[string]string{}
	for _, e := range w.events {
		last[e.No] = e
		if x := e.Exam; x != nil && x.ProtocolDate != "" && x.ProtocolDate < x.HeldOn {
			early = append(early, e.No)
		}
		if e.Status == "Неявка на экзамен" && e.Exam.Reason == "" {
			silent = append(silent, e.No)
		}
		if e.Document != nil && e.Status != "Аннулирован" {
			if other, taken := serials[e.Document.Serial]; taken && other != e.Centre {
				conflicts = append(conflicts, e.Document.Serial)
			}
			serials[e.Document.Serial] = e.Centre
		}
	}
	now := w.r.date(12, 31)
	for no, e := range last {
		if e.Status == "Получил признание" && e.day < now-30 {
			undocumented = append(undocumented, no)
		}
	}
	same(t, ProtocolEarly, early, w.keys(ProtocolEarly, keyOf))
	same(t, NoShowSilent, silent, w.keys(NoShowSilent, keyOf))
	same(t, SerialConflict, conflicts, w.keys(SerialConflict, func(p Planted) string { return p.Also }))
	var planted []string
	for _, p := range w.oracle.Of(NoDocument) {
		if p.On < now-30 {
			planted = append(planted, p.Key)
		}
	}
	same(t, NoDocument, undocumented, planted)
	w.stalled(t, last)
}

// stalled: open on 31 October and without an event for more than sixty working days.
func (w *world) stalled(t *testing.T, last map[string]event) {
	var found, planted []string
	cut := w.r.date(10, 31)
	still := map[string]event{}
	for _, e := range w.events {
		if e.day <= cut {
			still[e.No] = e
		}
	}
	for no, e := range still {
		rest := []string{"Отказано", "Экзамен не сдан", "Экзамен сдан", "Получил признание", "Документ о признании подписан", "Аннулирован"}
		final := slices.Contains(rest, e.Status) || e.Exam != nil && e.Exam.Reason == "по собственному желанию"
		if !final && w.r.wd(e.day, 60) < cut {
			found = append(found, no)
		}
	}
	for _, p := range w.oracle.Of(Stalled) {
		if w.r.wd(p.On, 60) < cut {
			planted = append(planted, p.Key)
		}
	}
	same(t, Stalled, found, planted)
}

// The oracle can be written as JSON and read back; every kind is there once at least.
func TestOracleAsJSON(t *testing.T) {
	w := published(t)
	b, err := json.Marshal(w.oracle)
	if err != nil {
		t.Fatal(err)
	}
	var back Oracle
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w.oracle, &back); diff != "" {
		t.Error(diff)
	}
	kinds := map[string]int{}
	for _, p := range back.Planted {
		kinds[p.Kind]++
	}
	if len(kinds) != 32 {
		t.Errorf("%d kinds planted, want 32: %v", len(kinds), kinds)
	}
	if n := w.oracle.Count(LateReturn, w.r.date(3, 31)); n == 0 || n >= kinds[LateReturn] {
		t.Errorf("%d late returns by the end of March, %d in all", n, kinds[LateReturn])
	}
	if p := w.oracle.Of(ChronicallyLate); len(p) != 1 || p[0].Count != lastReturn {
		t.Errorf("chronically late: %v", p)
	}
}
