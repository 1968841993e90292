package reports

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/reports/words"
	"nsk/schedules/calendar"
)

func TestRulesLint(t *testing.T) {
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) < 47 {
		t.Errorf("%d rules, want all 47 of the design", len(rules))
	}
	book, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	ids := indexOf(book)
	for _, r := range rules {
		for _, fault := range r.Lint() {
			t.Error(fault)
		}
		for _, id := range []string{r.Metric, r.Checked.Fact} {
			if _, ok := ids[id]; !ok {
				t.Errorf("%s: no indicator %s", r.ID, id)
			}
		}
		for _, text := range []string{r.Question.KK, r.Question.RU, r.Sentence.KK, r.Sentence.RU, r.Action.KK, r.Action.RU} {
			checkStems(t, r.ID, text)
		}
	}
}

func checkStems(t *testing.T, id, text string) {
	t.Helper()
	for _, stem := range accusing {
		if strings.Contains(strings.ToLower(text), stem) {
			t.Errorf("%s: forbidden stem %q in %q", id, stem, text)
		}
	}
}

// A row of a register without a name does not stop the report: it says that there is none.
func TestANameThatIsMissingIsSaid(t *testing.T) {
	rule := Rule{ID: "r11"}
	args, _ := rule.args(row{[]string{"prof_kk", "prof_ru"}, map[string]any{}})
	for l, want := range map[words.Lang]string{words.KK: "көрсетілмеген", words.RU: "не указано"} {
		if got, err := words.RenderText(l, "{prof}", args); err != nil || !strings.EqualFold(got, want) {
			t.Errorf("%s: %q, %v", l, got, err)
		}
	}
}

func TestFindings(t *testing.T) {
	r := newResult(t)
	got := map[string][]string{}
	for _, f := range r.Findings {
		got[f.Rule] = append(got[f.Rule], f.Key)
		checkStems(t, f.ID, f.Sentence.KK)
		checkStems(t, f.ID, f.Sentence.RU)
		if f.ID != FindingID(f.Rule, f.Key) {
			t.Errorf("%s: identity is not that of %s %s", f.ID, f.Rule, f.Key)
		}
	}
	want := map[string][]string{ // seen by eye in testdata/republic.txtar
		"r01": {"p1/11", "p2/11", "p2/71"}, "r02": {"p3", "p4"}, "r03": {"I", "M"}, "r04": {"s1"}, "r05": {"p1/s1/6"},
		"r06": {"p2", "p4"}, "r07": {"s3"}, "r08": {"5120", "8332"}, "r09": {"p2"}, "r10": {"c2"}, "r12": {"c4"},
		"r21": {"c1"}, "r37": {"sector-councils"}, "r42": {"centre"}, "r43": {"b2"}, "r44": {"act2"},
	}
	for rule, keys := range want {
		if diff := cmp.Diff(keys, got[rule]); diff != "" {
			t.Errorf("%s: %s", rule, diff)
		}
	}
	if len(got["r22"]) > 0 {
		t.Errorf("nobody is unusually high, found %v", got["r22"])
	}
}

// The centre planted far below the others is named with the exact tail and the
// size of the difference, in words that name no cause.
func TestPlantedCentre(t *testing.T) {
	r := newResult(t)
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Rule == "r21" })
	if i < 0 {
		t.Fatal("the planted centre was not found")
	}
	f := r.Findings[i]
	if f.Severity != 4 || !strings.HasPrefix(f.Effect, "-") || f.P == "" {
		t.Errorf("severity %d, effect %q, p %q", f.Severity, f.Effect, f.P)
	}
	for l, tail := range map[words.Lang]string{
		words.RU: "Причина данными не установлена; требуется проверка обстоятельств.",
		words.KK: "Себебі деректермен анықталмаған; мән-жайды тексеру қажет.",
	} {
		if !strings.HasSuffix(f.Sentence.In(l), tail) {
			t.Errorf("%s: %s", l, f.Sentence.In(l))
		}
	}
	for _, s := range r.Inspections {
		if s.Rule == "r22" && (s.Units == 0 || s.DetectLow == "" || s.Statement.KK == "" || s.Statement.RU == "") {
			t.Errorf("nothing found is told without what would have been noticed: %+v", s)
		}
	}
}

// Recommendations come from findings only, end on working days and keep to the
// order of weight.
func TestRecommendations(t *testing.T) {
	r := newResult(t)
	c := calendar.Kazakhstan()
	ids := map[string]bool{}
	for _, f := range r.Findings {
		ids[f.ID] = true
	}
	for n, rec := range r.Recommendations {
		if len(rec.Findings) == 0 {
			t.Errorf("%s rests on nothing", rec.ID)
		}
		for _, id := range rec.Findings {
			if !ids[id] {
				t.Errorf("%s rests on %s, which is no finding", rec.ID, id)
			}
		}
		day, err := calendar.ParseDay(rec.Deadline)
		if err != nil {
			t.Fatal(err)
		}
		if worked, err := c.Working(day); err != nil || !worked {
			t.Errorf("%s: %s is no working day (%v)", rec.ID, rec.Deadline, err)
		}
		if n > 0 && rec.Severity > r.Recommendations[n-1].Severity {
			t.Errorf("%s stands below a lighter one", rec.ID)
		}
		checkStems(t, rec.ID, rec.Text.KK)
		checkStems(t, rec.ID, rec.Text.RU)
	}
}

func TestDeadlines(t *testing.T) {
	asOf := words.Date{Year: 2025, Month: 11, Day: 20}
	for rule, want := range map[string]string{
		"D+10": "2025-12-30", // 16 December is a holiday
		"REG":  "2026-02-02", // 1 February is a Sunday
		"Q":    "2026-03-31",
		"RET":  "2026-01-12", // 10 January is a Saturday
		"P1+1": "2026-11-02",
		"HALF": "2026-06-30",
	} {
		day, err := resolve(rule, asOf, 0)
		if err != nil {
			t.Fatal(err)
		}
		if day.String() != want {
			t.Errorf("%s: got %s, want %s", rule, day, want)
		}
	}
	certificate := calendar.Date(2026, 6, 30)
	if day, err := resolve("CERT", asOf, certificate); err != nil || day.String() != "2026-05-04" {
		t.Errorf("CERT: got %s (%v), want the working day 60 days before", day, err)
	}
}

func TestPreviousFindingsPersist(t *testing.T) {
	r := newResult(t)
	again := FindingID("r02", "p3")
	if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID == again && f.History == "new" }) {
		t.Fatal("p3 is not a new finding")
	}
	var b bytes.Buffer
	if err := r.Publication().Write(&b); err != nil {
		t.Fatal(err)
	}
	p, err := ReadPublication(&b)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Facts) != len(r.Facts) || len(p.Findings) != len(r.Findings) {
		t.Errorf("read %d facts and %d findings, wrote %d and %d", len(p.Facts), len(p.Findings), len(r.Facts), len(r.Findings))
	}
}
