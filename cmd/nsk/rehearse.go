package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/rehearsal"
	"nsk/warehouse"
)

// A rehearsing is one call of nsk rehearse.
type rehearsing struct {
	*app
	year           int
	from, to, down string
	senders        string
	daily          bool

	world rehearsal.World
	whose string // release that the centres were taken from; "" for the example
}

func (a *app) rehearse() *cobra.Command {
	r := &rehearsing{app: a}
	c := &cobra.Command{
		Use:   "rehearse",
		Short: "Live a year with a virtual clock and tell what will happen each day",
		Long: "Live a year, past or to come, by the duties and the calendar of the installation: what begins to\n" +
			"be owed, what falls due, who is reminded, days off and why, what acts name, and how the annual\n" +
			"document comes nearer. Nothing is written or sent. Centres are those of the newest release, or\n" +
			"four invented ones. Nobody knows when returns will come: --senders says what is assumed.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return r.run(c.Context()) },
	}
	f := c.Flags()
	f.IntVar(&r.year, "year", 0, "year to live (default the present)")
	f.StringVar(&r.from, "from", "", "first day to tell of (default 1 January)")
	f.StringVar(&r.to, "to", "", "last day (default 31 December)")
	f.StringVar(&r.senders, "senders", string(rehearsal.Mixed), "when returns come: early, prompt, tardy, silent, or mixed: of ten 2 early, 5 prompt, 2 tardy, 1 never")
	f.StringVar(&r.down, "down", "", "days on which the machine stands still (2026-03-09..2026-03-13)")
	f.BoolVar(&r.daily, "daily", false, "tell also what goes as it should with returns owed daily")
	return c
}

func (r *rehearsing) run(ctx context.Context) error {
	from, to, err := r.stretch()
	if err != nil {
		return err
	}
	asleep, err := r.asleep()
	if err != nil {
		return err
	}
	if r.world.Senders, err = rehearsal.ParseSenders(r.senders); err != nil {
		return fmt.Errorf("--%w", err)
	}
	if err := r.furnish(ctx, from.Year()); err != nil {
		return err
	}
	if r.format != "text" {
		return r.rows(from, to, asleep)
	}
	r.introduce()
	p := rehearsal.Printer{Out: r.out, Language: rehearsal.Language(r.lang), Daily: r.daily, Obligations: r.world.Desk.Obligations}
	return rehearsal.Live(r.world, from, to, asleep, p.Print)
}

// stretch is the first and the last day to tell of.
func (r *rehearsing) stretch() (from, to calendar.Day, err error) {
	year := r.year
	if year == 0 {
		year = calendar.LocalDay(r.now()).Year()
	}
	from, to = calendar.Date(year, time.January, 1), calendar.Date(year, time.December, 31)
	if r.from != "" {
		if from, err = calendar.ParseDay(r.from); err != nil {
			return 0, 0, fmt.Errorf("--from: %w", err)
		}
		if r.year == 0 {
			to = calendar.Date(from.Year(), time.December, 31)
		}
	}
	if r.to != "" {
		if to, err = calendar.ParseDay(r.to); err != nil {
			return 0, 0, fmt.Errorf("--to: %w", err)
		}
	}
	return from, to, nil
}

// asleep tells the days on which the clock does not run.
func (r *rehearsing) asleep() (func(calendar.Day) bool, error) {
	if r.down == "" {
		return nil, nil
	}
	first, last, ok := strings.Cut(r.down, "..")
	from, err := calendar.ParseDay(first)
	if err == nil && ok {
		var to calendar.Day
		if to, err = calendar.ParseDay(last); err == nil && from <= to {
			return func(d calendar.Day) bool { return from <= d && d <= to }, nil
		}
	}
	return nil, fmt.Errorf("--down %q: write two days, the first and the last: 2026-03-09..2026-03-13", r.down)
}

// furnish takes duties and calendar from the installation, if there is one, and centres from
// its newest release, if there is one.
func (r *rehearsing) furnish(ctx context.Context, year int) error {
	cfg := new(config)
	var err error
	if exists(r.configFile) {
		if cfg, err = r.config(); err != nil {
			return err
		}
	} else if r.lang == "" {
		r.lang = "ru"
	}
	if r.world.Desk, _, err = desk(cfg); err != nil {
		return err
	}
	r.world.Centres = rehearsal.Example(year)
	if cfg.Data == "" {
		return nil
	}
	db, id, err := openRelease(ctx, cfg, "", cfg.Memory)
	if errors.Is(err, warehouse.ErrNoRelease) {
		return nil
	}
	if err != nil {
		return err
	}
	defer db.Close()
	r.whose = id
	return r.populate(ctx, db)
}

