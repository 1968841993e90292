package synthetic

import (
	"slices"
	"testing"
	"time"

	"nsk/schedules/calendar"
)

// follows lists the statuses that may come after each: the machine of the platform. A
// second part is appointed after the first was passed.
var follows = map[string][]string{
	"":                  {"На рассмотрении"},
	"На рассмотрении":   {"Отказано", "Документы приняты"},
	"Документы приняты": {"На подписи у кандидата"},
	"На подписи у кандидата":        {"На подписи у ЦППК"},
	"На подписи у ЦППК":             {"Договор заключен"},
	"Договор заключен":              {"Назначено"},
	"Назначено":                     {"Экзамен сдан", "Экзамен не сдан", "Неявка на экзамен"},
	"Экзамен сдан":                  {"Назначено", "Получил признание"},
	"Неявка на экзамен":             {"Назначено"},
	"Получил признание":             {"Документ о признании подписан"},
	"Документ о признании подписан": {"Аннулирован"},
}

// Every application walks through the machine of the platform, in time, under one person
// and one centre; only a no-show for health is appointed again.
func TestLivesAreLegal(t *testing.T) {
	w := published(t)
	last, ids := map[string]event{}, map[int64]bool{}
	for _, e := range w.events {
		before := last[e.No]
		if !slices.Contains(follows[before.Status], e.Status) {
			t.Fatalf("%s: %q after %q", e.No, e.Status, before.Status)
		}
		if before.No != "" && (e.At < before.At || e.Candidate != before.Candidate || e.Centre != before.Centre) {
			t.Errorf("%s: event %d does not continue event %d", e.No, e.ID, before.ID)
		}
		if before.Status == "Неявка на экзамен" && before.Exam.Reason != "в связи со здоровьем" {
			t.Errorf("%s: appointed again after a no-show with reason %q", e.No, before.Exam.Reason)
		}
		if ids[e.ID] {
			t.Errorf("event id %d twice", e.ID)
		}
		ids[e.ID], last[e.No] = true, e
	}
	if len(last) != w.r.volume.total() {
		t.Errorf("%d applications in the stream, want %d", len(last), w.r.volume.total())
	}
}

// validIIN is written here anew, by the published rule.
func validIIN(s string) bool {
	weights := [2][11]int{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2}}
	if len(s) != 12 {
		return false
	}
	for _, w := range weights {
		sum := 0
		for i, k := range w {
			sum += k * int(s[i]-'0')
		}
		if sum%11 < 10 {
			return sum%11 == int(s[11]-'0')
		}
	}
	return false
}

// Every IIN of the stream is valid, tells the birthday, cannot belong to anybody alive, and
// belongs to one person; every centre's BIN is valid.
func TestNumbersAreValid(t *testing.T) {
	w, owner, second := published(t), map[string]string{}, 0
	for _, e := range w.events {
		c := e.Candidate
		want := map[string]byte{"m": '1', "f": '2'}[c.Sex]
		if !validIIN(c.IIN) || c.IIN[6] != want || c.IIN[:6] != c.BirthDate[2:4]+c.BirthDate[5:7]+c.BirthDate[8:] {
			t.Fatalf("IIN %s of a person born %s, sex %s", c.IIN, c.BirthDate, c.Sex)
		}
		if other, known := owner[c.IIN]; known && other != c.Phone {
			t.Errorf("IIN %s belongs to two persons", c.IIN)
		}
		owner[c.IIN] = c.Phone
	}
	bins := map[string]bool{}
	for _, c := range w.r.centres {
		if !validIIN(c.bin) || c.bin[4] != '4' || c.bin[5] != '0' || bins[c.bin] {
			t.Errorf("BIN %s", c.bin)
		}
		bins[c.bin] = true
		for _, f := range c.founders {
			if !validIIN(f.bin) || bins[f.bin] {
				t.Errorf("BIN of a founder %s", f.bin)
			}
		}
	}
	for n := range 40_000 { // the second pass of the check digit occurs, and holds
		p := w.r.person(n)
		if !validIIN(p.iin) {
			t.Fatalf("person %d: %s", n, p.iin)
		}
		if _, err := time.Parse("20060102", "18"+p.iin[:6]); err != nil { // 1800 had no 29 February
			t.Fatalf("person %d: %s begins with no day of the nineteenth century", n, p.iin)
		}
		sum := 0
		for i := range 11 {
			sum += (i + 1) * int(p.iin[i]-'0')
		}
		if sum%11 == 10 {
			second++
		}
	}
	if second == 0 {
		t.Error("no IIN needs the second pass")
	}
}

