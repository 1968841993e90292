package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// A dueQuery is what nsk due is asked; what is empty narrows nothing.
type dueQuery struct {
	on, source, provider, state string
	lang                        string // named on the command line
	late, all, json             bool
	ical                        string
}

func (a *app) due() *cobra.Command {
	var q dueQuery
	c := &cobra.Command{
		Use:   "due",
		Short: "Show what is owed and has not come: first what is late",
		Long: "Where every return stands on a day, as known on it: duty, provider and period. Shown is\n" +
			"what has not come; --all and --state show the rest. While another process holds the\n" +
			"warehouse, the newest release is read.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			q.lang = a.lang // before the configuration gives its own
			return a.showDue(c.Context(), q)
		},
	}
	f := c.Flags()
	f.StringVar(&q.on, "on", "", "as on this day (2025-11-20)")
	f.BoolVar(&q.late, "late", false, "only what is past its day and has not come")
	f.BoolVar(&q.all, "all", false, "every return, whatever its state")
	f.StringVar(&q.state, "state", "", "only in this state: "+strings.Join(dueStates, ", "))
	f.StringVar(&q.source, "source", "", "only of this source")
	f.StringVar(&q.provider, "provider", "", "only of this provider")
	f.BoolVar(&q.json, "json", false, "as JSON (the same as --format json)")
	f.StringVar(&q.ical, "ical", "", "write a calendar to subscribe to into this file (- for standard output)")
	c.MarkFlagsMutuallyExclusive("late", "all", "state")
	c.MarkFlagsMutuallyExclusive("json", "ical")
	return c
}

// dueStates are those that --state takes: the states, and two marks of a version that came.
var dueStates = []string{"not_due", "due", "on_time", "late", "missing", "nil", "cannot_provide", "exempt", "closed", "held", "refused"}

// sound refuses a question that can never be answered, because it is misspelt.
func (q *dueQuery) sound(d *schedules.Desk) error {
	if q.source != "" && contract.Find(d.Contracts, q.source) == nil {
		return fmt.Errorf("%q is no source; nsk sources lists them", q.source)
	}
	if q.state != "" && !slices.Contains(dueStates, q.state) {
		return fmt.Errorf("--state %q: write one of %s", q.state, strings.Join(dueStates, ", "))
	}
	return nil
}

// takes reports whether a standing is asked for.
func (q *dueQuery) takes(s *schedules.Standing) bool {
	if q.source != "" && s.Source != q.source || q.provider != "" && s.Provider != q.provider {
		return false
	}
	switch {
	case q.all || q.ical != "":
		return true
	case q.late:
		return s.State == schedules.StateMissing
	case q.state == "held":
		return s.Held
	case q.state == "refused":
		return s.Refused
	case q.state != "":
		return string(s.State) == q.state
	}
	return s.Wanted()
}

// A dueBoard is where everything stands on a day, ready to be shown.
type dueBoard struct {
	*schedules.Desk
	on      calendar.Day
	all     []schedules.Standing
	names   map[string]words.Text // of providers
	release string                // id, if it was read instead of the warehouse
}

func (a *app) showDue(ctx context.Context, q dueQuery) error {
	now, err := a.moment(q.on)
	if err != nil {
		return err
	}
	b, err := a.board(ctx, calendar.LocalDay(now))
	if err != nil {
		return err
	}
	if err := q.sound(b.Desk); err != nil {
		return err
	}
	if b.release != "" {
		fmt.Fprintln(a.err, fmt.Sprintf(a.pick("Қойманы басқа бағдарлама пайдалануда; %s шығарылымы бойынша көрсетілді.", "Хранилище занято другой программой; показано по выпуску %s.",
			"Another process holds the warehouse; shown is what release %s knows."), b.release))
	}
	asked := slices.DeleteFunc(slices.Clone(b.all), func(s schedules.Standing) bool { return !q.takes(&s) })
	switch {
	case q.ical != "":
		return a.writeICal(b, q, now)
	case q.json:
		a.format = "json"
	}
	switch {
	case a.format == "json":
		return a.dueJSON(b, asked)
	case a.format == "csv" || q.all || q.state != "":
		return a.dueTable(b, asked)
	}
	return a.sayBoard(b, asked)
}

// board reads where everything stands: from the warehouse, or from the newest release while
// another process holds that.
func (a *app) board(ctx context.Context, on calendar.Day) (*dueBoard, error) {
	cfg, err := a.config()
	if err != nil {
		return nil, err
	}
	h, closing, err := a.house(ctx, cfg)
	var held *warehouse.HeldError
	if errors.As(err, &held) {
		return a.releasedBoard(ctx, cfg, on, err)
	}
	if err != nil {
		return nil, err
	}
	b := &dueBoard{Desk: &h.Desk, on: on}
	if b.all, err = h.Standings(ctx, on); err == nil {
		b.names, err = h.Names(ctx)
	}
	b.nameBodies()
	return b, errors.Join(err, closing())
}

// releasedBoard is board from the newest release; because is why.
func (a *app) releasedBoard(ctx context.Context, cfg *config, on calendar.Day, because error) (*dueBoard, error) {
	db, id, err := openRelease(ctx, cfg, "", "1GB")
	if errors.Is(err, warehouse.ErrNoRelease) {
		return nil, because
	}
	if err != nil {
		return nil, err
	}
	defer db.Close()
	d, _, err := desk(cfg)
	if err != nil {
		return nil, err
	}
	b := &dueBoard{Desk: &d, on: on, release: id}
	if b.all, err = d.Released(ctx, db, on); err != nil {
		return nil, err
	}
	if b.names, err = schedules.ReleasedNames(ctx, db); err != nil {
		return nil, err
	}
	b.nameBodies()
	return b, nil
}

func (b *dueBoard) nameBodies() {
	if b.names == nil {
		b.names = make(map[string]words.Text)
	}
	for _, body := range b.Bodies {
		b.names[body.ID] = words.Text{KK: body.KK, RU: body.RU}
	}
}

// moment is now, or noon of the named local day.
func (a *app) moment(on string) (time.Time, error) {
	if on == "" {
		return a.now(), nil
	}
	d, err := calendar.ParseDay(on)
	if err != nil {
		return time.Time{}, err
	}
	return d.Start().Add(12 * time.Hour), nil
}
