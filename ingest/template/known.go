package template

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrUnknown says that a release does not know enough to fill a template in.
var ErrUnknown = errors.New("not enough is known")

// Know reads from a release the centre's name and its scope within the period. The error
// wraps ErrUnknown if the release knows no such centre, or no scope of it.
func (in *Input) Know(ctx context.Context, release *sql.DB) error {
	p := &in.Provider
	err := release.QueryRowContext(ctx, `SELECT name_ru, name_kk FROM core.centre WHERE centre = ?`, p.BIN).Scan(&p.Name.RU, &p.Name.KK)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: it knows no centre %s; nsk query 'SELECT centre, name_ru FROM core.centre' lists the centres", ErrUnknown, p.BIN)
	}
	if err == nil {
		in.Scope, err = scope(ctx, release, in)
	}
	if err == nil && len(in.Scope) == 0 {
		err = fmt.Errorf("%w: it has nothing in the scope of centre %s in %s", ErrUnknown, p.BIN, in.Period)
	}
	return err
}

func scope(ctx context.Context, release *sql.DB, in *Input) ([]Line, error) {
	start, end := in.Period.Bounds()
	rows, err := release.QueryContext(ctx, `SELECT DISTINCT s.profession, s.level, coalesce(p.name_ru, s.profession), coalesce(p.name_kk, s.profession)
		FROM core.centre_scope AS s LEFT JOIN core.profession AS p ON p.profession = s.profession
		WHERE s.centre = ? AND s.vf < ? AND (s.vt IS NULL OR s.vt >= ?)
		ORDER BY 1, 2`, in.Provider.BIN, end, start)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Line
	for rows.Next() {
		var l Line
		if err := rows.Scan(&l.Profession, &l.Level, &l.Name.RU, &l.Name.KK); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}
