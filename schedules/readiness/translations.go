package readiness

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"nsk/reports/words"
	"nsk/schedules/calendar"
)

//go:embed translations.sql
var translationsSQL string

// translations are names that the document may print and that are not there in both
// languages, or of which one changed in the period of the document and the other did not.
func translations(ctx context.Context, s *State) (list []Blocker, err error) {
	rows, err := s.House.Engine.DB().QueryContext(ctx, translationsSQL)
	if err != nil {
		return nil, fmt.Errorf("translations: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var fault, source, owner, example string
		var n int64
		var since time.Time
		if err := rows.Scan(&fault, &source, &owner, &n, &example, &since); err != nil {
			return nil, fmt.Errorf("translations: %w", err)
		}
		template := map[string]words.Text{"missing": untranslated, "stale_kk": staleKazakh, "stale_ru": staleRussian}[fault]
		list = append(list, Blocker{Kind: KindTranslation, Subject: source + " " + owner + " " + fault, Owner: owner, Stops: fault == "missing", Since: calendar.DayOf(since),
			Text: say(template, words.Args{"src": title(s.House.Contracts, source), "n": words.Int(n), "k": words.Label(example)})})
	}
	return list, rows.Err()
}
