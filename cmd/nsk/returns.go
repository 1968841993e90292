package main

import (
	"context"
	"database/sql"
	"errors"
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
	c.AddCommand(a.returnsShow(), a.returnsConfirm(), a.returnsDiff())
	return c
}

// A received is one landing of a return, read or not.
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
		Short: "Show what became of one version of a return, and why",
		Args:  cobra.ExactArgs(1),
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

// showReturn prints the verdict, what it means, the counts, and each rule with how often it
// was broken.
func (a *app) showReturn(ctx context.Context, h *schedules.House, r receivedReturn) error {
	broken, err := brokenRules(ctx, h, r)
	if err != nil {
		return err
	}
	if a.format != "text" {
		return a.sayReturnRows(r, broken)
	}
	a.say(a.word("verdict."+r.Verdict) + ". " + a.meaning(r))
	a.say(fmt.Sprintf("%s %s %s, %s %d, %s %d, %s", r.Source, r.Provider, r.Period, strings.ToLower(a.word("version")), r.Version, strings.ToLower(a.word("landing")), r.Landing, a.localDay(r.At)))
	a.say(fmt.Sprintf(a.pick("Қорытынды: жолдар – %d; қабылданды – %d, қабылданбады – %d, қайталанды – %d, ауыстырылды – %d, қамтудан тыс – %d, растау күтілуде – %d",
		"Итог: строк – %d; принято – %d, отклонено – %d, повторов – %d, заменено – %d, вне охвата – %d, ожидают подтверждения – %d",
		"Rows %d; accepted %d, rejected %d, duplicate %d, superseded %d, out of scope %d, held %d"),
		r.Received, r.CountingRows, r.Rejected, r.Duplicate, r.Superseded, r.OutOfScope, r.HeldRows))
	for _, b := range broken {
		a.say(fmt.Sprintf("%6d × %s [%s]: %s", b.n, b.Rule, a.wording("severity", b.Severity), a.text(b.what)))
	}
	return nil
}

func (a *app) sayReturnRows(r receivedReturn, broken []brokenRule) error {
	head := []string{"landing", "source", "provider", "period", "version", "verdict", "content", "counts", "rule", "severity", "n", "message_kk", "message_ru"}
	same := []string{fmt.Sprint(r.Landing), r.Source, r.Provider, r.Period, fmt.Sprint(r.Version), r.Verdict, r.Content, a.yes(r.Counts)}
	rows := [][]string{append(slices.Clone(same), "", "", "", "", "")}
	for _, b := range broken {
		rows = append(rows, append(slices.Clone(same), b.Rule, b.Severity, fmt.Sprint(b.n), b.what.KK, b.what.RU))
	}
	return a.table(head, rows)
}

// meaning says in a sentence what the state of a return means.
func (a *app) meaning(r receivedReturn) string {
	switch {
	case r.in("superseded"):
		return a.pick("Жаңа нұсқамен ауыстырылды.", "Заменено новой версией.", "A newer version has taken its place.")
	case r.Verdict == string(ingest.Accepted):
		return a.pick("Мәліметтер есепке алынады.", "Сведения учитываются.", "The return counts.")
	case r.Verdict == string(ingest.Partly):
		return a.pick("Қатесі жоқ жолдар ғана есепке алынады.", "Учитываются только строки без ошибок.", "Only rows without errors count.")
	case r.Verdict == string(ingest.Held):
		return a.pick("Ұсынушы сұрақтарға жауап бергенге дейін есепке алынбайды: nsk returns confirm.", "Не учитывается, пока поставщик не ответит на вопросы: nsk returns confirm.", "It does not count until its sender has answered the questions: nsk returns confirm.")
	case r.Verdict == string(ingest.Refused):
		return a.pick("Файл сақталды, бірақ бірде-бір жол қабылданған жоқ.", "Файл сохранён, но ни одна строка не принята.", "The file is kept, but no row of it is accepted.")
	case r.Verdict == "unread":
		return a.pick("Файл сақталды, бірақ әлі оқылған жоқ: nsk pull.", "Файл сохранён, но ещё не прочитан: nsk pull.", "The bytes are kept but not read yet: nsk pull reads them.")
	}
	return ""
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
