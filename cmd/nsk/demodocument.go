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

// sign leads the document of the year from the freeze to the delivery, as an office would:
// drafted from the release of the freeze, reviewed, agreed, handed over when its time comes.
func (y *year) sign(ctx context.Context, dir string) error {
	freeze := y.house.Obligations.Freeze(y.year)
	release := y.delivery.Start().Add(9*time.Hour + 30*time.Minute)
	name := annualName(y.year)
	for _, step := range []struct {
		who string
		at  time.Time
		do  func(*deskwork) error
	}{
		{"author", morning(freeze + 1), func(o *deskwork) error { return o.draft(ctx, y.release) }},
		{"reviewer", morning(freeze + 8), func(o *deskwork) error { o.event.Act = approval.ActReview; return o.act(ctx) }},
		{"authorised-body", morning(y.delivery - 3), func(o *deskwork) error {
			o.event.Act, o.event.Ref, o.event.Release = approval.ActAgree, "demo", release
			return o.act(ctx)
		}},
		{"office", release, func(o *deskwork) error { return o.handOver(ctx, approval.Into(backup.Folder{Dir: dir}, dir)) }},
	} {
		clocked := *y.app
		clocked.now = func() time.Time { return step.at }
		o := &deskwork{app: &clocked, cfg: y.cfg, store: clocked.documents(y.cfg), name: name}
		o.event.Who, o.event.Account = step.who, step.who
		if err := step.do(o); err != nil {
			return fmt.Errorf("document %s, %s: %w", name, step.who, err)
		}
	}
	return shared(dir)
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
