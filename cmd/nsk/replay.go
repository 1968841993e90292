package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

func (a *app) replay() *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "replay",
		Short: "Make the tables anew from the landings, and say whether they come out as they were",
		Long: "Read the landings again in their order, from a day of arrival on or all, and compare the\n" +
			"tables with what they were. They differ if the contracts or the rules of the program have\n" +
			"changed since, or if something is broken. If it is interrupted, nsk pull reads the rest.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.again(c.Context(), h, from) })
		},
	}
	c.Flags().StringVar(&from, "from", "", "first day of arrival to replay (2025-11-20)")
	return c
}

func (a *app) again(ctx context.Context, h *schedules.House, day string) error {
	in := h.Ingester
	if err := in.Resume(ctx, nil); err != nil {
		return err
	}
	all, err := ingest.Landings(ctx, h.Engine)
	if err != nil {
		return err
	}
	if all, err = replayed(ctx, in, all, day); err != nil {
		return err
	}
	if len(all) == 0 {
		a.note(a.pick("Қайта оқитын түсім жоқ.", "Поступлений для повторного чтения нет.", "There is no landing to replay."))
		return nil
	}
	before, err := in.Contents(ctx)
	if err != nil {
		return err
	}
	going := a.walking(len(all))
	if err := in.Replay(ctx, all[0].Number, going.step); err != nil {
		return fmt.Errorf("%w; what was not read yet is read by nsk pull, or replay again", err)
	}
	going.done()
	after, err := in.Contents(ctx)
	if err != nil {
		return err
	}
	return a.sayReplayed(before, after)
}

// replayed are the landings to replay from a day of arrival on, all where none is named.
func replayed(ctx context.Context, in *ingest.Ingester, all []ingest.Landing, day string) ([]ingest.Landing, error) {
	if day == "" {
		return all, nil
	}
	on, err := calendar.ParseDay(day)
	if err != nil {
		return nil, err
	}
	first, ok, err := in.FirstOn(ctx, on)
	if err != nil || !ok {
		return nil, err
	}
	if first, err = in.Reach(ctx, first); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(l ingest.Landing) bool { return l.Number < first }), nil
}

// sayReplayed prints each table and whether it came out as it was.
func (a *app) sayReplayed(before, after []ingest.Content) error {
	differing := ingest.Differing(before, after)
	var rows [][]string
	for _, c := range after {
		if same := !slices.Contains(differing, c.Table); !same || a.format != "text" {
			rows = append(rows, []string{c.Table, c.SHA256, a.yes(same)})
		}
	}
	if len(differing) == 0 && a.format == "text" {
		a.say(fmt.Sprintf(a.pick("Барлық кестелер бұрынғыдай шықты: %d.", "Все таблицы получились такими же: %d.", "All tables came out as they were: %d."), len(after)))
		return nil
	}
	if a.format == "text" {
		a.say(a.pick("Мына кестелер өзгеше шықты. Олар оқылғаннан бері дереккөз сипаттамалары немесе тексеру қағидалары өзгерген болса, бұл күтілген нәтиже:",
			"Эти таблицы получились иными. Если с тех пор изменились описания источников или правила проверки, это ожидаемо:",
			"These tables came out otherwise; that is to be expected if contracts or built-in rules have changed since:"))
	}
	if err := a.list([]string{"table", "sha256", "same"}, rows); err != nil {
		return err
	}
	if len(differing) > 0 {
		return errFindings
	}
	return nil
}

// A walk shows how far a long reading of landings has come: a bar on a terminal, a line
// for every tenth elsewhere. It goes beside the output.
type walk struct {
	app      *app
	n, total int
	bar      *progressbar.ProgressBar
}

func (a *app) walking(total int) *walk {
	w := &walk{app: a, total: total}
	if f, ok := a.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		w.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
	}
	return w
}

func (w *walk) step(ingest.Outcome) {
	w.n++
	switch {
	case w.bar != nil:
		_ = w.bar.Add(1) // a bar that cannot be drawn is no reason to stop
	case w.n*10/w.total > (w.n-1)*10/w.total:
		fmt.Fprintf(w.app.err, "%s %d / %d\n", w.app.pick("оқылды", "прочитано", "read"), w.n, w.total)
	}
}

func (w *walk) done() {
	if w.bar != nil {
		_ = w.bar.Finish()
	}
}