// populate takes centres and exemptions from a release.
func (r *rehearsing) populate(ctx context.Context, db *sql.DB) (err error) {
	if r.world.Exemptions, err = schedules.Exemptions(ctx, db, calendar.LocalDay(r.now())); err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, `SELECT centre, vf, vt FROM core.centre_active ORDER BY centre, vf`)
	if err != nil {
		return fmt.Errorf("centres of the release: %w", err)
	}
	defer rows.Close()
	r.world.Centres = nil
	for rows.Next() {
		var s schedules.Span
		var from, to time.Time
		if err := rows.Scan(&s.Centre, &from, &to); err != nil {
			return fmt.Errorf("centres of the release: %w", err)
		}
		s.From, s.To = calendar.DayOf(from), calendar.DayOf(to)
		r.world.Centres = append(r.world.Centres, s)
	}
	return rows.Err()
}

// introduce says what is lived and what is assumed.
func (r *rehearsing) introduce() {
	whose := r.pick("шартты 4 орталық", "4 условных центра", "4 invented centres")
	if r.whose != "" {
		whose = fmt.Sprintf(r.pick("%s шығарылымындағы орталықтар", "центры выпуска %s", "the centres of release %s"), r.whose)
	}
	r.say(fmt.Sprintf(r.pick("Қайталау: ештеңе жазылмайды және жіберілмейді; %s. Мәліметтердің келуі шартты: %s.",
		"Репетиция: ничего не записывается и не отправляется; %s. Поступление сведений условно: %s.",
		"A rehearsal: nothing is written or sent; %s. When returns come is assumed: %s."), whose, r.manner()))
}

// manner says when returns are assumed to come.
func (r *rehearsing) manner() string {
	switch r.world.Senders {
	case rehearsal.Early:
		return r.pick("мерзімнен 3 жұмыс күні бұрын", "за 3 рабочих дня до срока", "3 working days before the last day")
	case rehearsal.Prompt:
		return r.pick("соңғы күні", "в последний день", "on the last day")
	case rehearsal.Tardy:
		return r.pick("мерзімнен 6 жұмыс күні кейін", "через 6 рабочих дней после срока", "6 working days after the last day")
	case rehearsal.Silent:
		return r.pick("ештеңе келмейді", "ничего не поступает", "nothing comes")
	}
	return r.pick("он мәліметтің екеуі ертерек, бесеуі соңғы күні, екеуі кешігіп келеді, біреуі келмейді",
		"из десяти два раньше срока, пять в последний день, два с опозданием, одно не поступает", "of ten two early, five on the last day, two late, one never")
}

var eventHead = []string{"day", "kind", "of", "source", "provider", "period", "last_day", "step", "days", "days_left", "missing", "centre", "act", "duty", "date", "date_kind", "date_before", "date_name"}

// rows prints every event for machines.
func (r *rehearsing) rows(from, to calendar.Day, asleep func(calendar.Day) bool) error {
	var rows [][]string
	err := rehearsal.Live(r.world, from, to, asleep, func(p rehearsal.Page) error {
		for _, e := range p.Events {
			rows = append(rows, eventRow(p.On, e))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.table(eventHead, rows)
}

func eventRow(on calendar.Day, e rehearsal.Event) []string {
	number := func(n int, known bool) string {
		if !known {
			return ""
		}
		return strconv.Itoa(n)
	}
	row := []string{on.String(), string(e.Kind), e.On.String(), e.Return.Source, e.Return.Provider, "", e.Last.String(),
		number(e.Step, e.Step != 0), number(e.Days, e.Step != 0), number(e.Left, e.Kind == rehearsal.KindReady), number(e.Count, e.Kind == rehearsal.KindReady), e.Centre, "", "", e.Day.Date.String(), string(e.Day.Kind), string(e.Before.Kind), e.Day.NameRU}
	if e.Return.Source != "" {
		row[5] = e.Return.Period.String()
	}
	if e.Duty != nil {
		row[12], row[13] = e.Duty.Act, e.Duty.ID
	}
	return row
}
