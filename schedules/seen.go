package schedules

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"nsk/schedules/calendar"
)

// A seen keeps what the applications last showed of centres. They are read whole for it, and
// calendars ask again and again between one landing and the next.
type seen struct {
	mu  sync.Mutex
	key string
	all []Span
}

// countedSQL changes whenever other rows of applications count: with another landing, a
// verdict, or rows judged anew.
const countedSQL = `SELECT coalesce(string_agg(concat_ws(':', v.landing, v.verdict, v.accepted, v.rejected), ' ' ORDER BY v.landing), '')
FROM ledger.version AS v JOIN ledger.landing AS l ON l.landing = v.landing
WHERE l.source = 'applications' AND l.landed_on <= CAST(? AS DATE)`

// read is what seen.sql says as known on a day. Nobody may change it.
func (s *seen) read(ctx context.Context, db *sql.DB, known calendar.Day) ([]Span, error) {
	var key string
	if err := db.QueryRowContext(ctx, countedSQL, known.String()).Scan(&key); err != nil {
		return nil, fmt.Errorf("active centres: %w", err)
	}
	key = known.String() + " " + key
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key == key {
		return s.all, nil
	}
	all, err := spans(ctx, db, seenSQL, known)
	if err == nil {
		s.key, s.all = key, all
	}
	return all, err
}
