package schedules_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// small is a desk with one monthly duty of one body and one of every centre.
func small(t *testing.T) *schedules.Desk {
	t.Helper()
	return &schedules.Desk{
		Contracts: []*contract.Contract{
			{Source: "list", Provider: "chamber", Cadence: contract.Monthly},
			{Source: "persons", Provider: contract.KindCentre, Cadence: contract.Monthly},
			{Source: "free", Provider: "chamber", Cadence: contract.Monthly}, // no day is agreed
			{Source: "unasked", Provider: "chamber", Cadence: contract.Yearly},
		},
		Bodies:   []contract.Body{{ID: "chamber", Kind: "chamber"}, {ID: "other", Kind: "other"}},
		Calendar: calendar.Kazakhstan(),
		Obligations: &schedules.Obligations{All: []schedules.Obligation{
			{Source: "list", Paragraph: "7(4)", Since: "2025-01-15", Due: schedules.Due{Day: 20}},
			{Source: "persons", Paragraph: "7(5)", Since: "2025-01-15", Due: schedules.Due{Day: 10}},
			{Source: "free", Paragraph: "19", Since: "2025-01-15"},
		}},
	}
}

// expected is what is owed for the periods that have ended, whatever came.
func expected(t *testing.T, d *schedules.Desk, today string, centres ...schedules.Span) []schedules.Expected {
	t.Helper()
	all, err := d.Standings(date(t, today), centres, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var owed []schedules.Expected
	for i := range all {
		if all[i].Wanted() {
			owed = append(owed, all[i].Expected)
		}
	}
	return owed
}

func lines(all []schedules.Expected) string {
	var b strings.Builder
	for _, e := range all {
		fmt.Fprintf(&b, "%s %s %s %s due %s last %s п. %s\n", e.Source, e.Period, e.Provider, e.Kind, e.Due, e.Last, e.Paragraph)
	}
	return b.String()
}

// What is owed: every period that has ended since the first, of every body, and of every
// centre that was active on a day of it.
func TestExpected(t *testing.T) {
	centres := []schedules.Span{
		{Centre: "b", From: date(t, "2025-02-28"), To: date(t, "2025-03-01")},
		{Centre: "a", From: date(t, "2024-01-01"), To: date(t, "2025-01-31")},
		{Centre: "a", From: date(t, "2025-03-31"), To: date(t, "2025-03-31")},
		{Centre: "a", From: date(t, "2025-03-01"), To: date(t, "2025-03-02")}, // a second certificate
		{Centre: "c", From: date(t, "2025-04-01"), To: date(t, "2026-04-01")},
	}
	const want = `list 2025-01 chamber chamber due 2025-02-20 last 2025-02-20 п. 7(4)
list 2025-02 chamber chamber due 2025-03-20 last 2025-03-20 п. 7(4)
list 2025-03 chamber chamber due 2025-04-21 last 2025-04-21 п. 7(4)
persons 2025-01 a centre due 2025-02-10 last 2025-02-10 п. 7(5)
persons 2025-02 b centre due 2025-03-11 last 2025-03-11 п. 7(5)
persons 2025-03 a centre due 2025-04-10 last 2025-04-10 п. 7(5)
persons 2025-03 b centre due 2025-04-10 last 2025-04-10 п. 7(5)
`
	for _, today := range []string{"2025-04-01", "2025-04-30"} { // from the first day after March to the last of April
		if diff := cmp.Diff(want, lines(expected(t, small(t), today, centres...))); diff != "" {
			t.Errorf("on %s: %s", today, diff)
		}
	}
	if got := lines(expected(t, small(t), "2025-01-31", centres...)); got != "" {
		t.Errorf("before the first period has ended: %s", got)
	}
}

// For any spans, a centre owes a month exactly if it was active on a day of it.
func TestCentresOweExactlyWithinTheirSpans(t *testing.T) {
	d := small(t)
	r := rand.New(rand.NewPCG(1, 2))
	first, end := date(t, "2025-01-01"), date(t, "2025-12-31")
	for round := range 100 {
		var spans []schedules.Span
		want := make(map[string]bool)
		for range r.IntN(8) {
			from := first + calendar.Day(r.IntN(420)-30)
			s := schedules.Span{Centre: string(rune('a' + r.IntN(3))), From: from, To: from + calendar.Day(r.IntN(70))}
			spans = append(spans, s)
			for day := s.From; day <= s.To; day++ {
				if day >= first && day <= end {
					want[day.Time().Format("2006-01 ")+s.Centre] = true
				}
			}
		}
		got := make(map[string]bool)
		for _, e := range expected(t, d, "2026-01-01", spans...) {
			if e.Source == "persons" {
				got[e.Period.String()+" "+e.Provider] = true
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("round %d, spans %v: %s", round, spans, diff)
		}
	}
}

// Missed periods come once each, oldest due day first; answered ones do not come, nor those
// of which the office excused their provider.
func TestPlan(t *testing.T) {
	answers := []schedules.Answer{{Return: schedules.Return{Source: "list", Provider: "chamber", Period: period(t, "2025-02")}, Content: "data", Received: date(t, "2025-03-03")},
		{Return: schedules.Return{Source: "persons", Provider: "b", Period: period(t, "2025-01")}, Content: "nil", Received: date(t, "2025-03-03")}} // of another centre
	excused := []schedules.Exemption{{Source: "persons", Provider: "a", From: period(t, "2025-02"), To: period(t, "2025-02")}}
	spans := []schedules.Span{{Centre: "a", From: date(t, "2025-01-01"), To: date(t, "2026-01-01")}}
	standings, err := small(t).Standings(date(t, "2025-04-15"), spans, answers, excused)
	if err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(standings)
	plan := func() string {
		var b strings.Builder
		for _, task := range schedules.Plan(date(t, "2025-04-15"), standings) {
			fmt.Fprintf(&b, "%s %s %s: %s\n", task.Source, task.Period, task.Provider, task.Why)
		}
		return b.String()
	}
	const want = `persons 2025-01 a: п. 7(5), overdue since 2025-02-10
list 2025-01 chamber: п. 7(4), overdue since 2025-02-20
persons 2025-03 a: п. 7(5), overdue since 2025-04-10
list 2025-03 chamber: п. 7(4), due 2025-04-21
`
	for range 2 {
		if diff := cmp.Diff(want, plan()); diff != "" {
			t.Error(diff)
		}
	}
	if diff := cmp.Diff(before, standings); diff != "" {
		t.Errorf("planning changed what it was given: %s", diff)
	}
}

func TestStateOn(t *testing.T) {
	e := schedules.Expected{Due: date(t, "2025-04-10"), Last: date(t, "2025-04-14")}
	for day, want := range map[string]schedules.State{"2025-04-01": schedules.StateDue, "2025-04-11": schedules.StateDue,
		"2025-04-14": schedules.StateDue, "2025-04-15": schedules.StateMissing} {
		if got := e.StateOn(date(t, day)); got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
}

// With all that is built in, every duty of a day is planned once, in the same order.
func TestPlanOverTheBuiltInDuties(t *testing.T) {
	d := desk(t)
	spans := []schedules.Span{{Centre: "990440000385", From: date(t, "2024-01-01"), To: date(t, "2027-01-01")}}
	owed := expected(t, d, "2025-11-20", spans...)
	standings, err := d.Standings(date(t, "2025-11-20"), spans, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	tasks := schedules.Plan(date(t, "2025-11-20"), standings)
	seen := make(map[schedules.Return]bool)
	for i, task := range tasks {
		r := schedules.Return{Source: task.Source, Provider: task.Provider, Period: task.Period}
		if seen[r] || i > 0 && task.Due < tasks[i-1].Due {
			t.Errorf("%v comes twice or out of order", r)
		}
		seen[r] = true
	}
	if !seen[schedules.Return{Source: "recognition-persons", Provider: "990440000385", Period: period(t, "2025-10")}] {
		t.Error("October of the centre is not planned")
	}
	if len(tasks) != len(owed) {
		t.Errorf("%d tasks of %d", len(tasks), len(owed))
	}
}
