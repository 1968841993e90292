package schedules_test

import (
	"strings"
	"testing"

	"nsk/connectors/contract"
	"nsk/schedules"
)

// sound is a register in which nothing is wrong.
const sound = `since: 2024-12-01
convention:
  set_by: {ru: мы, kk: біз}
  grace: 0
annual: {obligation: annual, freeze: {month: 11, day: 20}}
acts:
  - {act: order, name: {ru: приказ, kk: бұйрық}}
  - {act: other, name: {ru: правила, kk: қағидалар}}
obligations:
  - id: annual
    act: order
    paragraph: "21"
    owed_by: [national_body]
    owed_to: authorised_body
    name: {ru: информация, kk: ақпарат}
    wording: {ru: не позднее 15 декабря, kk: 15 желтоқсаннан кешіктірмей}
    term: {not_later_than: [{month: 12, day: 15}]}
  - id: list
    source: list
    act: order
    paragraph: "7(4), 9(1)"
    owed_by: [national_chamber]
    owed_to: national_body
    term: {every: monthly}
    convention: {day: 10, grace: 1}
`

// A register that asks the impossible is refused with file, line and what to write.
func TestReadObligationsRefuses(t *testing.T) {
	if _, err := schedules.ReadObligations("o.yaml", []byte(sound)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"every: monthly", "every: weekly", `o.yaml:24: list: nothing can be owed "weekly"; write daily, monthly, quarterly, half-yearly or yearly`},
		{"every: monthly", "every: monthly, always: true", "o.yaml:24: list: a term is of one kind"},
		{"every: monthly", "within: 10", "o.yaml:24: list: within 10: write 1 to 250 working days, and after which event"},
		{"every: monthly", "within: 9999, after: {ru: а, kk: б}", "o.yaml:24: list: within 9999: write 1 to 250"},
		{"every: monthly", "under: order", `o.yaml:24: list: "order" is not another of the acts`},
		{"month: 12, day: 15", "month: 2, day: 30", "o.yaml:17: no year has a day 30 of month 2"},
		{"month: 12, day: 15", "month: 2, day: 29", "no year has a day 29 of month 2"},
		{"month: 11, day: 20", "month: 13, day: 1", "o.yaml:5: no year has a day 1 of month 13"},
		{"day: 10", "day: 32", "o.yaml:25: list: day 32: a month has days 1 to 31"},
		{"day: 10", "day: 10, working_days: 3", "o.yaml:25: list: write day or working_days, not both"},
		{"day: 10, grace: 1", "working_days: -2", "o.yaml:25: list: working_days -2: write 1 to 250"},
		{"grace: 1", "grace: -1", "o.yaml:25: list: grace: write 0 to 250 working days"},
		{"grace: 0", "grace: 1000", "o.yaml:4: grace 1000: write 0 to 250 working days"},
		{"since: 2024-12-01", "since: last year", `o.yaml:1: day "last year": write it like 2024-12-01`},
		{"id: list", "id: annual", "o.yaml:18: annual stands twice"},
		{"source: list", "name: {ru: а, kk: б}", "o.yaml:25: list: a day is agreed for what is no return; name its source"},
		{"    source: list\n", "", "o.yaml:18: list: name what is owed, in ru and kk"},
		{`"7(4), 9(1)"`, `"7.4"`, `o.yaml:21: list: paragraph "7.4": write it like 7(5) or 9(4), 9(5)`},
		{"[national_chamber]", "[chamber]", `o.yaml:22: list: nobody is called "chamber"`},
		{"owed_to: national_body", "owed_to: ''", "list: say who owes it (owed_by) and to whom (owed_to)"},
		{"act: order\n    paragraph: \"7", "act: law\n    paragraph: \"7", `o.yaml:20: list: act "law" is not among acts`},
		{"ru: мы, kk: біз", "ru: мы", "o.yaml:3: give it in both languages, ru and kk"},
		{"obligation: annual", "obligation: list", `o.yaml:5: annual "list": name the obligation`},
		{"every: monthly", "evry: monthly", `o.yaml:24: unknown field "evry"`},
	} {
		text := strings.Replace(sound, c.old, c.new, 1)
		if _, err := schedules.ReadObligations("o.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.new, err, c.want)
		}
	}
	bad := strings.NewReplacer("day: 10", "day: 32", "every: monthly", "every: weekly").Replace(sound)
	if _, err := schedules.ReadObligations("o.yaml", []byte(bad)); err == nil || strings.Count(err.Error(), "o.yaml:") != 2 {
		t.Errorf("two faults are not told at once: %v", err)
	}
}

// A register that contradicts the contracts is refused too.
func TestObligationsMustFit(t *testing.T) {
	o, err := schedules.ReadObligations("o.yaml", []byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	for cadence, want := range map[contract.Cadence]string{
		contract.Monthly:   "",
		contract.Quarterly: "o.yaml:24: list: the act says monthly, its contract quarterly",
		contract.OnChange:  "o.yaml:25: list: its contract says that it comes on change; no day can be agreed for it",
		contract.Daily:     "o.yaml:25: list: it is owed daily; write working_days, not a day of the month",
	} {
		err := o.Fit([]*contract.Contract{{Source: "list", Cadence: cadence}})
		if got := ""; err != nil {
			got = err.Error()
			if want == "" || !strings.Contains(got, want) {
				t.Errorf("%s: %s, want %s", cadence, got, want)
			}
		} else if want != "" {
			t.Errorf("%s is accepted", cadence)
		}
	}
}

// What each duty says of its grace and of who set its day comes before the register's.
func TestConventionsOfADuty(t *testing.T) {
	o, err := schedules.ReadObligations("o.yaml", []byte(strings.Replace(sound, "grace: 1}", "grace: 1, set_by: {ru: совет, kk: кеңес}}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	list, annual := o.Of("list"), o.ByID("annual")
	if o.Grace(list) != 1 || o.Grace(annual) != 0 || o.SetBy(list).RU != "совет" || o.SetBy(annual).RU != "мы" {
		t.Errorf("grace %d and %d, set by %s and %s", o.Grace(list), o.Grace(annual), o.SetBy(list).RU, o.SetBy(annual).RU)
	}
	if list.Since != "2024-12-01" || o.Annual.Month != 12 || o.Annual.Day != 15 || o.Annual.Paragraph != "21" {
		t.Errorf("%+v, %+v", list, o.Annual)
	}
}
