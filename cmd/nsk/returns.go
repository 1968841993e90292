package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A returnQuery narrows the list of returns; what is empty narrows nothing.
type returnQuery struct{ source, provider, period, state string }

func (q *returnQuery) flags(c *cobra.Command) {
	c.Flags().StringVar(&q.source, "source", "", "only of this source")
	c.Flags().StringVar(&q.provider, "provider", "", "only of this provider")
	c.Flags().StringVar(&q.period, "period", "", "only of this period, such as 2025-03")
}

// sound refuses a filter that can never find anything, because it is misspelt.
func (q *returnQuery) sound(all []*contract.Contract) error {
	if q.source != "" && q.source != ingest.ActSource && contract.Find(all, q.source) == nil {
		return fmt.Errorf("%q is no source; nsk sources lists them", q.source)
	}
	if q.period != "" {
		if _, err := contract.ParsePeriod(q.period); err != nil {
			return err
		}
	}
	if q.state != "" && !slices.Contains(returnStates, q.state) {
		return fmt.Errorf("--state %q: write one of %s", q.state, strings.Join(returnStates, ", "))
	}
	return nil
}

var returnStates = []string{"accepted", "partly", "held", "refused", "unread", "counts", "superseded"}

func (a *app) returns() *cobra.Command {
	var q returnQuery
	c := &cobra.Command{
		Use:   "returns",
		Short: "List the versions of every return, what became of them and which counts",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.listReturns(c.Context(), h, q) })
		},
	}
	q.flags(c)
	c.Flags().StringVar(&q.state, "state", "", "only in this state: "+strings.Join(returnStates, ", "))
	c.AddCommand(a.returnsShow(), a.returnsConfirm(), a.returnsDiff(), a.returnsEvidence())
	return c
}

// A receivedReturn is one landing of a return, read or not.
type receivedReturn struct {
	Landing                            int64
	ID, Source, Provider, Period       string
	Version                            int64 // 0: not read
	Verdict, Content                   string
	Received, Accepted, Rejected       int64
	Duplicate, OutOfScope              int64
	At                                 time.Time
	Counts                             bool
	Superseded, HeldRows, CountingRows int64
}

const returnsQuery = `SELECT l.landing, l.landing_id, l.source, l.provider, l.period, coalesce(v.version, 0), coalesce(v.verdict, 'unread'), coalesce(v.content, ''),
		coalesce(v.received, 0), coalesce(v.accepted, 0), coalesce(v.rejected, 0), coalesce(v.duplicate, 0), coalesce(v.out_of_scope, 0), l.landed_at,
		c.landing IS NOT NULL AS counts, coalesce(b.superseded, 0), coalesce(b.held, 0), coalesce(b.accepted, 0)
	FROM ledger.landing AS l
	LEFT JOIN ledger.version AS v ON v.landing = l.landing
	LEFT JOIN ledger.current AS c ON c.landing = l.landing
	LEFT JOIN ledger.balance AS b ON b.landing = l.landing
	WHERE l.source <> '` + ingest.ActSource + `' AND `

