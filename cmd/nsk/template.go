package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/ingest/template"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A blank is what a template to fill in is asked for.
type blank struct{ source, centre, period, out string }

func (a *app) template() *cobra.Command {
	var k blank
	c := &cobra.Command{
		Use:   "template SOURCE --centre BIN",
		Short: "Make a workbook that a recognition centre fills in",
		Long: "Make a workbook for a return of a recognition centre: the columns under their Kazakh or\n" +
			"Russian names (--lang), lists with the professions and levels of the centre's own scope as\n" +
			"the newest release knows it, and how to fill it in and send it.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			k.source = args[0]
			return a.makeTemplate(c.Context(), k)
		},
	}
	c.Flags().StringVar(&k.centre, "centre", "", "BIN of the centre")
	c.Flags().StringVar(&k.period, "period", "", "period of the return, such as 2025-03 (default the last that has ended)")
	c.Flags().StringVarP(&k.out, "out", "o", "", "file to write (default <BIN>_<period>.xlsx; - for standard output)")
	_ = c.MarkFlagRequired("centre") // it exists
	return c
}

func (a *app) makeTemplate(ctx context.Context, k blank) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	d, regions, err := desk(cfg)
	if err != nil {
		return err
	}
	in := template.Input{Regions: regions, Lang: a.lang, Provider: template.Provider{BIN: k.centre}}
	if a.lang == "en" {
		in.Lang = "ru" // headers are in the official languages only
	}
	if err := a.aboutReturn(&in, d, k); err != nil {
		return err
	}
	db, release, err := openRelease(ctx, cfg, "", "")
	if err != nil {
		return err
	}
	defer db.Close()
	if err := in.Know(ctx, db); err != nil {
		return fmt.Errorf("template: release %s: %w", release, err)
	}
	return a.writeTemplate(in, k.out)
}

// aboutReturn says what return is to be filled in.
func (a *app) aboutReturn(in *template.Input, d schedules.Desk, k blank) error {
	c := contract.Find(d.Contracts, k.source)
	switch {
	case c == nil:
		return fmt.Errorf("template: %q is no source (nsk sources lists them)", k.source)
	case c.Provider != contract.KindCentre:
		return fmt.Errorf("template: %s is not sent by recognition centres", k.source)
	}
	in.Contract, in.Period = c, ended(c.Cadence, calendar.LocalDay(a.now()).Time())
	if k.period == "" {
		return nil
	}
	p, err := contract.ParsePeriod(k.period)
	if err != nil {
		return fmt.Errorf("template: %w", err)
	}
	if !p.Fits(c.Cadence) {
		return fmt.Errorf("template: %s is %s, but the period %s is not", c.Source, c.Cadence, p)
	}
	in.Period = p
	return nil
}

// ended is the last period that ended before a day.
func ended(c contract.Cadence, day time.Time) contract.Period {
	start, _ := contract.PeriodOf(c, day).Bounds()
	return contract.PeriodOf(c, start.AddDate(0, 0, -1))
}

// writeTemplate never writes over a file: it may have been filled in.
func (a *app) writeTemplate(in template.Input, path string) error {
	if path == "-" {
		return template.Write(a.out, in)
	}
	if path == "" {
		path = in.Provider.BIN + "_" + in.Period.String() + ".xlsx"
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("template: %s exists and may have been filled in; name another file with -o", path)
	}
	if err != nil {
		return fmt.Errorf("template: %w", err)
	}
	if err := errors.Join(template.Write(f, in), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	fmt.Fprintf(a.out, a.pick("Шаблон дайын: %s\n", "Шаблон готов: %s\n", "The template is ready: %s\n"), path)
	return nil
}
