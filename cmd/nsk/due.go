package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"nsk/schedules/calendar"
)

func (a *app) due() *cobra.Command {
	var on string
	var late bool
	c := &cobra.Command{
		Use:   "due",
		Short: "Show what is owed and has not come",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			now, err := a.moment(on)
			if err != nil {
				return err
			}
			cfg, err := a.config()
			if err != nil {
				return err
			}
			h, closing, err := a.house(c.Context(), cfg)
			if err != nil {
				return err
			}
			defer closing()
			tasks, err := h.Plan(c.Context(), now)
			if err != nil {
				return err
			}
			today := calendar.LocalDay(now)
			var rows [][]string
			for _, t := range tasks {
				if late && today <= t.Last {
					continue
				}
				rows = append(rows, []string{t.Source, t.Provider, t.Period.String(), t.Due.String(), string(t.StateOn(today)), t.Paragraph})
			}
			if len(rows) == 0 && a.format == "text" {
				fmt.Fprintln(a.out, a.pick("Күтілетін мәліметтер жоқ.", "Ожидаемых сведений нет.", "Nothing is owed."))
				return nil
			}
			if a.format == "text" {
				text := h.Obligations.Convention.SetBy
				fmt.Fprintf(a.out, "%s: %s\n", a.pick("Ұсыну күні", "День представления", "Due day"), a.pick(text.KK, text.RU, "working convention (the Rules name no day)"))
			}
			return a.table([]string{"source", "provider", "period", "due", "state", "п."}, rows)
		},
	}
	c.Flags().StringVar(&on, "on", "", "as on this day (2025-11-20)")
	c.Flags().BoolVar(&late, "late", false, "only what is past its day")
	return c
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
