package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"nsk/reports"
	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/transform"
	"nsk/warehouse"
)

// world looks up what the files of the document do not say. Everything is read from the
// release it is bound to, so that a serving process is not in the way.
func (o *deskwork) world(ctx context.Context) (w approval.World, err error) {
	copied, err := o.store.Case(o.name, w)
	if err != nil {
		return w, err
	}
	if w.Releases, err = warehouse.Releases(o.cfg.Data); err != nil {
		return w, err
	}
	if w.Stale, err = reports.Stale(); err != nil {
		return w, err
	}
	if err := o.days(&w, copied.Publication.From); err != nil {
		return w, err
	}
	clashes, err := o.cfg.clashes(copied.Publication)
	if err != nil {
		return w, err
	}
	for _, c := range clashes { // who reads the checks need not learn the number
		w.Leaks = append(w.Leaks, fmt.Sprintf("%s: %s", c.Rule, c.Fact))
	}
	leaks, _, err := attacked{dir: copied.Dir}.leaks(ctx, o.cfg)
	if err != nil {
		return w, err
	}
	for _, l := range leaks {
		w.Leaks = append(w.Leaks, filepath.Base(l.File)+": "+l.Fact)
	}
	db, _, err := openRelease(ctx, o.cfg, copied.Publication.Release, o.cfg.Memory)
	if err != nil {
		return w, nil // that the release is not kept is for a check to say
	}
	defer db.Close()
	if err := data(ctx, db, &w); err != nil {
		return w, err
	}
	last, err := o.previous(ctx, db)
	w.Previous = last != nil
	return w, err
}

// days are those of the order of work for the year of the document.
func (o *deskwork) days(w *approval.World, from string) error {
	d, _, err := desk(o.cfg)
	if err != nil {
		return err
	}
	w.Today = calendar.LocalDay(o.now())
	first, err := calendar.ParseDay(from)
	if err != nil {
		return nil // for a check to say
	}
	year := first.Time().Year()
	w.Freeze = d.Obligations.Freeze(year)
	if w.Delivery, err = d.Obligations.Delivery(year, d.Calendar); err != nil {
		return err
	}
	if w.Today > w.Delivery {
		w.DaysLeft = -1
		return nil
	}
	w.DaysLeft, err = d.Calendar.Between(w.Today, w.Delivery)
	return err
}

// data are the promises about the data that the release breaks, and the returns it lacks.
func data(ctx context.Context, db *sql.DB, w *approval.World) error {
	checks, err := transform.LoadChecks(transform.Checks())
	if err != nil {
		return err
	}
	checks = slices.DeleteFunc(checks, func(c transform.Check) bool { return strings.Contains(c.SQL, "staging.") }) // kept when it was published; a release has no rows as received
	breaches, err := transform.RunChecks(ctx, db, checks)
	if err != nil {
		return err
	}
	for _, b := range breaches {
		text := fmt.Sprintf("%s (%d): %s / %s", b.Check.ID, b.Rows, b.Check.KK, b.Check.RU)
		if b.Check.Severity == transform.Block {
			w.Broken = append(w.Broken, text)
		} else {
			w.Warned = append(w.Warned, text)
		}
	}
	return db.QueryRowContext(ctx, `SELECT count(*) FROM core."return" AS r, reference.parameter AS p
		WHERE expected AND timeliness = 'missing' AND r.period_from BETWEEN p.period_from AND p.period_to`).Scan(&w.Missing)
}
