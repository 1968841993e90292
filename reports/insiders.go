package reports

import (
	"context"
	"database/sql"
	"fmt"
)

// readInsiders reads what the largest centre of each place contributes, by the area of the
// indicators that count there.
func readInsiders(ctx context.Context, db *sql.DB) (map[place]insider, error) {
	query, err := files.ReadFile("sql/insiders.sql")
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, string(query))
	if err != nil {
		return nil, fmt.Errorf("largest centres: %w", err)
	}
	defer rows.Close()
	m := map[place]insider{}
	for rows.Next() {
		var area string
		var p place
		var i insider
		if err := rows.Scan(&area, &p.by, &p.key, &p.window, &i.total, &i.largest); err != nil {
			return nil, fmt.Errorf("largest centres: %w", err)
		}
		p.by = area + "/" + p.by
		m[p] = i
	}
	return m, rows.Err()
}
