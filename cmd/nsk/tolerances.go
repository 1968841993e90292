package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

func (a *app) tolerances() *cobra.Command {
	c := &cobra.Command{
		Use:   "tolerances",
		Short: "List breaches that are let pass in one return, how many, why and until when",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.listTolerances(c.Context(), h) })
		},
	}
	c.AddCommand(a.tolerancesAdd())
	return c
}

// usedTolerances counts, for each tolerance, the breaches in the newest version of its
// return: those let pass, and those that stand.
const usedTolerances = `
	WITH newest AS (
		SELECT source, provider, period, max(landing) AS landing FROM ledger.version WHERE received > 0 GROUP BY source, provider, period
	)
	SELECT o.act, o.rule, o.source, o.provider, o.period, o.most, o.reason, o.approver, o.expires_on,
		count(f.rule) FILTER (f.severity = 'tolerated'), count(f.rule) FILTER (f.severity IN ('row', 'warning'))
	FROM ledger.tolerance AS o
	LEFT JOIN newest AS n ON n.source = o.source AND n.provider = o.provider AND n.period = o.period
	LEFT JOIN ledger.finding AS f ON f.landing = n.landing AND f.rule = o.rule
	GROUP BY ALL ORDER BY o.act`

func (a *app) listTolerances(ctx context.Context, h *schedules.House) error {
	found, err := h.Engine.DB().QueryContext(ctx, usedTolerances)
	if err != nil {
		return fmt.Errorf("tolerances: %w", err)
	}
	defer found.Close()
	today := calendar.LocalDay(a.now())
	var rows [][]string
	for found.Next() {
		var o ingest.Tolerance
		var expires time.Time
		var used, standing int64
		if err := found.Scan(&o.Act, &o.Rule, &o.Source, &o.Provider, &o.Period, &o.Most, &o.Reason, &o.Approver, &expires, &used, &standing); err != nil {
			return fmt.Errorf("tolerances: %w", err)
		}
		o.Expires = expires.Format(time.DateOnly)
		rows = append(rows, []string{fmt.Sprint(o.Act), o.Rule, o.Source, o.Provider, o.Period, fmt.Sprint(o.Most), fmt.Sprint(used), o.Reason, o.Approver, o.Expires,
			a.wording("tolerance", toleranceState(o, standing, today))})
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("tolerances: %w", err)
	}
	return a.list([]string{"landing", "rule", "source", "provider", "period", "most", "used", "reason", "approver", "expires", "state"}, rows)
}

// toleranceState is exceeded where more breaches stand than may be let pass; one that has
// lapsed still covers what arrived in time.
func toleranceState(o ingest.Tolerance, standing int64, today calendar.Day) string {
	switch {
	case o.Expires < today.String():
		return "lapsed"
	case standing > o.Most:
		return "exceeded"
	}
	return "in_force"
}

func (a *app) tolerancesAdd() *cobra.Command {
	var o ingest.Tolerance
	c := &cobra.Command{
		Use:   "add",
		Short: "Let breaches of one rule pass in one return, up to a number and a day",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.tolerate(c.Context(), h, o) })
		},
	}
	f := c.Flags()
	f.StringVar(&o.Rule, "rule", "", "rule whose breaches are let pass")
	f.StringVar(&o.Source, "source", "", "source of the return")
	f.StringVar(&o.Provider, "provider", "", "who sends it")
	f.StringVar(&o.Period, "period", "", "period of the return, such as 2025-03")
	f.Int64Var(&o.Most, "most", 0, "how many breaches at most")
	f.StringVar(&o.Reason, "reason", "", "why")
	f.StringVar(&o.Approver, "approver", "", "who approves it")
	f.StringVar(&o.Expires, "expires", "", "last day on which a version may arrive and be judged so (2025-12-31)")
	return c
}

func (a *app) tolerate(ctx context.Context, h *schedules.House, o ingest.Tolerance) error {
	o.At = a.now()
	l, err := h.Ingester.Decide(ctx, ingest.Act{Tolerance: &o}, office, o.At)
	if err != nil {
		return err
	}
	a.note(fmt.Sprintf(a.pick("Рұқсат етілген ауытқу тіркелді (түсім %d).", "Допустимое отклонение внесено (поступление %d).", "The tolerance is on record (landing %d)."), l.Number))
	q := returnQuery{source: o.Source, provider: o.Provider, period: o.Period}
	return a.listReturns(ctx, h, q)
}
