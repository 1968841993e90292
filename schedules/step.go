package schedules

import (
	"context"
	"fmt"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules/calendar"
)

// A Reason says why a step is taken, or why it cannot be.
type Reason string

// The reasons.
const (
	ReasonUnread  Reason = "unread"  // landed before, but not read
	ReasonLies    Reason = "lies"    // lies ready where the transport can tell, owed or not
	ReasonDue     Reason = "due"     // owed, its day has not passed
	ReasonOverdue Reason = "overdue" // owed, its day has passed
	ReasonBlocked Reason = "blocked" // owed, but the source cannot be asked: a setting is missing
)

// A Step is one thing that a pull does.
type Step struct {
	Source, Provider string
	Period           contract.Period
	Reason           Reason
	Due, Last        calendar.Day // of what is owed
	Paragraph        string
	Err              error // of a blocked source
}

// Steps lists what a pull at the moment now does, in its order, and fetches nothing. What
// Pull asks for and what Steps announces come from the same functions.
func (h *House) Steps(ctx context.Context, now time.Time) ([]Step, error) {
	pending, err := ingest.Pending(ctx, h.Engine)
	if err != nil {
		return nil, err
	}
	var steps []Step
	for _, l := range pending {
		steps = append(steps, Step{Source: l.Source, Provider: l.Provider, Period: l.Period, Reason: ReasonUnread})
	}
	tasks, err := h.Plan(ctx, now)
	if err != nil {
		return nil, err
	}
	for _, c := range InOrder(h.Contracts) {
		more, err := h.steps(ctx, c, tasks, calendar.LocalDay(now))
		if err != nil {
			return nil, err
		}
		steps = append(steps, more...)
	}
	return steps, nil
}

func (h *House) steps(ctx context.Context, c *contract.Contract, tasks []Task, today calendar.Day) ([]Step, error) {
	owed := make(map[connectors.Want]Task)
	for _, t := range tasks {
		if t.Source == c.Source {
			owed[connectors.Want{Provider: t.Provider, Period: t.Period}] = t
		}
	}
	conn, err := h.connector(c)
	if err != nil {
		if len(owed) == 0 {
			return nil, nil
		}
		return []Step{{Source: c.Source, Reason: ReasonBlocked, Err: err}}, nil
	}
	wants, err := ready(ctx, conn, c.Source, func() ([]Task, error) { return tasks, nil })
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", c.Source, err)
	}
	_, lists := conn.(connectors.Lister)
	var steps []Step
	for _, w := range wants {
		s := Step{Source: c.Source, Provider: w.Provider, Period: w.Period, Reason: ReasonLies}
		if t, ok := owed[w]; ok {
			s.Due, s.Last, s.Paragraph = t.Due, t.Last, t.Paragraph
			if !lists {
				s.Reason = reasonOn(today, t)
			}
		}
		steps = append(steps, s)
	}
	return steps, nil
}

func reasonOn(today calendar.Day, t Task) Reason {
	if t.StateOn(today) == StateMissing {
		return ReasonOverdue
	}
	return ReasonDue
}

// Blocked says why a source cannot be asked at all; nil if it can. It takes a person, and
// a start anew, to put that right.
func (h *House) Blocked(source string) error {
	c := contract.Find(h.Contracts, source)
	if c == nil {
		return fmt.Errorf("%q is no source", source)
	}
	_, err := h.connector(c)
	return err
}
