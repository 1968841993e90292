package schedules_test

import (
	"testing"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// The worked cases of analysis § 7.9: March 2025 of one centre, due on Thursday 10.04.2025,
// looked at on 20.11.2025.
func TestWorkedStates(t *testing.T) {
	day := func(s string) calendar.Day { return date(t, s) }
	march := schedules.Return{Source: "persons", Provider: "a", Period: period(t, "2025-03")}
	whole := []schedules.Span{{Centre: "a", From: day("2025-01-01"), To: day("2026-12-31")}}
	answer := func(content, received string) []schedules.Answer {
		return []schedules.Answer{{Return: march, Content: content, Received: day(received)}}
	}
	for _, c := range []struct {
		name       string
		on         string
		spans      []schedules.Span
		answers    []schedules.Answer
		exemptions []schedules.Exemption
		want       schedules.State
		delay      int
	}{
		{"accepted on the day itself", "2025-11-20", whole, answer("data", "2025-04-10"), nil, schedules.StateOnTime, 0},
		{"accepted the next day", "2025-11-20", whole, answer("data", "2025-04-11"), nil, schedules.StateLate, 1},
		{"refused, accepted on the 15th", "2025-11-20", whole, answer("data", "2025-04-15"), nil, schedules.StateLate, 3},
		{"nil declared in time", "2025-11-20", whole, answer("nil", "2025-04-10"), nil, schedules.StateNil, 0},
		{"nil declared late", "2025-11-20", whole, answer("nil", "2025-04-14"), nil, schedules.StateNil, 2},
		{"refused only", "2025-11-20", whole, []schedules.Answer{{Return: march, Refused: true}}, nil, schedules.StateMissing, 153},
		{"cannot provide", "2025-11-20", whole, answer("cannot_provide", "2025-04-08"), nil, schedules.StateCannot, 0},
		{"early", "2025-03-20", whole, answer("data", "2025-03-19"), nil, schedules.StateOnTime, 0},
		{"nothing yet, the month not over", "2025-03-31", whole, nil, nil, schedules.StateNotDue, 0},
		{"nothing yet, the month over", "2025-04-01", whole, nil, nil, schedules.StateDue, 0},
		{"nothing on the day", "2025-04-10", whole, nil, nil, schedules.StateDue, 0},
		{"nothing after the day", "2025-04-11", whole, nil, nil, schedules.StateMissing, 1},
		{"certificate from the 28th", "2025-04-01", []schedules.Span{{Centre: "a", From: day("2025-03-28"), To: day("2028-03-27")}}, nil, nil, schedules.StateDue, 0},
		{"withdrawn on the 5th", "2025-04-01", []schedules.Span{{Centre: "a", From: day("2025-01-01"), To: day("2025-03-04")}}, nil, nil, schedules.StateDue, 0},
		{"withdrawn in February", "2025-11-20", []schedules.Span{{Centre: "a", From: day("2025-01-01"), To: day("2025-02-19")}}, nil, nil, schedules.StateClosed, 0},
		{"exempt", "2025-11-20", whole, nil, []schedules.Exemption{{Source: "persons", Provider: "a",
			From: period(t, "2025-03"), To: period(t, "2025-04"), Reason: "flood"}}, schedules.StateExempt, 0},
		{"exempt, then asked for again", "2025-04-01", whole, nil, []schedules.Exemption{
			{Source: "persons", Provider: "a", From: period(t, "2025-03"), To: period(t, "2025-04"), Reason: "flood"},
			{Source: "persons", Provider: "a", From: period(t, "2025-03"), To: period(t, "2025-03"), Reason: "it was a mistake", Lifted: true},
		}, schedules.StateDue, 0},
		{"another month exempt", "2025-04-01", whole, nil, []schedules.Exemption{{Source: "persons", Provider: "a",
			From: period(t, "2025-01"), To: period(t, "2025-02"), Reason: "flood"}}, schedules.StateDue, 0},
	} {
		all, err := small(t).Standings(day(c.on), c.spans, c.answers, c.exemptions)
		if err != nil {
			t.Fatal(err)
		}
		var got *schedules.Standing
		for i := range all {
			if all[i].Source == march.Source && all[i].Provider == march.Provider && all[i].Period == march.Period {
				got = &all[i]
			}
		}
		if got == nil || got.State != c.want || got.Delay != c.delay {
			t.Errorf("%s: %+v, want %s, delay %d", c.name, got, c.want, c.delay)
		}
	}
}
