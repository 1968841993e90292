package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/transform"
)

// withHouse opens the installation, does the work and closes it.
func (a *app) withHouse(ctx context.Context, work func(*schedules.House, *config) error) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	h, closing, err := a.house(ctx, cfg)
	if err != nil {
		return err
	}
	defer closing()
	return work(h, cfg)
}

func (a *app) pull() *cobra.Command {
	return &cobra.Command{
		Use:   "pull [SOURCE ...]",
		Short: "Pull and read what is due",
		RunE: func(c *cobra.Command, sources []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				for _, s := range sources { // a name that is mistyped would look like nothing due
					if contract.Find(h.Contracts, s) == nil {
						return noSource(s)
					}
				}
				now := a.now()
				if err := schedules.CheckClock(c.Context(), h.Engine.DB(), now); err != nil {
					return err
				}
				t, err := h.Pull(c.Context(), now, sources...)
				a.sayTally(t)
				if err == nil && t.Refused+int(t.Rejected) > 0 {
					return errFindings
				}
				return err
			})
		},
	}
}

func (a *app) sayTally(t schedules.Tally) {
	fmt.Fprintf(a.out, "landings read %d (refused %d), seen before %d, not published yet %d\n", t.Landed, t.Refused, t.Already, t.NotPublished)
	fmt.Fprintf(a.out, "rows received %d = accepted %d + rejected %d + duplicate %d + out of scope %d\n", t.Received, t.Accepted, t.Rejected, t.Duplicate, t.OutOfScope)
}

func (a *app) transform() *cobra.Command {
	var asOf string
	c := &cobra.Command{
		Use:   "transform",
		Short: "Rebuild the models and check what they promise",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			now, err := a.moment(asOf)
			if err != nil {
				return err
			}
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				breaches, err := h.Transform(c.Context(), calendar.LocalDay(now))
				if err != nil {
					return err
				}
				return a.sayBreaches(breaches)
			})
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", "with what was known on this day (default today)")
	return c
}

func (a *app) sayBreaches(breaches []transform.Breach) error {
	blocked := false
	for _, b := range breaches {
		fmt.Fprintf(a.out, "%s  %s: %s (%d)\n", b.Check.Severity, b.Check.ID, a.pick(b.Check.KK, b.Check.RU, b.Check.RU), b.Rows)
		blocked = blocked || b.Check.Severity == transform.Block
	}
	if blocked {
		return errFindings
	}
	return nil
}

func (a *app) publish() *cobra.Command {
	var asOf, until string
	c := &cobra.Command{
		Use:   "publish",
		Short: "Make a release of what the models say and switch readers to it",
		Long: "Make a release of what the models say and switch readers to it. With --until it speaks, with what is\n" +
			"known today, of the period that ended on that day, as an amended document does; readers stay where they are.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			now, err := a.moment(asOf)
			if err != nil {
				return err
			}
			make := func(h *schedules.House) (schedules.Day, error) {
				return h.Conclude(c.Context(), a.now(), calendar.LocalDay(now))
			}
			if until != "" {
				last, err := calendar.ParseDay(until)
				if err != nil {
					return err
				}
				make = func(h *schedules.House) (schedules.Day, error) { return h.Retell(c.Context(), a.now(), last) }
			}
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				d, err := make(h)
				if err == nil {
					err = a.sayPublished(d)
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", "with what was known on this day (default today)")
	c.Flags().StringVar(&until, "until", "", "about the period that ended on this day, the last of a month, for a document that is amended")
	c.MarkFlagsMutuallyExclusive("as-of", "until")
	return c
}

// sayPublished says what became of a release.
func (a *app) sayPublished(d schedules.Day) error {
	if err := a.sayBreaches(d.Breaches); err != nil {
		return fmt.Errorf("not published: a promise that figures rest on is broken: %w", err)
	}
	fmt.Fprintln(a.out, "release", d.Release)
	return nil
}

func (a *app) runDay() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Run the day: pull, transform, publish",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				started := a.now()
				if err := schedules.CheckClock(c.Context(), h.Engine.DB(), started); err != nil {
					return err
				}
				d, err := h.Run(c.Context(), started)
				a.sayTally(d.Tally)
				if say := a.sayBreaches(d.Breaches); err == nil {
					err = say
				}
				if d.Release != "" {
					fmt.Fprintln(a.out, "release", d.Release)
				}
				fmt.Fprintf(a.out, "done in %s\n", a.now().Sub(started).Round(time.Millisecond))
				return err
			})
		},
	}
}
