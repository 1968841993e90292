package transform

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Reframe lets the marts of a release speak about the last months of its period only, one or
// three, compared with the same months a year earlier. Core knows every application as it
// stood on the last day of the period, so that the end of the period cannot be moved.
func Reframe(ctx context.Context, db *sql.DB, months int) (first time.Time, err error) {
	var last time.Time
	if err := db.QueryRowContext(ctx, "SELECT period_to FROM reference.parameter").Scan(&last); err != nil {
		return first, fmt.Errorf("frame: %w", err)
	}
	first = time.Date(last.Year(), last.Month()-time.Month(months-1), 1, 0, 0, 0, 0, time.UTC)
	_, err = db.ExecContext(ctx, "UPDATE reference.parameter SET period_from = $1, prev_from = $2, prev_to = $3",
		first, first.AddDate(-1, 0, 0), time.Date(last.Year()-1, last.Month()+1, 0, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return first, fmt.Errorf("frame: %w", err)
	}
	models, err := Load(Models())
	if err != nil {
		return first, err
	}
	return first, Run(ctx, db, slices.DeleteFunc(models, func(m Model) bool {
		return !strings.HasPrefix(m.Name, "mart.") || strings.Contains(m.SQL, "staging.") // a release has no rows as received
	}))
}
