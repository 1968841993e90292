package outbox

import (
	"context"
	"fmt"
	"time"

	"nsk/reports/words"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// A Listed letter is one line of the outbox.
type Listed struct {
	WrittenOn                                        calendar.Day
	Provider, Role, Channel, State, Problem, Subject string
	Attempts                                         int
}

// List reads the outbox, oldest first.
func List(ctx context.Context, e *warehouse.Engine) (all []Listed, err error) {
	rows, err := e.DB().QueryContext(ctx, `SELECT written_on, provider, role, channel, state, coalesce(problem, ''), subject, attempts
		FROM ledger.letter ORDER BY written_on, provider, role, channel`)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var l Listed
		var on time.Time
		if err := rows.Scan(&on, &l.Provider, &l.Role, &l.Channel, &l.State, &l.Problem, &l.Subject, &l.Attempts); err != nil {
			return nil, fmt.Errorf("outbox: %w", err)
		}
		l.WrittenOn = calendar.DayOf(on)
		all = append(all, l)
	}
	return all, rows.Err()
}

// CentreNames adds the names of centres, as the newest edition of their register has them.
func CentreNames(ctx context.Context, e *warehouse.Engine, to map[string]words.Text) error {
	rows, err := e.DB().QueryContext(ctx, `SELECT bin, max_by(name_kk, _landing), max_by(name_ru, _landing) FROM raw.accredited_centres WHERE _state = 0 GROUP BY bin`)
	if err != nil {
		return fmt.Errorf("names of centres: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var bin string
		var t words.Text
		if err := rows.Scan(&bin, &t.KK, &t.RU); err != nil {
			return fmt.Errorf("names of centres: %w", err)
		}
		to[bin] = t
	}
	return rows.Err()
}
