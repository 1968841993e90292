package ingest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// following are the tables of the ledger that follow from the landings.
var following = []string{"version", "finding", "settled", "moved", "setting", "tolerance", "confirmation", "exemption"}

// A Content is a table that follows from the landings, with a hash of its ordered rows.
type Content struct{ Table, SHA256 string }

// Contents hashes every table that follows from the landings: two warehouses with equal
// contents say the same, whatever the order in which their rows lie.
func (in *Ingester) Contents(ctx context.Context) ([]Content, error) {
	raw, err := rawTables(ctx, in.engine)
	if err != nil {
		return nil, fmt.Errorf("contents: %w", err)
	}
	var all []Content
	for _, t := range raw {
		all = append(all, Content{Table: "raw." + t})
	}
	for _, t := range following {
		all = append(all, Content{Table: "ledger." + t})
	}
	for i := range all {
		if all[i].SHA256, err = contentOf(ctx, in.engine, all[i].Table); err != nil {
			return nil, fmt.Errorf("contents of %s: %w", all[i].Table, err)
		}
	}
	return all, nil
}

func contentOf(ctx context.Context, e *warehouse.Engine, table string) (string, error) {
	rows, err := e.DB().QueryContext(ctx, `SELECT md5(CAST(t AS VARCHAR)) AS x FROM `+table+` AS t ORDER BY x`)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	sum := sha256.New()
	var x sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&x); err != nil {
			return "", err
		}
		sum.Write(x)
	}
	return hex.EncodeToString(sum.Sum(nil)), rows.Err()
}

// Differing lists the tables whose contents are not equal.
func Differing(a, b []Content) []string {
	var tables []string
	for _, c := range a {
		if !slices.Contains(b, c) {
			tables = append(tables, c.Table)
		}
	}
	for _, c := range b {
		if !slices.ContainsFunc(a, func(d Content) bool { return d.Table == c.Table }) {
			tables = append(tables, c.Table)
		}
	}
	return tables
}

// Adopt puts landings on record that another warehouse received, with their numbers, in a
// warehouse that has received nothing. The bytes stay where they are.
func (in *Ingester) Adopt(ctx context.Context, all []Landing) error {
	var n int64
	if err := in.engine.DB().QueryRowContext(ctx, `SELECT count(*) FROM ledger.landing`).Scan(&n); err != nil {
		return fmt.Errorf("adopt landings: %w", err)
	}
	if n > 0 {
		return fmt.Errorf("adopt landings: the warehouse has %d of its own", n)
	}
	rows := make([][]driver.Value, len(all))
	for i, l := range all {
		from, end := l.Period.Bounds()
		rows[i] = []driver.Value{l.Number, l.ID, l.Source, l.Provider, l.Period.String(), from, end.AddDate(0, 0, -1),
			l.Origin, l.MediaType, l.SHA256, l.Bytes, l.Encrypted, l.Path, l.At.UTC().Truncate(time.Second), calendar.LocalDay(l.At).Time(), orNull(l.Cursor), orNull(l.Signature)}
	}
	return in.engine.Fill(ctx, "ledger", "landing", rows)
}

func orNull(text string) driver.Value {
	if text == "" {
		return nil
	}
	return text
}

// Reach is the first landing to replay so that everything from one on comes out as it was:
// an earlier one, if a tolerance given since has let it be judged anew.
func (in *Ingester) Reach(ctx context.Context, from int64) (int64, error) {
	const q = `SELECT coalesce(min(landing), $1) FROM (
		SELECT max(v.landing) AS landing FROM ledger.tolerance AS o
		JOIN ledger.version AS v ON v.source = o.source AND v.provider = o.provider AND v.period = o.period AND v.landing < o.act AND v.received > 0
		WHERE o.act >= $1 GROUP BY o.act)`
	for {
		var first int64
		if err := in.engine.DB().QueryRowContext(ctx, q, from).Scan(&first); err != nil {
			return 0, fmt.Errorf("replay from %d: %w", from, err)
		}
		if first >= from {
			return from, nil
		}
		from = first
	}
}

// FirstOn is the number of the first landing that arrived on a day or after; ok is false
// if none did.
func (in *Ingester) FirstOn(ctx context.Context, on calendar.Day) (number int64, ok bool, err error) {
	var first sql.NullInt64
	err = in.engine.DB().QueryRowContext(ctx, `SELECT min(landing) FROM ledger.landing WHERE landed_on >= CAST(? AS DATE)`, on.String()).Scan(&first)
	if err != nil {
		return 0, false, fmt.Errorf("landings from %s on: %w", on, err)
	}
	return first.Int64, first.Valid, nil
}
