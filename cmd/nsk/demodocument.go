package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/warehouse/backup"
)

// demoRoles are the people of the demonstration, each called by what they do.
var demoRoles = approval.Roles{
	approval.Author: {"author"}, approval.Reviewer: {"reviewer"}, approval.Authorised: {"authorised-body"}, approval.Deliverer: {"office"},
}

// lead leads the document of the year a step further on its days from the freeze to the
// delivery, as an office would: drafted from the release of the freeze, reviewed, agreed,
// handed over when its time comes. What is said about it waits for the end of the year.
func (y *year) lead(ctx context.Context, d calendar.Day) error {
	freeze := y.house.Obligations.Freeze(y.year)
	release := y.delivery.Start().Add(9*time.Hour + 30*time.Minute)
	switch d {
	case freeze + 1:
		return y.step("author", morning(d), func(o *deskwork) error { return o.draft(ctx, y.release) })
	case freeze + 8:
		return y.step("reviewer", morning(d), func(o *deskwork) error { o.event.Act = approval.ActReview; return o.act(ctx) })
	case y.delivery - 3:
		return y.step("authorised-body", morning(d), func(o *deskwork) error {
			o.event.Act, o.event.Ref, o.event.Release = approval.ActAgree, "demo", release
			return o.act(ctx)
		})
	case y.delivery:
		dir := y.annual()
		return y.step("office", release, func(o *deskwork) error { return o.handOver(ctx, approval.Into(backup.Folder{Dir: dir}, dir)) })
	}
	return nil
}

// annual is the folder the document is handed over into.
func (y *year) annual() string { return filepath.Join(y.dir, annualName(y.year)) }

// step is what one of them does at a moment.
func (y *year) step(who string, at time.Time, do func(*deskwork) error) error {
	clocked := *y.app
	clocked.now, clocked.out = func() time.Time { return at }, &y.said
	name := annualName(y.year)
	o := &deskwork{app: &clocked, cfg: y.cfg, store: clocked.documents(y.cfg), name: name}
	o.event.Who, o.event.Account = who, who
	if err := do(o); err != nil {
		return fmt.Errorf("document %s, %s: %w\n%s", name, who, err, y.said.String())
	}
	return nil
}

func morning(d calendar.Day) time.Time { return d.Start().Add(10 * time.Hour) }

// shared lets everybody on the machine read what was delivered.
func shared(dir string) error {
	return filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, 0o755)
		}
		return os.Chmod(path, 0o644)
	})
}
