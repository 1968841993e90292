package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules"
)

func (a *app) returnsDiff() *cobra.Command {
	return &cobra.Command{
		Use:   "diff SOURCE PROVIDER PERIOD [VERSION [VERSION]]",
		Short: "Compare two versions of a return by key",
		Long: "Compare two versions of a return: rows that came and went, and rows that changed, field by\n" +
			"field. Without versions the one that counts and the one before it; with one version, that\n" +
			"and the one before it. Rejected rows are compared too; of a person only that it is another.",
		Args: cobra.RangeArgs(3, 5),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.compare(c.Context(), h, args) })
		},
	}
}

func (a *app) compare(ctx context.Context, h *schedules.House, args []string) error {
	q := returnQuery{source: args[0], provider: args[1], period: args[2]}
	all, err := q.matching(ctx, h)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(r receivedReturn) bool { return r.Version == 0 || r.Verdict == "act" })
	if len(all) == 0 {
		return fmt.Errorf("no version of %s %s %s was received; nsk returns lists what was", q.source, q.provider, q.period)
	}
	old, now, err := twoVersions(all, args[3:])
	if err != nil {
		return err
	}
	p := &changePrinter{app: a, contract: contract.Find(h.Contracts, q.source), old: old, now: now}
	if err := h.Ingester.Compare(ctx, q.source, [2]int64{old.Landing, now.Landing}, p.summary, p.change); err != nil {
		return err
	}
	return p.end()
}

// twoVersions are the versions to compare, the older one first unless they are named.
func twoVersions(all []receivedReturn, named []string) (old, now receivedReturn, err error) {
	if len(named) == 2 {
		if old, err = version(all, named[0]); err != nil {
			return old, now, err
		}
		now, err = version(all, named[1])
		return old, now, err
	}
	i := slices.IndexFunc(all, func(r receivedReturn) bool { return r.Counts })
	if len(named) == 1 {
		if now, err = version(all, named[0]); err != nil {
			return old, now, err
		}
		i = slices.Index(all, now)
	}
	if i < 0 {
		return old, now, fmt.Errorf("no version of this return counts; name two versions (there are %d)", len(all))
	}
	for k := i - 1; k >= 0; k-- {
		if readable(all[k]) {
			return all[k], all[i], nil
		}
	}
	return old, now, fmt.Errorf("version %d has none before it to compare with", all[i].Version)
}

// readable reports whether a version has rows, or said that there are none.
func readable(r receivedReturn) bool { return r.Received > 0 || r.Content != "" }

func version(all []receivedReturn, number string) (receivedReturn, error) {
	n, err := strconv.ParseInt(number, 10, 64)
	i := slices.IndexFunc(all, func(r receivedReturn) bool { return r.Version == n })
	switch {
	case err != nil || i < 0:
		return receivedReturn{}, fmt.Errorf("no version %q of this return; nsk returns lists them", number)
	case !readable(all[i]):
		return receivedReturn{}, fmt.Errorf("version %s could not be read; it has no rows to compare", number)
	}
	return all[i], nil
}

// A changePrinter writes a comparison as it comes, in one of the three forms.
type changePrinter struct {
	*app
	contract *contract.Contract
	old, now receivedReturn
	csv      *csv.Writer
	written  int
}

var changeHead = []string{"change", "key", "field", "old", "new", "old_row", "new_row", "old_state", "new_state"}

