package sitetest

import (
	"context"
	"slices"
	"testing"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
	"nsk/site/board"
)

// live is how everything stands at a Stand: the real duties of one centre and of all bodies,
// of which the bodies have sent everything until the end of October, and the centre one return
// in time and one late.
func live(t testing.TB) board.Live {
	t.Helper()
	d := &schedules.Desk{Calendar: calendar.Kazakhstan()}
	var err error
	must := func() {
		if err != nil {
			t.Fatal(err)
		}
	}
	d.Contracts, err = contract.Load(contracts.FS)
	must()
	d.Obligations, err = schedules.LoadObligations()
	must()
	d.Bodies, err = contract.LoadBodies(contracts.FS)
	must()
	centre := []schedules.Span{{Centre: CentreBIN, From: calendar.Date(2025, 1, 1), To: calendar.Date(2026, 12, 31)}}
	sent := func(month int, on calendar.Day) schedules.Answer {
		return schedules.Answer{Return: schedules.Return{Source: "recognition-persons", Provider: CentreBIN, Period: contract.Period{Cadence: contract.Monthly, Year: 2025, N: month}}, Content: "data", Received: on}
	}
	owed, err := d.Standings(calendar.Date(2025, 11, 1), nil, nil, nil)
	must()
	var sentByBodies []schedules.Answer
	for _, s := range owed {
		sentByBodies = append(sentByBodies, schedules.Answer{Return: schedules.Return{Source: s.Source, Provider: s.Provider, Period: s.Period}, Content: "data", Received: min(s.Last, calendar.Date(2025, 11, 1))})
	}
	answers := []schedules.Answer{sent(9, calendar.Date(2025, 10, 8)), sent(10, calendar.Date(2025, 11, 17))}
	night := readiness.Night{Point: readiness.Point{Year: 2025, Night: calendar.Date(2025, 11, 19), AsOf: calendar.Date(2025, 11, 19), DaysLeft: 18, Blockers: 1, Answer: readiness.WithGaps},
		Found: []readiness.Blocker{{Kind: readiness.KindReturn, Owner: CentreBIN, Since: calendar.Date(2025, 10, 11), Text: words.Text{KK: "ұсынылмады", RU: "не представлено"}}}}
	return board.Live{
		Desk: d,
		Standings: func(_ context.Context, on calendar.Day) ([]schedules.Standing, error) {
			return d.Standings(on, centre, slices.Concat(sentByBodies, answers), nil)
		},
		Night: func(context.Context, calendar.Day) (readiness.Night, error) { return night, nil },
		Nights: func(context.Context, int) ([]readiness.Point, error) {
			before := night.Point
			before.Night, before.Blockers = before.Night-1, 2
			return []readiness.Point{before, night.Point}, nil
		},
		Names: func(context.Context) (map[string]words.Text, error) {
			return map[string]words.Text{CentreBIN: {KK: "Орталық", RU: "Центр"}}, nil
		},
	}
}