func findReturns(ctx context.Context, db *sql.DB, where string, args ...any) ([]receivedReturn, error) {
	rows, err := db.QueryContext(ctx, returnsQuery+where+` ORDER BY l.source, l.provider, l.period_from, l.landing`, args...)
	if err != nil {
		return nil, fmt.Errorf("returns: %w", err)
	}
	defer rows.Close()
	var all []receivedReturn
	for rows.Next() {
		var r receivedReturn
		if err := rows.Scan(&r.Landing, &r.ID, &r.Source, &r.Provider, &r.Period, &r.Version, &r.Verdict, &r.Content, &r.Received, &r.Accepted, &r.Rejected,
			&r.Duplicate, &r.OutOfScope, &r.At, &r.Counts, &r.Superseded, &r.HeldRows, &r.CountingRows); err != nil {
			return nil, fmt.Errorf("returns: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// matching finds the returns of a query.
func (q *returnQuery) matching(ctx context.Context, h *schedules.House) ([]receivedReturn, error) {
	if err := q.sound(h.Contracts); err != nil {
		return nil, err
	}
	const where = `($1 = '' OR l.source = $1) AND ($2 = '' OR l.provider = $2) AND ($3 = '' OR l.period = $3)`
	all, err := findReturns(ctx, h.Engine.DB(), where, q.source, q.provider, q.period)
	return slices.DeleteFunc(all, func(r receivedReturn) bool { return q.state != "" && !r.in(q.state) }), err
}

// in reports whether a return is in a state.
func (r receivedReturn) in(state string) bool {
	counted := r.Verdict == string(ingest.Accepted) || r.Verdict == string(ingest.Partly)
	switch state {
	case "counts":
		return r.Counts
	case "superseded":
		return counted && !r.Counts
	}
	return r.Verdict == state
}

func (a *app) listReturns(ctx context.Context, h *schedules.House, q returnQuery) error {
	all, err := q.matching(ctx, h)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, r := range all {
		row := []string{fmt.Sprint(r.Landing), r.Source, r.Provider, r.Period, fmt.Sprint(r.Version), a.wording("verdict", r.Verdict), a.wording("content", r.Content)}
		row = append(row, numbers(r.Received, r.Accepted, r.Rejected, r.Duplicate, r.OutOfScope)...)
		rows = append(rows, append(row, a.localDay(r.At), a.yes(r.Counts)))
	}
	return a.list([]string{"landing", "source", "provider", "period", "version", "verdict", "content", "received", "accepted", "rejected", "duplicate", "out_of_scope", "arrived", "counts"}, rows)
}

// localDay is the day of an instant for people, and the instant itself for machines.
func (a *app) localDay(at time.Time) string {
	if a.format != "text" {
		return instant(at)
	}
	return calendar.LocalDay(at).String()
}

// oneReturn finds a landing by its number, or by the beginning of its id.
func oneReturn(ctx context.Context, h *schedules.House, name string) (receivedReturn, error) {
	where, arg := "starts_with(l.landing_id, ?)", any(name)
	if n, err := strconv.ParseInt(name, 10, 64); err == nil {
		where, arg = "l.landing = ?", n
	}
	all, err := findReturns(ctx, h.Engine.DB(), where, arg)
	switch {
	case err != nil:
		return receivedReturn{}, err
	case len(all) == 0 || name == "":
		return receivedReturn{}, fmt.Errorf("no landing %q of a return; nsk returns lists them by number", name)
	case len(all) > 1:
		return receivedReturn{}, fmt.Errorf("%d landings have an id that begins with %s; write more of it, or the number", len(all), name)
	}
	return all[0], nil
}

func (a *app) returnsShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show LANDING",
		Short: "Show what became of one version of a return, and why, as its sender was told",
		Args:  cobra.ExactArgs(1),

		Annotations: map[string]string{verdicts: ""},
		RunE: func(c *cobra.Command, args []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				r, err := oneReturn(c.Context(), h, args[0])
				if err != nil {
					return err
				}
				return a.showReturn(c.Context(), h, r)
			})
		},
	}
}

// showReturn prints what its sender was told.
func (a *app) showReturn(ctx context.Context, h *schedules.House, r receivedReturn) error {
	if r.Verdict == "unread" {
		return fmt.Errorf("landing %d is stored but not read yet: nsk pull reads it", r.Landing)
	}
	out, err := ingest.OutcomeOf(ctx, h.Engine, r.Landing)
	if err != nil {
		return err
	}
	if r.in("superseded") {
		fmt.Fprintln(a.err, a.pick("Жаңа нұсқамен ауыстырылды.", "Заменено новой версией.", "A newer version has taken its place."))
	}
	return a.tell(ctx, h.Ingester, out)
}

// A brokenRule is a rule with how often a version broke it.
type brokenRule struct {
	ingest.Finding
	n    int64
	what contract.Text
}

func brokenRules(ctx context.Context, h *schedules.House, r receivedReturn) ([]brokenRule, error) {
	m, err := ingest.LoadMessages(h.Contracts)
	if err != nil {
		return nil, err
	}
	rows, err := h.Engine.DB().QueryContext(ctx, `SELECT rule, severity, coalesce(any_value(field), ''), if(count(*) = 1, coalesce(any_value(value), ''), '…'), count(*)
		FROM ledger.finding WHERE landing = ? GROUP BY rule, severity ORDER BY rule, severity`, r.Landing)
	if err != nil {
		return nil, fmt.Errorf("findings of landing %d: %w", r.Landing, err)
	}
	defer rows.Close()
	var all []brokenRule
	for rows.Next() {
		var b brokenRule
		if err := rows.Scan(&b.Rule, &b.Severity, &b.Field, &b.Value, &b.n); err != nil {
			return nil, fmt.Errorf("findings of landing %d: %w", r.Landing, err)
		}
		if k := contract.Find(h.Contracts, r.Source); k != nil {
			b.what, _ = m.Say(k, b.Finding)
		}
		all = append(all, b)
	}
	return all, rows.Err()
}
