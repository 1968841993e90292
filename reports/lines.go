package reports

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"nsk/reports/words"
)

// A Line is one row of a list: its cells as text by the names of the columns, days as
// 2025-12-15, "" for nothing.
type Line map[string]string

// ReadLines runs a query that lists things.
func ReadLines(ctx context.Context, db *sql.DB, query string, args ...any) ([]Line, error) {
	rows, err := queryRows(ctx, db, query, args...)
	if err != nil {
		return nil, err
	}
	list := make([]Line, len(rows))
	for i, r := range rows {
		list[i] = Line{}
		for _, c := range r.columns {
			list[i][c] = r.text(c)
		}
	}
	return list, nil
}

// A ProfilePlan is what the profile of a kind of subject shows.
type ProfilePlan struct {
	By     string   // breakdown of its facts; "" if there is none
	Facts  []string // indicators
	Sheets []string
}

// PlanOf is what the profile of a kind shows; ok is false where there is no such kind.
func PlanOf(kind string) (p ProfilePlan, ok bool) {
	k, ok := profileKinds[kind]
	return ProfilePlan{k.by, k.facts, k.sheets}, ok
}

// ReadName is the name of a subject. The error wraps ErrNoSubject if the release does not
// know it.
func ReadName(ctx context.Context, db *sql.DB, about Subject) (words.Text, error) {
	var kk, ru sql.NullString
	err := db.QueryRowContext(ctx, profileKinds[about.Kind].name, about.Key).Scan(&kk, &ru)
	if errors.Is(err, sql.ErrNoRows) {
		return words.Text{}, fmt.Errorf("%s %s: %w", about.Kind, about.Key, ErrNoSubject)
	}
	return words.Text{KK: kk.String, RU: ru.String}, err
}

// AreaName names an area of findings.
func AreaName(area string) words.Text { return areaNames[area] }

// Areas are the areas of findings, in the order of the document.
func Areas() []string { return areas }

// SeverityName names a severity from 1 to 4.
func SeverityName(severity int) words.Text { return severityNames[severity] }

// Name says what became of a recommendation.
func (f Followup) Name() words.Text { return outcomeNames[f.Outcome] }
