package main

import (
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A progress shows how far the year has come: a bar on a terminal, a line a month
// elsewhere.
type progress struct {
	app *app
	bar *progressbar.ProgressBar
}

func (a *app) progress(year int) progress {
	p := progress{app: a}
	f, ok := a.out.(*os.File)
	if ok && term.IsTerminal(int(f.Fd())) {
		days := int(calendar.Date(year, 12, 15)-calendar.Date(year, 1, 1)) + 1
		p.bar = progressbar.NewOptions(days, progressbar.OptionSetWriter(f), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
	}
	return p
}

func (p progress) step(d calendar.Day, t schedules.Tally) {
	line := fmt.Sprintf("%s  landings %5d  rows received %7d  rejected %5d", d, t.Landed, t.Received, t.Rejected)
	switch {
	case p.bar != nil:
		p.bar.Describe(line)
		_ = p.bar.Add(1) // a bar that cannot be drawn is no reason to stop
	case (d+1).Month() != d.Month() || d == calendar.Date(d.Year(), 12, 15):
		fmt.Fprintln(p.app.out, line)
	}
}

func (p progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
