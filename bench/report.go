package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"nsk/reports"
	"nsk/reports/edition"
	"nsk/schedules/calendar"
	"nsk/transform"
	"nsk/warehouse"
)

// benchRelease is the release that reports are written from.
const benchRelease = "2025-11-20-00000000"

// grown are the tables of the small republic of the tests that grow with the applications,
// and their columns that name an application, a person or a document.
var grown = map[string][]string{
	"core.application": {"app", "person_key"}, "core.application_event": {"app"}, "core.sitting": {"app"},
	"core.recognition": {"app", "person_key"}, "core.document": {"serial", "person_key"}, "mart.stage_duration": {"app"},
}

// branched are the tables that tell of centres, which grow more slowly, and their column that
// names one.
var branched = map[string]string{
	"core.centre": "centre", "core.centre_certificate": "centre", "core.centre_active": "centre", "core.centre_scope": "centre",
	"core.centre_founder": "centre", "core.centre_contradiction": "centre", "mart.agreement_month": "centre",
	"core.return": "provider", "core.registration": "provider",
}

// mostBranches is how often the four centres of the republic are repeated at most, which makes
// 400 of them; before, a branch has ten copies of the applications, 5,000 of them.
const mostBranches = 100

// furnishReport makes a release of about so many applications: the small republic of the
// tests of reports, with every application as often as it takes.
func (a stepArgs) furnishReport(ctx context.Context) (err error) {
	if err := os.MkdirAll(filepath.Join(a.Home, "releases"), 0o700); err != nil {
		return err
	}
	db, err := warehouse.Scratch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	commands := []string{"ATTACH " + warehouse.Literal(warehouse.ReleasePath(a.Home, benchRelease)) + " AS made", "USE made"}
	archive, err := txtar.ParseFile(filepath.Join(testdata(), "republic.txtar"))
	if err != nil {
		return err
	}
	schema, err := os.ReadFile(filepath.Join(testdata(), "schema.sql"))
	if err != nil {
		return err
	}
	commands = append(commands, string(schema))
	for _, f := range archive.Files {
		file := filepath.Join(a.Home, f.Name)
		if err := os.WriteFile(file, f.Data, 0o600); err != nil {
			return err
		}
		commands = append(commands, "COPY "+strings.TrimSuffix(f.Name, ".csv")+" FROM "+warehouse.Literal(file)+" (HEADER, NULLSTR '')")
	}
	if err := each(ctx, db, commands); err != nil {
		return err
	}
	if err := days(ctx, db); err != nil {
		return err
	}
	if err := routes(ctx, db); err != nil {
		return err
	}
	return a.grow(ctx, db)
}

// routes makes the marts that pages read and reports do not.
func routes(ctx context.Context, db *sql.DB) error {
	models, err := transform.Load(transform.Models())
	if err != nil {
		return err
	}
	var commands []string
	for _, m := range models {
		if m.Name == "mart.profession_region" || m.Name == "mart.profession_route" {
			commands = append(commands, "CREATE TABLE "+m.Name+" AS "+m.SQL)
		}
	}
	return each(ctx, db, commands)
}

func testdata() string {
	for _, dir := range []string{"reports/testdata", "../reports/testdata"} {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	return "reports/testdata" // run from elsewhere: opening it tells
}

func each(ctx context.Context, db *sql.DB, commands []string) error {
	for _, c := range commands {
		if _, err := db.ExecContext(ctx, c); err != nil {
			return fmt.Errorf("%.80s: %w", c, err)
		}
	}
	return nil
}

// days fills reference.day.
func days(ctx context.Context, db *sql.DB) error {
	c, n := calendar.Kazakhstan(), 0
	var values []string
	for d := calendar.Date(2023, 11, 1); d <= calendar.Date(2026, 6, 30); d++ {
		worked, err := c.Working(d)
		if err != nil {
			return err
		}
		if worked {
			n++
		}
		values = append(values, fmt.Sprintf("('%s', %t, %d)", d, worked, n))
	}
	return each(ctx, db, []string{"INSERT INTO reference.day VALUES " + strings.Join(values, ", ")})
}

// grow repeats what belongs to applications under names of their own, in a growing number of
// centres.
func (a stepArgs) grow(ctx context.Context, db *sql.DB) error {
	var n int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM core.application").Scan(&n); err != nil {
		return err
	}
	times := max(a.Rows/n, 1)
	branches := min(max(times/10, 1), mostBranches)
	commands := append(manifold(times, branches), ramified(branches)...)
	return each(ctx, db, append(commands, "UPDATE mart.agreement_month SET both_sources = both_sources * "+fmt.Sprint(times/branches), "USE memory", "DETACH made"))
}

// manifold repeats the applications, copy by copy in the next branch.
func manifold(times, branches int) (commands []string) {
	for table, keys := range grown {
		named := branch("centre", fmt.Sprintf("i %% %d", branches))
		if table == "core.application_event" { // tells no centre
			named = ""
		}
		for _, k := range keys {
			named += fmt.Sprintf("%s || '-' || i AS %s, ", k, k)
		}
		commands = append(commands, fmt.Sprintf("CREATE OR REPLACE TABLE %s AS SELECT * REPLACE (%s) FROM %s, range(%d) AS r(i)", table, strings.TrimSuffix(named, ", "), table, times))
	}
	return commands
}

// ramified repeats the centres.
func ramified(branches int) (commands []string) {
	for table, key := range branched {
		commands = append(commands, fmt.Sprintf("CREATE OR REPLACE TABLE %s AS SELECT * REPLACE (%s) FROM %s, range(%d) AS r(i) WHERE i = 0 OR starts_with(%s, 'c')",
			table, strings.TrimSuffix(branch(key, "i"), ", "), table, branches, key))
	}
	return commands
}

// branch names the centre of a copy; what is no centre keeps its name.
func branch(column, number string) string {
	return fmt.Sprintf("CASE WHEN starts_with(%s, 'c') THEN %s || '-' || (%s) ELSE %s END AS %s, ", column, column, number, column, column)
}

// reporting is the whole report, in both languages and every form but the PDF, which is the
// browser's work; or one pass of the SQL of the indicators.
func (a stepArgs) reporting(ctx context.Context) (job, error) {
	db, err := warehouse.OpenRelease(ctx, a.Home, benchRelease, options)
	if err != nil {
		return job{}, err
	}
	if a.Side == sideReference {
		return job{work: func() error { return errors.Join(pass(ctx, db), db.Close()) }}, nil
	}
	return job{work: func() error {
		result, err := reports.Annual(ctx, db, reports.AnnualInput{Release: benchRelease})
		if err != nil {
			return err
		}
		forms := []edition.Format{edition.HTML, edition.DOCX, edition.XLSX, edition.JSON, edition.Data}
		_, err = edition.Write(ctx, result, filepath.Join(a.Home, "report"), edition.Options{Formats: forms})
		return errors.Join(err, db.Close())
	}}, nil
}

// pass reads the result of every indicator once.
func pass(ctx context.Context, db *sql.DB) error {
	book, err := reports.Indicators()
	if err != nil {
		return err
	}
	for _, i := range book {
		if i.Query == "" {
			continue
		}
		rows, err := db.QueryContext(ctx, i.Query)
		if err != nil {
			return fmt.Errorf("indicator %s: %w", i.ID, err)
		}
		for rows.Next() {
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("indicator %s: %w", i.ID, err)
		}
	}
	return nil
}
