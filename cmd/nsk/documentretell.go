package main

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"nsk/reports"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// retold is the release that an amended document is written from: what is known today about
// the period the document spoke of. It is "", the newest, where that speaks of this period,
// and where the document is not amended. A document that is not named is that of the newest.
func (o *deskwork) retold(ctx context.Context) (release string, err error) {
	newest, err := o.newestWindow(ctx)
	if err != nil {
		return "", err
	}
	if o.name == "" {
		o.name = annualName(newest.From.Year())
	}
	standing, err := o.store.Standing(o.name)
	if err != nil {
		return "", err
	}
	amends, err := o.amends(standing)
	if err != nil || amends == nil {
		return "", err
	}
	last, err := calendar.ParseDay(amends.Before.To)
	if err != nil || calendar.DayOf(newest.To) == last {
		return "", err
	}
	err = o.withHouse(ctx, func(h *schedules.House, _ *config) error {
		d, err := h.Retell(ctx, o.now(), last)
		if err == nil && d.Blocked() {
			err = errors.Join(o.sayBreaches(d.Breaches), errors.New("a promise that figures rest on is broken"))
		}
		release = d.Release
		return err
	})
	return release, err
}

// newestWindow is the period of which the newest release speaks.
func (o *deskwork) newestWindow(ctx context.Context) (w reports.Window, err error) {
	db, _, err := openRelease(ctx, o.cfg, "", o.cfg.Memory)
	if err != nil {
		return w, err
	}
	defer db.Close()
	return reports.ReadWindow(ctx, db)
}

// samePeriod refuses a release that speaks of another period than the document it is to
// amend: numbers of two periods are no correction of each other.
func (o *deskwork) samePeriod(ctx context.Context, db *sql.DB, amends *reports.Amendment) error {
	if amends == nil {
		return nil
	}
	w, err := reports.ReadWindow(ctx, db)
	if err != nil {
		return err
	}
	if w.From.Format(time.DateOnly) == amends.Before.From && w.To.Format(time.DateOnly) == amends.Before.To {
		return nil
	}
	period := amends.Before.From + ".." + amends.Before.To
	return &said{
		kk: "шығарылым басқа кезең туралы, ал түзетілетін құжат " + period + " туралы; nsk publish --until " + amends.Before.To + " деп шығарыңыз да, оны --release арқылы көрсетіңіз",
		ru: "выпуск о другом периоде, а изменяемый документ о " + period + "; сделайте выпуск: nsk publish --until " + amends.Before.To + ", и назовите его через --release",
		en: "the release speaks of another period, the document that is amended of " + period + "; make one with nsk publish --until " + amends.Before.To + " and name it with --release",
	}
}
