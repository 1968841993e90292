package main

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules"
)

func (a *app) runs() *cobra.Command {
	q := schedules.HistoryQuery{}
	var failed bool
	c := &cobra.Command{
		Use:   "runs",
		Short: "Show what was run: how long it took, what it brought, what failed and when it is tried again",
		Long: "Show the runs on record, newest first. Usual is what the last three finished runs of the same\n" +
			"kind and source before it took, on average. A look at a source that brought nothing is not kept.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if failed {
				q.State = schedules.RunFailed
			}
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.listRuns(c.Context(), h, q) })
		},
	}
	c.Flags().StringVar(&q.Source, "source", "", "only of this source")
	c.Flags().StringVar(&q.Kind, "kind", "", "only of this kind: pull, publish, or the name of a job")
	c.Flags().BoolVar(&failed, "failed", false, "only what failed")
	c.Flags().IntVar(&q.Last, "last", 30, "most runs to show")
	c.AddCommand(a.runsShow())
	return c
}

// A shownRun is a run as machines read it. Moments are in UTC.
type shownRun struct {
	Run      int64    `json:"run"`
	Began    string   `json:"began"`
	Kind     string   `json:"kind"`
	Source   string   `json:"source,omitempty"`
	State    string   `json:"state"`
	Attempt  int      `json:"attempt"`
	Seconds  *float64 `json:"seconds"`       // null where the end is not known
	Usual    *float64 `json:"usual_seconds"` // null where there was none before
	Landed   int64    `json:"landed"`
	Refused  int64    `json:"refused"`
	Received int64    `json:"received"`
	Accepted int64    `json:"accepted"`
	Rejected int64    `json:"rejected"`
	Findings int64    `json:"findings"`
	Next     string   `json:"next,omitempty"`
	Message  string   `json:"message,omitempty"`
}

func (a *app) listRuns(ctx context.Context, h *schedules.House, q schedules.HistoryQuery) error {
	if q.Source != "" && q.Source != ingest.ActSource && contract.Find(h.Contracts, q.Source) == nil {
		return noSource(q.Source)
	}
	all, err := schedules.History(ctx, h.Engine.DB(), q)
	if err != nil {
		return err
	}
	if a.format == "json" {
		shown := []shownRun{}
		for _, r := range all {
			shown = append(shown, show(r))
		}
		return a.json(shown)
	}
	var rows [][]string
	for _, r := range all {
		rows = append(rows, a.runRow(r))
	}
	return a.list([]string{"run", "began", "kind", "source", "state", "attempt", "seconds", "usual_seconds", "landed", "refused", "received", "accepted", "rejected", "findings", "next", "message"}, rows)
}

func (a *app) runRow(r schedules.PastRun) []string {
	kind, began, next, message := r.Kind, instant(r.Began), "", r.Message
	if !r.Next.IsZero() {
		next = instant(r.Next)
	}
	if a.format == "text" {
		kind, began, message = a.kindOfRun(r.Kind), localTime(r.Began), a.cut(oneLine(r.Message))
		if next != "" {
			next = localTime(r.Next)
		}
	}
	return append(append([]string{strconv.FormatInt(r.Number, 10), began, kind, r.Source, a.wording("run", string(r.State)), strconv.Itoa(r.Attempt), lasting(r.Took, !r.Ended.IsZero()), lasting(r.Usual, r.Usual > 0)},
		numbers(r.Landed, r.Refused, r.Received, r.Accepted, r.Rejected, r.Findings)...), next, message)
}

func show(r schedules.PastRun) shownRun {
	s := shownRun{Run: r.Number, Began: instant(r.Began), Kind: r.Kind, Source: r.Source, State: string(r.State), Attempt: r.Attempt,
		Landed: r.Landed, Refused: r.Refused, Received: r.Received, Accepted: r.Accepted, Rejected: r.Rejected, Findings: r.Findings, Message: r.Message}
	if !r.Ended.IsZero() {
		s.Seconds = seconds(r.Took)
	}
	if r.Usual > 0 {
		s.Usual = seconds(r.Usual)
	}
	if !r.Next.IsZero() {
		s.Next = instant(r.Next)
	}
	return s
}

func seconds(d time.Duration) *float64 {
	s := d.Seconds()
	return &s
}

// lasting is a duration in seconds, "" where it is not known.
func lasting(d time.Duration, known bool) string {
	if !known {
		return ""
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64)
}