// summary prints which versions are compared, and the counts; for CSV, whose rows are all
// alike, beside the output.
func (p *changePrinter) summary(n ingest.Comparison) error {
	switch p.format {
	case "json":
		head, err := json.Marshal(map[string]any{"source": p.now.Source, "provider": p.now.Provider, "period": p.now.Period,
			"old_version": p.old.Version, "new_version": p.now.Version, "same": n.Same, "added": n.Added, "removed": n.Removed, "changed": n.Changed, "judged_otherwise": n.Judged})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.out, `{"summary": %s, "changes": [`, head)
		return err
	case "csv":
		p.csv = csv.NewWriter(p.out)
		fmt.Fprintf(p.err, "versions %d and %d: same %d, added %d, removed %d, changed %d, judged otherwise %d\n", p.old.Version, p.now.Version, n.Same, n.Added, n.Removed, n.Changed, n.Judged)
		return p.csv.Write(changeHead)
	}
	p.say(fmt.Sprintf(p.pick("%s %s %s: %d-нұсқа (%s) және %d-нұсқа (%s)", "%s %s %s: версия %d (%s) и версия %d (%s)", "%s %s %s: version %d (%s) and version %d (%s)"),
		p.now.Source, p.now.Provider, p.now.Period, p.old.Version, p.wording("verdict", p.old.Verdict), p.now.Version, p.wording("verdict", p.now.Verdict)))
	p.say(fmt.Sprintf(p.pick("Жолдар: өзгеріссіз – %d, қосылды – %d, алып тасталды – %d, өзгерді – %d, мәндері сол, басқаша бағаланды – %d",
		"Строк: без изменений – %d, добавлено – %d, удалено – %d, изменено – %d, без изменений, но оценено иначе – %d",
		"Rows: same %d, added %d, removed %d, changed %d, the same but judged otherwise %d"), n.Same, n.Added, n.Removed, n.Changed, n.Judged))
	return nil
}

func (p *changePrinter) change(c ingest.Change) error {
	if col := c.Field; col == contract.KeepPersonKey {
		c.Old, c.New = "", "another person"
		if p.format == "text" {
			c.New = p.word("person_is_another")
		}
	}
	switch p.format {
	case "json":
		return p.object(c)
	case "csv":
		return p.csv.Write([]string{c.Kind, c.Key, c.Field, c.Old, c.New, rowOrNone(c.OldRow), rowOrNone(c.NewRow), c.OldState, c.NewState})
	}
	p.say(p.line(c))
	return nil
}

func (p *changePrinter) object(c ingest.Change) error {
	o, err := json.Marshal(map[string]any{"change": c.Kind, "key": c.Key, "field": c.Field, "old": c.Old, "new": c.New,
		"old_row": c.OldRow, "new_row": c.NewRow, "old_state": c.OldState, "new_state": c.NewState})
	if err != nil {
		return err
	}
	comma := ",\n"
	if p.written++; p.written == 1 {
		comma = "\n"
	}
	_, err = fmt.Fprintf(p.out, "%s%s", comma, o)
	return err
}

// line is a change for a person: +, − or ~, the key, what changed, and where it stands.
func (p *changePrinter) line(c ingest.Change) string {
	switch c.Kind {
	case ingest.RowAdded:
		return fmt.Sprintf("+ %s  (%s)", c.Key, p.place(c.NewRow, c.NewState))
	case ingest.RowRemoved:
		return fmt.Sprintf("− %s  (%s)", c.Key, p.place(c.OldRow, c.OldState))
	case ingest.RowJudged:
		return fmt.Sprintf("= %s  (%s → %s)", c.Key, p.place(c.OldRow, c.OldState), p.place(c.NewRow, c.NewState))
	}
	label, arrow := c.Field, c.Old+" → "+c.New
	if s := slices.IndexFunc(p.contract.Stored(), func(s contract.Stored) bool { return s.Name == c.Field }); s >= 0 {
		col := p.contract.Stored()[s].From
		label = p.pick(col.KK, col.RU, col.Name)
	}
	if c.Field == contract.KeepPersonKey {
		arrow = c.New
	}
	states := p.place(c.NewRow, c.NewState)
	if c.OldState != c.NewState {
		states = p.place(c.OldRow, c.OldState) + " → " + states
	}
	return fmt.Sprintf("~ %s  «%s»: %s  (%s)", c.Key, label, arrow, states)
}

func (p *changePrinter) place(row int64, state string) string {
	return fmt.Sprintf(p.pick("%d-жол", "строка %d", "row %d"), row) + ", " + p.word("row."+state)
}

func rowOrNone(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (p *changePrinter) end() error {
	switch p.format {
	case "json":
		_, err := fmt.Fprintln(p.out, "]}")
		return err
	case "csv":
		p.csv.Flush()
		return p.csv.Error()
	}
	return nil
}
