package schedules

import (
	"context"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// unowed lists what is to be pulled of sources that have a cadence and a provider, while no
// duty says that they are owed: each period that ended last, until it was answered. So a
// source that was just added brings rows, is never late, and stands in no return table.
func (h *House) unowed(ctx context.Context, today calendar.Day) ([]Task, error) {
	var free []Task
	for _, c := range h.Contracts {
		if h.Obligations.Of(c.Source) != nil || c.Cadence == contract.OnChange {
			continue // without a period, nothing tells when to ask
		}
		start, _ := contract.PeriodOf(c.Cadence, today.Time()).Bounds()
		p := contract.PeriodOf(c.Cadence, start.AddDate(0, 0, -1))
		for _, b := range c.Providers(h.Bodies) {
			e := Expected{Source: c.Source, Provider: b.ID, Kind: b.Kind, Period: p, Due: today, Last: today, Paragraph: c.Paragraph}
			free = append(free, Task{Expected: e, Why: "no duty is declared; pulled as its cadence says"})
		}
	}
	if len(free) == 0 {
		return nil, nil
	}
	return h.unanswered(ctx, today, free)
}

// unanswered leaves out the tasks whose return was answered.
func (h *House) unanswered(ctx context.Context, today calendar.Day, tasks []Task) (left []Task, err error) {
	known, err := answers(ctx, h.Engine.DB(), today)
	if err != nil {
		return nil, err
	}
	done := make(map[Return]bool)
	for _, a := range known {
		done[a.Return] = a.Content != ""
	}
	for _, t := range tasks {
		if !done[Return{t.Source, t.Provider, t.Period}] {
			left = append(left, t)
		}
	}
	return left, nil
}
