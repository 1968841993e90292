package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"nsk/ingest"
	"nsk/schedules"
)

func (a *app) ledger() *cobra.Command {
	var q returnQuery
	c := &cobra.Command{
		Use:   "ledger",
		Short: "Account for every row received, by file, by source and in total",
		Long: "Account for every row: received = accepted + rejected + duplicate + superseded + out of\n" +
			"scope + held, for each file, each source and in total, compared with the rows as they are\n" +
			"stored. Ends with 2 if anything does not reconcile.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.account(c.Context(), h, q) })
		},
	}
	q.flags(c)
	return c
}

// A sum is what became of rows.
type sum struct {
	Received   int64 `json:"received"`
	Accepted   int64 `json:"accepted"`
	Rejected   int64 `json:"rejected"`
	Duplicate  int64 `json:"duplicate"`
	Superseded int64 `json:"superseded"`
	OutOfScope int64 `json:"out_of_scope"`
	Held       int64 `json:"held"`
}

func (s *sum) add(o sum) {
	s.Received += o.Received
	s.Accepted += o.Accepted
	s.Rejected += o.Rejected
	s.Duplicate += o.Duplicate
	s.Superseded += o.Superseded
	s.OutOfScope += o.OutOfScope
	s.Held += o.Held
}

func (s sum) balances() bool {
	return s.Received == s.Accepted+s.Rejected+s.Duplicate+s.Superseded+s.OutOfScope+s.Held
}

func (s sum) texts() []string {
	return numbers(s.Received, s.Accepted, s.Rejected, s.Duplicate, s.Superseded, s.OutOfScope, s.Held)
}

func sumOf(r receivedReturn) sum {
	return sum{r.Received, r.CountingRows, r.Rejected, r.Duplicate, r.Superseded, r.OutOfScope, r.HeldRows}
}

// A fileAccount is one file with what became of its rows.
type fileAccount struct {
	Landing  int64  `json:"landing"`
	Source   string `json:"source"`
	Provider string `json:"provider"`
	Period   string `json:"period"`
	Version  int64  `json:"version"`
	Verdict  string `json:"verdict"` // unread: landed, not read
	sum
	Balances bool `json:"balances"`
}

// A sourceAccount is the sum of a source, or of all.
type sourceAccount struct {
	Source     string `json:"source"`
	Files      int64  `json:"files"`
	Unreadable int64  `json:"unreadable"` // refused as a whole; how many rows they had cannot be known
	Unread     int64  `json:"unread"`     // landed, not read
	sum
	Balances bool `json:"balances"`
}

// A movement is what a later arrival changed about an earlier file.
type movement struct {
	Landing int64  `json:"landing"`
	Source  string `json:"source"`
	Period  string `json:"period"`
	By      int64  `json:"moved_by"`
	LetIn   int64  `json:"let_in"`
	PutOut  int64  `json:"put_out"`
	Settled int64  `json:"settled"` // findings
}

// A reckoning is the whole ledger.
type reckoning struct {
	Files      []fileAccount   `json:"files"`
	Sources    []sourceAccount `json:"sources"`
	Total      sourceAccount   `json:"total"`
	Movements  []movement      `json:"moved"`
	Reconciles bool            `json:"reconciles"`
}

func (a *app) account(ctx context.Context, h *schedules.House, q returnQuery) error {
	all, err := q.matching(ctx, h)
	if err != nil {
		return err
	}
	acc := accountOf(all)
	if acc.Movements, err = movements(ctx, h.Engine.DB(), q); err != nil {
		return err
	}
	wrong := h.Ingester.Reconcile(ctx)
	var imbalance *ingest.ImbalanceError
	if wrong != nil && !errors.As(wrong, &imbalance) {
		return wrong
	}
	acc.Reconciles = wrong == nil
	return errors.Join(a.sayAccount(acc), wrong)
}

func accountOf(all []receivedReturn) reckoning {
	acc := reckoning{Files: []fileAccount{}, Sources: []sourceAccount{}, Total: sourceAccount{Source: "total", Balances: true}}
	for _, r := range all {
		s := sumOf(r)
		acc.Files = append(acc.Files, fileAccount{r.Landing, r.Source, r.Provider, r.Period, r.Version, r.Verdict, s, s.balances()})
		if n := len(acc.Sources); n == 0 || acc.Sources[n-1].Source != r.Source {
			acc.Sources = append(acc.Sources, sourceAccount{Source: r.Source})
		}
		acc.Sources[len(acc.Sources)-1].note(r, s)
		acc.Total.note(r, s)
	}
	return acc
}

func (t *sourceAccount) note(r receivedReturn, s sum) {
	t.Files++
	t.add(s)
	t.Balances = t.balances()
	switch {
	case r.Verdict == "unread":
		t.Unread++
	case unreadable(r):
		t.Unreadable++
	}
}

// unreadable reports whether a file was refused before its rows could be told apart.
func unreadable(r receivedReturn) bool {
	return r.Verdict == string(ingest.Refused) && r.Received == 0
}

