package transform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Severity says what a breach means for a release.
type Severity string

const (
	Block Severity = "block" // a figure would be wrong: no release until it is cleared
	Warn  Severity = "warn"  // the data are used and the breach is told beside them
)

// A Check is a promise about the data: a query whose rows are the breaches.
type Check struct {
	ID       string // the file's name, repeated in its first line
	Severity Severity
	RU, KK   string // the promise that is broken, one sentence
	SQL      string
}

// A Breach is a check that found rows.
type Breach struct {
	Check  Check
	Rows   int64    // how many rows break the promise
	Sample []string // the first five of them in order, as "column=value ..."
}

// sampleSize is how many breaching rows a Breach shows.
const sampleSize = 5

// LoadChecks reads every check of fsys, sorted by name. The first comment lines
// of a file are "-- id: ...", "-- severity: block|warn", "-- ru: ..." and
// "-- kk: ...". An error joins every fault of every file.
func LoadChecks(fsys fs.FS) ([]Check, error) {
	paths, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("load checks: %w", err)
	}
	var checks []Check
	var faults []error
	for _, p := range paths { // fs.Glob sorts
		c, err := loadCheck(fsys, p)
		checks, faults = append(checks, c), append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("load checks: %w", err)
	}
	return checks, nil
}

func loadCheck(fsys fs.FS, p string) (Check, error) {
	src, err := fs.ReadFile(fsys, p)
	if err != nil {
		return Check{}, err
	}
	text := strings.TrimRight(strings.TrimSpace(string(src)), ";")
	head := header(text)
	c := Check{ID: head["id"], Severity: Severity(head["severity"]), RU: head["ru"], KK: head["kk"], SQL: text}
	switch {
	case c.ID != strings.TrimSuffix(path.Base(p), ".sql"):
		return c, fmt.Errorf("%s: the line \"-- id:\" must repeat the name of the file", p)
	case c.Severity != Block && c.Severity != Warn:
		return c, fmt.Errorf("%s: \"-- severity:\" is %s or %s", p, Block, Warn)
	case c.RU == "" || c.KK == "":
		return c, fmt.Errorf("%s: \"-- ru:\" and \"-- kk:\" carry the sentence in both languages", p)
	}
	return c, nil
}

// header reads the "-- key: value" lines at the top of a file.
func header(text string) map[string]string {
	head := map[string]string{}
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(line, "--")
		if !ok {
			break
		}
		if key, value, ok := strings.Cut(comment, ":"); ok {
			head[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return head
}

// RunChecks runs the checks in their order and returns the broken promises. An
// error means that a query could not run; bad data are never an error.
func RunChecks(ctx context.Context, db *sql.DB, checks []Check) ([]Breach, error) {
	var breaches []Breach
	for _, c := range checks {
		b, err := runCheck(ctx, db, c)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", c.ID, err)
		}
		if b.Rows > 0 {
			breaches = append(breaches, b)
		}
	}
	return breaches, nil
}

func runCheck(ctx context.Context, db *sql.DB, c Check) (Breach, error) {
	// As text and in order: the sample is for people and the same at every run.
	rows, err := db.QueryContext(ctx, "SELECT COLUMNS(*)::VARCHAR FROM (\n"+c.SQL+"\n) ORDER BY ALL")
	if err != nil {
		return Breach{}, err
	}
	defer rows.Close()
	b := Breach{Check: c}
	for rows.Next() {
		if b.Rows++; len(b.Sample) == sampleSize {
			continue
		}
		line, err := show(rows)
		if err != nil {
			return Breach{}, err
		}
		b.Sample = append(b.Sample, line)
	}
	return b, rows.Err()
}

// show writes the current row as "column=value column=value".
func show(rows *sql.Rows) (string, error) {
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values := make([]sql.NullString, len(names))
	targets := make([]any, len(names))
	for i := range values {
		targets[i] = &values[i]
	}
	if err := rows.Scan(targets...); err != nil {
		return "", err
	}
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = name + "=" + values[i].String
	}
	return strings.Join(parts, " "), nil
}
