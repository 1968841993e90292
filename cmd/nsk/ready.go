package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
	"nsk/warehouse"
)

// A readying is one call of nsk ready.
type readying struct {
	*app
	desk    *schedules.Desk
	on      string
	history bool
	year    int
	look    readiness.Look // at the approval of the document
	trust   bool           // the clock, and not the nights on record that are to come
}

func (a *app) ready() *cobra.Command {
	r := &readying{app: a}
	c := &cobra.Command{
		Use:   "ready",
		Short: "Tell whether the annual document could be delivered today, and what stands in the way",
		Long: "Make the annual analysis of the newest state in memory and list what stands in the way of its\n" +
			"delivery, with who can clear it and since when. From 1 October the answer is kept, once a night.\n" +
			"While another process holds the warehouse, the last answer in the newest release is shown.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return r.run(c.Context()) },
	}
	c.Flags().StringVar(&r.on, "on", "", "the answer of this night (2025-11-20); made now, and not kept, if none is on record")
	c.Flags().BoolVar(&r.history, "history", false, "all nights on record of a year, as a curve")
	c.Flags().IntVar(&r.year, "year", 0, "with --history: year of the document (default that of the day)")
	c.Flags().BoolVar(&r.trust, "clock-is-right", false, "forget nights on record that are still to come: the clock had been ahead")
	c.MarkFlagsMutuallyExclusive("on", "history")
	return c
}

func (r *readying) run(ctx context.Context) error {
	now, err := r.moment(r.on)
	if err != nil {
		return err
	}
	cfg, err := r.config()
	if err != nil {
		return err
	}
	h, closing, err := r.house(ctx, cfg)
	var held *warehouse.HeldError
	if errors.As(err, &held) {
		return r.fromRelease(ctx, cfg, calendar.LocalDay(now))
	}
	if err != nil {
		return err
	}
	defer closing()
	r.desk, r.look = &h.Desk, r.unsigned(cfg)
	if r.history {
		return r.curve(ctx, h.Engine.DB(), calendar.LocalDay(now))
	}
	n, err := r.night(ctx, h)
	if err != nil {
		return err
	}
	return r.tell(ctx, h.Engine.DB(), n)
}

// night is the answer of now, which is kept in the season, or of the day asked for.
func (r *readying) night(ctx context.Context, h *schedules.House) (readiness.Night, error) {
	now, err := r.moment(r.on)
	if err != nil {
		return readiness.Night{}, err
	}
	today := calendar.LocalDay(r.now())
	day := calendar.LocalDay(now)
	if day > today {
		return readiness.Night{}, fmt.Errorf("--on %s: that day is still to come; nsk rehearse --from %s tells what it will bring", day, day)
	}
	if r.on != "" && day < today {
		n, err := readiness.At(ctx, h.Engine.DB(), day)
		if !errors.Is(err, readiness.ErrNoNight) && (err != nil || n.Night == day) {
			return n, err
		}
		return readiness.Run(ctx, h, now, r.look)
	}
	n, err := readiness.Run(ctx, h, now, r.look)
	if err != nil || !n.InSeason() {
		return n, err
	}
	if r.trust {
		if err := readiness.Forget(ctx, h.Engine, day); err != nil {
			return n, err
		}
	}
	var back *schedules.ClockError
	if err := readiness.Keep(ctx, h.Engine, n); errors.As(err, &back) {
		return n, fmt.Errorf("%w; if it is right now and had been ahead, run nsk ready --clock-is-right", err)
	} else if err != nil {
		return n, err
	}
	return readiness.At(ctx, h.Engine.DB(), day)
}

// fromRelease shows what the newest release knows while another process works.
func (r *readying) fromRelease(ctx context.Context, cfg *config, day calendar.Day) error {
	db, id, err := openRelease(ctx, cfg, "", cfg.Memory)
	if err != nil {
		return err
	}
	defer db.Close()
	d, _, err := desk(cfg)
	if err != nil {
		return err
	}
	r.desk = &d
	if r.history {
		return r.curve(ctx, db, day)
	}
	n, err := readiness.At(ctx, db, day)
	if errors.Is(err, readiness.ErrNoNight) {
		return fmt.Errorf("another process holds the warehouse, and the newest release (%s) knows of no night yet; ask again when it is done, or look after the next release", id)
	}
	if err != nil {
		return err
	}
	r.note(fmt.Sprintf(r.pick("Деректер қоймасы басқа үдерісте; %s шығарылымындағы соңғы жауап.", "Хранилище занято другим процессом; последний ответ в выпуске %s.", "Another process holds the warehouse; the last answer in release %s."), id))
	return r.tell(ctx, db, n)
}