// movements sums what later arrivals changed, by file and arrival.
func movements(ctx context.Context, db *sql.DB, q returnQuery) ([]movement, error) {
	rows, err := db.QueryContext(ctx, `SELECT l.landing, l.source, l.period, m.by, CAST(sum(m.let_in) AS BIGINT), CAST(sum(m.put_out) AS BIGINT), CAST(sum(m.settled) AS BIGINT) FROM (
			SELECT landing, moved_by AS by, count(*) FILTER (state_after = 0) AS let_in, count(*) FILTER (state_after <> 0) AS put_out, 0 AS settled FROM ledger.moved GROUP BY landing, moved_by
			UNION ALL SELECT landing, settled_by, 0, 0, count(*) FROM ledger.settled GROUP BY landing, settled_by) AS m
		JOIN ledger.landing AS l ON l.landing = m.landing
		WHERE ($1 = '' OR l.source = $1) AND ($2 = '' OR l.provider = $2) AND ($3 = '' OR l.period = $3)
		GROUP BY l.landing, l.source, l.period, m.by ORDER BY l.landing, m.by`, q.source, q.provider, q.period)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	defer rows.Close()
	all := []movement{}
	for rows.Next() {
		var m movement
		if err := rows.Scan(&m.Landing, &m.Source, &m.Period, &m.By, &m.LetIn, &m.PutOut, &m.Settled); err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

func (a *app) sayAccount(acc reckoning) error {
	switch a.format {
	case "json":
		return a.json(acc)
	case "csv":
		return a.accountRows(acc)
	}
	terms := []string{"received", "accepted", "rejected", "duplicate", "superseded", "out_of_scope", "held", "balanced"}
	var files, sources, waiting, refused, moved [][]string
	for _, f := range acc.Files {
		row := []string{fmt.Sprint(f.Landing), f.Source, f.Provider, f.Period, fmt.Sprint(f.Version), a.wording("verdict", f.Verdict)}
		switch {
		case f.Verdict == "unread":
			waiting = append(waiting, row[:4])
		case f.Verdict == string(ingest.Refused) && f.Received == 0:
			refused = append(refused, row[:5])
		default:
			files = append(files, append(append(row, f.texts()...), a.yes(f.Balances)))
		}
	}
	for _, s := range append(slices.Clone(acc.Sources), acc.Total) {
		name := s.Source
		if name == "total" {
			name = a.word("total")
		}
		row := append([]string{name}, numbers(s.Files, s.Unreadable)...)
		sources = append(sources, append(append(row, s.texts()...), a.yes(s.Balances)))
	}
	for _, m := range acc.Movements {
		moved = append(moved, append([]string{strconv.FormatInt(m.Landing, 10), m.Source, m.Period}, numbers(m.By, m.LetIn, m.PutOut, m.Settled)...))
	}
	of := []string{"landing", "source", "provider", "period", "version", "verdict"}
	return a.sections([]section{
		{a.pick("Файлдар бойынша", "По файлам", "By file"), append(slices.Clone(of), terms...), files},
		{a.pick("Алынған, бірақ оқылмаған", "Получены, но не прочитаны", "Landed but not read"), of[:4], waiting},
		{a.pick("Оқу мүмкін болмаған файлдар (жолдар санын анықтау мүмкін емес)", "Файлы, которые не удалось прочитать (число строк неизвестно)", "Files that could not be read (their rows cannot be counted)"), of[:5], refused},
		{a.pick("Кейінгі түсімдер өзгерткендер", "Изменено позднейшими поступлениями", "Changed by later arrivals"), []string{"landing", "source", "period", "moved_by", "let_in", "put_out", "settled"}, moved},
		{a.pick("Дереккөздер бойынша және барлығы", "По источникам и всего", "By source and in total"), append([]string{"source", "files", "unreadable"}, terms...), sources},
	})
}

// A section is a table with a title.
type section struct {
	title string
	head  []string
	rows  [][]string
}

func (a *app) sections(all []section) error {
	for _, s := range all {
		a.say(s.title + ":")
		if err := a.list(s.head, s.rows); err != nil {
			return err
		}
		a.say()
	}
	return nil
}

// accountRows prints files, sources, the total and movements as one table, told apart by
// the first column.
func (a *app) accountRows(acc reckoning) error {
	head := []string{"level", "landing", "source", "provider", "period", "version", "verdict", "received", "accepted", "rejected", "duplicate", "superseded", "out_of_scope", "held", "balances",
		"files", "unreadable", "unread", "moved_by", "let_in", "put_out", "settled"}
	none := func(n int) []string { return make([]string, n) }
	var rows [][]string
	for _, f := range acc.Files {
		rows = append(rows, slices.Concat([]string{"file", fmt.Sprint(f.Landing), f.Source, f.Provider, f.Period, fmt.Sprint(f.Version), f.Verdict}, f.texts(), []string{a.yes(f.Balances)}, none(7)))
	}
	for _, s := range append(slices.Clone(acc.Sources), acc.Total) {
		level, name := "source", s.Source
		if name == "total" {
			level, name = "total", ""
		}
		rows = append(rows, slices.Concat([]string{level, "", name}, none(4), s.texts(), []string{a.yes(s.Balances)}, numbers(s.Files, s.Unreadable, s.Unread), none(4)))
	}
	for _, m := range acc.Movements {
		rows = append(rows, slices.Concat([]string{"moved", fmt.Sprint(m.Landing), m.Source, "", m.Period}, none(13), numbers(m.By, m.LetIn, m.PutOut, m.Settled)))
	}
	return a.table(head, rows)
}
