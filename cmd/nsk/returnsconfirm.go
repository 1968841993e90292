package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules"
)

func (a *app) returnsConfirm() *cobra.Command {
	var who, role, why string
	c := &cobra.Command{
		Use:   "confirm LANDING",
		Short: "Put a sender's answer on record: yes, it is so; a held version then counts",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				r, err := oneReturn(c.Context(), h, args[0])
				if err != nil {
					return err
				}
				return a.confirmReturn(c.Context(), h, r, ingest.Confirmation{Landing: r.ID, Who: who, Role: role, Why: why, At: a.now()})
			})
		},
	}
	c.Flags().StringVar(&who, "who", "", "who confirms it for the sender")
	c.Flags().StringVar(&role, "role", "", "in which role")
	c.Flags().StringVar(&why, "why", "", "what the answer is")
	return c
}

// confirmReturn says first what the question was.
func (a *app) confirmReturn(ctx context.Context, h *schedules.House, r receivedReturn, answer ingest.Confirmation) error {
	if r.Verdict != string(ingest.Held) {
		return fmt.Errorf("landing %d (%s %s %s) is %s, not held; nothing asks to be confirmed", r.Landing, r.Source, r.Provider, r.Period, r.Verdict)
	}
	asked, err := questions(ctx, h, r)
	if err != nil {
		return err
	}
	if a.format == "text" {
		a.say(a.pick("Растауды қажет ететін сұрақтар:", "Вопросы, требующие подтверждения:", "Questions to confirm:"))
		for _, q := range asked {
			a.say(fmt.Sprintf("  %s [%s]", a.text(q.what), q.Rule))
		}
	}
	if answer.Who == "" || answer.Role == "" || answer.Why == "" {
		return errors.New("say who confirms it (--who), in which role (--role) and what the answer is (--why)")
	}
	l, err := h.Ingester.Decide(ctx, ingest.Act{Confirmation: &answer}, office, answer.At)
	if err != nil {
		return err
	}
	if a.format != "text" {
		return a.table([]string{"landing", "confirmed_by"}, [][]string{{fmt.Sprint(r.Landing), fmt.Sprint(l.Number)}})
	}
	a.say(fmt.Sprintf(a.pick("Расталды (түсім %d). Бұл нұсқа енді есепке алынады.", "Подтверждено (поступление %d). Эта версия теперь учитывается.", "Confirmed (landing %d). This version counts now."), l.Number))
	return nil
}

// questions are the breaches that hold a version back.
func questions(ctx context.Context, h *schedules.House, r receivedReturn) ([]brokenRule, error) {
	rules, err := ingest.Rules(h.Contracts)
	if err != nil {
		return nil, err
	}
	asks := make(map[string]bool)
	for _, k := range rules {
		asks[k.ID] = k.Confirm
	}
	broken, err := brokenRules(ctx, h, r)
	return slices.DeleteFunc(broken, func(b brokenRule) bool { return !asks[b.Rule] || b.Severity != string(contract.SeverityWarning) }), err
}
