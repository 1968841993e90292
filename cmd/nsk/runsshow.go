package main

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"nsk/schedules"
)

// runsShow is the log of one run.
func (a *app) runsShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show RUN",
		Short: "Show the log of a run: what landed while it ran, what became of it, and what failed",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			n, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return &said{args[0] + ": іске қосу нөмірі бүтін сан болуы керек (nsk runs)", args[0] + ": номер запуска – целое число (nsk runs)", args[0] + ": the number of a run is a whole number (nsk runs)"}
			}
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.showRun(c.Context(), h, n) })
		},
	}
}

//go:embed runsshow.sql
var runsShowSQL string

func (a *app) showRun(ctx context.Context, h *schedules.House, run int64) error {
	found, err := h.Engine.DB().QueryContext(ctx, runsShowSQL, run)
	if err != nil {
		return fmt.Errorf("run %d: %w", run, err)
	}
	defer found.Close()
	var rows [][]string
	for found.Next() {
		var e runEvent
		if err := found.Scan(&e.at, &e.event, &e.about, &e.text, &e.verdict, &e.counts[0], &e.counts[1], &e.counts[2], &e.counts[3], &e.counts[4]); err != nil {
			return fmt.Errorf("run %d: %w", run, err)
		}
		rows = append(rows, a.runEvent(e))
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("run %d: %w", run, err)
	}
	if len(rows) == 0 {
		return &said{fmt.Sprintf("%d нөмірлі іске қосу жоқ (nsk runs)", run), fmt.Sprintf("запуска с номером %d нет (nsk runs)", run), fmt.Sprintf("there is no run %d (nsk runs)", run)}
	}
	return a.list([]string{"when", "event", "about", "message"}, rows)
}

// A runEvent is something that happened in a run. A file that landed has a verdict once it
// was read, and the counts of its rows.
type runEvent struct {
	at                 time.Time
	event, about, text string
	verdict            sql.NullString
	counts             [5]int64
}

func (a *app) runEvent(e runEvent) []string {
	when, text := instant(e.at), e.text
	if a.format == "text" {
		when = localTime(e.at)
	}
	if e.verdict.Valid {
		text = a.wording("verdict", e.verdict.String) + "; " + fmt.Sprintf(a.word("run.counts"), e.counts[0], e.counts[1], e.counts[2], e.counts[3], e.counts[4])
	}
	return []string{when, a.wording("run", e.event), e.about, a.cut(text)}
}
