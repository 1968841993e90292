package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules"
)

func (a *app) exempt() *cobra.Command {
	list := func(c *cobra.Command, _ []string) error {
		return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.listExemptions(c.Context(), h) })
	}
	c := &cobra.Command{
		Use:   "exempt",
		Short: "List returns that the office does not ask for: of whom, for when, why, who decided",
		Args:  cobra.NoArgs,
		RunE:  list,
	}
	c.AddCommand(a.exemptAct(false), a.exemptAct(true), &cobra.Command{Use: "list", Short: c.Short, Args: cobra.NoArgs, RunE: list})
	return c
}

func (a *app) listExemptions(ctx context.Context, h *schedules.House) error {
	found, err := h.Engine.DB().QueryContext(ctx, `SELECT act, x.source, x.provider, x.period_from, x.period_to, reason, who, CAST(l.landed_on AS VARCHAR), lifted
		FROM ledger.exemption AS x JOIN ledger.landing AS l ON l.landing = x.act ORDER BY act`)
	if err != nil {
		return fmt.Errorf("exemptions: %w", err)
	}
	defer found.Close()
	var rows [][]string
	for found.Next() {
		row := make([]string, 9)
		var lifted bool
		if err := found.Scan(&row[0], &row[1], &row[2], &row[3], &row[4], &row[5], &row[6], &row[7], &lifted); err != nil {
			return fmt.Errorf("exemptions: %w", err)
		}
		row[8] = a.wording("exempt", map[bool]string{false: "given", true: "lifted"}[lifted])
		rows = append(rows, row)
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("exemptions: %w", err)
	}
	return a.list([]string{"landing", "source", "provider", "from", "to", "reason", "who", "when", "state"}, rows)
}

// exemptAct is the command that exempts, or that lifts an exemption.
func (a *app) exemptAct(lift bool) *cobra.Command {
	x := ingest.Exemption{Lifted: lift}
	use, short := "add", "Do not ask a provider for a source in some periods"
	if lift {
		use, short = "lift", "Ask a provider again for a source in some periods"
	}
	c := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.addExemption(c.Context(), h, x) })
		},
	}
	f := c.Flags()
	f.StringVar(&x.Source, "source", "", "source of the returns")
	f.StringVar(&x.Provider, "provider", "", "who sends them: a BIN, or a body")
	f.StringVar(&x.From, "from", "", "first period, such as 2025-03")
	f.StringVar(&x.To, "to", "", "last period (default the first)")
	f.StringVar(&x.Reason, "why", "", "why")
	f.StringVar(&x.Who, "who", "", "who decides it")
	return c
}

func (a *app) addExemption(ctx context.Context, h *schedules.House, x ingest.Exemption) error {
	x.At = a.now()
	if x.To == "" {
		x.To = x.From
	}
	if err := owedBy(ctx, h, x); err != nil {
		return err
	}
	l, err := h.Ingester.Decide(ctx, ingest.Act{Exemption: &x}, office, x.At)
	if err != nil {
		return err
	}
	says := a.pick("Шешім тіркелді (түсім %d): мәліметтер талап етілмейді.", "Решение внесено (поступление %d): сведения не требуются.", "The decision is on record (landing %d): the returns are not asked for.")
	if x.Lifted {
		says = a.pick("Шешім тіркелді (түсім %d): мәліметтер қайтадан талап етіледі.", "Решение внесено (поступление %d): сведения снова требуются.", "The decision is on record (landing %d): the returns are asked for again.")
	}
	a.note(fmt.Sprintf(says, l.Number))
	return nil
}

// owedBy refuses an exemption of somebody who would never be asked: it is misspelt.
func owedBy(ctx context.Context, h *schedules.House, x ingest.Exemption) error {
	c := contract.Find(h.Contracts, x.Source)
	if c == nil || x.Provider == "" {
		return nil // told by whoever carries the act out
	}
	if c.Provider != contract.KindCentre {
		for _, b := range c.Providers(h.Bodies) {
			if b.ID == x.Provider {
				return nil
			}
		}
		return fmt.Errorf("exempt: %s does not owe %s; nsk due --all --source %s lists who does", x.Provider, x.Source, x.Source)
	}
	names, err := h.Names(ctx)
	if err != nil {
		return err
	}
	if _, ok := names[x.Provider]; !ok {
		return fmt.Errorf("exempt: the register of centres knows no %s; nsk due --all --source %s lists who owes it", x.Provider, x.Source)
	}
	return nil
}
