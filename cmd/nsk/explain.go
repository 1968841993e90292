package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/reports"
)

func (a *app) explain() *cobra.Command {
	var facts string
	var all bool
	c := &cobra.Command{
		Use:   "explain FACT",
		Short: "Walk a number of a report back to its definition, SQL, release and bytes",
		Long: "Walk a number back: FACT is its id, such as E.02 or D.01/region=75, as it stands in\n" +
			"facts.json and in the attribute data-fact of the documents.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.walkBack(c.Context(), args[0], facts, all) },
	}
	c.Flags().StringVar(&facts, "facts", "", "facts.json to look in (default: that of the newest report)")
	c.Flags().BoolVar(&all, "all", false, "list every landing, not only the first of each source")
	return c
}

func (a *app) walkBack(ctx context.Context, id, facts string, all bool) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	p, err := publication(cfg, facts)
	if err != nil {
		return err
	}
	e, err := reports.Explain(p, id)
	if err != nil {
		return err
	}
	a.sayExplanation(e, p)
	db, _, err := openRelease(ctx, cfg, p.Release, "256MB")
	if err != nil {
		return err
	}
	defer db.Close()
	return a.sayLandings(ctx, db, cfg, e.Sources, all)
}

// publication reads facts.json: the file named, or the newest below the out folder.
func publication(cfg *config, file string) (reports.Publication, error) {
	if file == "" {
		var err error
		if file, err = newestFacts(cfg); err != nil {
			return reports.Publication{}, err
		}
	}
	f, err := os.Open(file)
	if err != nil {
		return reports.Publication{}, err
	}
	defer f.Close()
	return reports.ReadPublication(f)
}

func newestFacts(cfg *config) (string, error) {
	found, err := filepath.Glob(filepath.Join(cfg.Out, "*", "facts.json"))
	if err != nil {
		return "", err
	}
	var newest string
	var at time.Time
	for _, f := range found {
		if info, err := os.Stat(f); err == nil && info.ModTime().After(at) {
			newest, at = f, info.ModTime()
		}
	}
	if newest == "" {
		return "", errors.New("no facts.json yet; run nsk report, or name the file with --facts")
	}
	return newest, nil
}

func (a *app) sayExplanation(e reports.Explanation, p reports.Publication) {
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(a.out, "%-12s %s\n", label, text)
		}
	}
	line("fact", e.ID)
	value := e.Value
	if e.Status != "" {
		value = strings.TrimSpace(value + " [" + string(e.Status) + "]")
	}
	line("value", value)
	if f := e.Fact; f != nil && f.Numerator != nil {
		of := ""
		if f.Denominator != nil {
			of = fmt.Sprintf(" of %d", *f.Denominator)
		}
		line("counted", fmt.Sprintf("%d%s", *f.Numerator, of))
	}
	if f := e.Fact; f != nil {
		line("firmness", finality(*f))
		if f.Coverage != "" {
			line("coverage", f.Coverage+" % of the expected volume")
		}
		if f.BoundLow != "" {
			line("bounds", f.BoundLow+" to "+f.BoundHigh+", whatever the missing returns hold")
		}
	}
	if i := e.Indicator; i != nil {
		a.sayIndicator(i, line)
	}
	if e.Finding != nil {
		line("finding", e.Finding.ID)
	}
	line("window", p.From+" – "+p.To+", as known on "+p.AsOf)
	line("release", e.Release)
	if !e.Current {
		line("note", "the query below has changed since this number was made")
	}
	if e.SQL != "" {
		fmt.Fprintf(a.out, "\n-- %s\n%s\n", e.SQLName, strings.TrimSpace(e.SQL))
	}
}

// finality says how firm a value is.
func finality(f reports.Fact) string {
	switch f.Finality {
	case reports.Provisional:
		return "provisional: late and corrected returns may change it"
	case reports.Revised:
		return "final, revised: last year's document said " + f.Was
	case reports.Final:
		return "final"
	}
	return ""
}

// sayIndicator prints the definition in the language of messages.
func (a *app) sayIndicator(i *reports.Indicator, line func(label, text string)) {
	pick := func(t reports.Text) string { return a.pick(t.KK, t.RU, t.RU) }
	line("indicator", i.ID+" "+pick(i.Name))
	line("formula", pick(i.Formula))
	line("numerator", pick(i.Numerator))
	line("denominator", pick(i.Denominator))
	line("caveat", pick(i.Caveat))
	line("paragraphs", strings.Join(i.Paragraphs, ", "))
	line("sources", strings.Join(i.Sources, ", "))
}

// sayLandings lists the bytes that counted in the release, by source.
func (a *app) sayLandings(ctx context.Context, db *sql.DB, cfg *config, sources []string, all bool) error {
	sources, err := everySource(ctx, db, sources)
	if err != nil {
		return err
	}
	for _, s := range sources {
		rows, err := db.QueryContext(ctx, `SELECT l.provider, l.period, l.landed_on, l.origin, l.bytes, l.sha256, l.path
			FROM ledger.landing l JOIN ledger.balance b ON b.landing = l.landing
			WHERE l.source = ? AND b.verdict IN ('accepted', 'partly') AND b.superseded = 0 AND l.landed_on <= (SELECT as_of FROM reference.parameter)
			ORDER BY l.landing`, s)
		if err != nil {
			return err
		}
		if err := a.sayLandingsOf(rows, s, cfg, all); err != nil {
			return err
		}
	}
	return nil
}

// everySource puts all sources in place of the ledger: a figure about returns rests on
// every landing.
func everySource(ctx context.Context, db *sql.DB, sources []string) ([]string, error) {
	if !slices.Contains(sources, "ledger") {
		return sources, nil
	}
	rows, err := db.QueryContext(ctx, `SELECT DISTINCT source FROM ledger.landing ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sources = nil
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	return sources, rows.Err()
}

func (a *app) sayLandingsOf(rows *sql.Rows, source string, cfg *config, all bool) error {
	defer rows.Close()
	n := 0
	for rows.Next() {
		var provider, period, origin, sum, path string
		var bytes int64
		var on sql.NullTime
		if err := rows.Scan(&provider, &period, &on, &origin, &bytes, &sum, &path); err != nil {
			return err
		}
		if n++; n == 1 {
			fmt.Fprintf(a.out, "\nlandings of %s\n", source)
		}
		if n <= 3 || all {
			fmt.Fprintf(a.out, "  %s %s, landed %s from %s, %d bytes, sha256 %s\n    %s\n", provider, period, on.Time.Format("2006-01-02"), origin, bytes, sum, filepath.Join(cfg.landing(), path))
		}
	}
	if n > 3 && !all {
		fmt.Fprintf(a.out, "  … and %d more (--all lists them)\n", n-3)
	}
	return rows.Err()
}
