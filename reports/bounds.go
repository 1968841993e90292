package reports

import (
	"database/sql"

	"nsk/reports/statistics"
)

// bounds reads a share together with how many cases missing returns may still bring, and says
// between what it then lies: logical limits, no interval of chance (analysis, section 1.8).
func (i Indicator) bounds(rows *sql.Rows) ([]Fact, error) {
	var list []Fact
	for rows.Next() {
		var by, key, window string
		var num, den, most int64
		if err := rows.Scan(&by, &key, &window, &num, &den, &most); err != nil {
			return nil, err
		}
		f := i.fact(by, key, window)
		f.Numerator, f.Denominator, f.Status = &num, &den, TooSmall
		if den >= max(i.MinN, 1) {
			b := statistics.RateBounds(statistics.Count{X: int(num), N: int(den)}, int(most))
			places := decimals(Percent, den)
			f.Status, f.BoundLow, f.BoundHigh = BoundOnly, percentOf(b.Lo, places), percentOf(b.Hi, places)
		}
		list = append(list, f)
	}
	return list, rows.Err()
}