// Persons never share an IIN, however many there are.
func TestPersonsAreDistinct(t *testing.T) {
	r, seen := New(Options{Seed: 99, Scale: Scale{Applications: 300}}), map[string]bool{}
	for n := range 40_000 {
		p := r.person(n)
		if seen[p.iin] {
			t.Fatalf("person %d shares %s", n, p.iin)
		}
		seen[p.iin] = true
	}
}

// The magnitudes of the parameters come out: shares by tenths of a per cent, season, growth.
func TestMagnitudes(t *testing.T) {
	r := New(Options{Seed: 5, Scale: Scale{Applications: 8000, Centres: 90}})
	n := map[string]int{}
	byMonth := map[int]int{}
	for i := range r.volume.total() {
		l := r.life(i)
		n["all"]++
		byMonth[r.month(l.submitted)]++
		count := func(is bool, name string) {
			if is {
				n[name]++
			}
		}
		count(l.ending != undecided, "decided")
		count(l.ending > refused, "accepted")
		count(l.ending > unsigned, "signed")
		count(len(l.sittings) > 0 && l.sittings[0].result == "no_show", "no-show")
		count(len(l.sittings) > 0 && l.sittings[0].reason == "health", "health")
		count(l.ending == failed || l.ending >= undocumented, "sat")
		count(l.ending >= undocumented, "passed")
		count(l.ending == documented, "documents")
		count(!l.annulled.IsZero(), "annulled")
	}
	for _, c := range []struct {
		part, whole string
		low, high   float64
	}{
		{"accepted", "decided", 0.84, 0.86}, {"signed", "accepted", 0.89, 0.91}, {"no-show", "signed", 0.08, 0.12},
		{"health", "no-show", 0.28, 0.38}, {"passed", "sat", 0.70, 0.85}, {"annulled", "documents", 0.003, 0.01},
	} {
		if got := float64(n[c.part]) / float64(n[c.whole]); got < c.low || got > c.high {
			t.Errorf("%s of %s: %.4f, want %.3f to %.3f", c.part, c.whole, got, c.low, c.high)
		}
	}
	if byMonth[0] != 6000 || byMonth[10] < 3*byMonth[7]/2 || byMonth[8] > byMonth[6] {
		t.Errorf("season: %v", byMonth)
	}
}

// No exam and no document lies outside the centre's certificate and scope, except those
// the oracle tells of.
func TestExamsAreWithinScope(t *testing.T) {
	w := published(t)
	scope := map[string][][2]calendar.Day{}
	for _, row := range w.r.accredited(w.r.date(12, 31)) {
		from, _ := calendar.ParseDay(row[11])
		issued, _ := calendar.ParseDay(row[5])
		to, _ := calendar.ParseDay(row[6])
		if until, err := calendar.ParseDay(row[12]); err == nil {
			to = min(to, until)
		}
		on, _ := calendar.ParseDay(row[8])
		if row[7] == "withdrawn" || row[7] == "terminated" {
			to = min(to, on-1)
		}
		key := row[0] + " " + row[10] + " " + w.r.professionName(row[9])
		scope[key] = append(scope[key], [2]calendar.Day{max(from, issued), to})
	}
	var strays []string
	for _, e := range w.events {
		if e.Exam == nil || e.Exam.HeldOn == "" {
			continue
		}
		day, _ := calendar.ParseDay(e.Exam.HeldOn)
		key := e.Centre + " " + e.Profession[:1] + " " + e.Profession[len("1 уровень - "):]
		if !slices.ContainsFunc(scope[key], func(s [2]calendar.Day) bool { return day >= s[0] && day <= s[1] }) {
			strays = append(strays, e.No+" "+e.Exam.HeldOn)
		}
	}
	var planted []string
	for _, p := range w.oracle.Of(OutOfScope) {
		if p.Seen <= calendar.LocalDay(end(w.r)) {
			planted = append(planted, p.Key+" "+text(p.On))
		}
	}
	same(t, "exams outside certificate or scope", strays, planted)
}

func (r *Republic) professionName(code string) string {
	for _, p := range r.professions {
		if p.code == code {
			return p.ru
		}
	}
	return ""
}
