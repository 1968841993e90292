package main

import (
	"context"
	"fmt"
	"path/filepath"
)

const overview = `SELECT r.source, r.expected, r.on_time, r.late, r.missing, coalesce(b.received, 0), coalesce(b.accepted, 0), coalesce(b.rejected, 0), coalesce(b.duplicate, 0), coalesce(b.superseded, 0)
	FROM (SELECT source, count(*) FILTER (expected) AS expected, count(*) FILTER (expected AND timeliness = 'on_time') AS on_time,
			count(*) FILTER (timeliness = 'late') AS late, count(*) FILTER (expected AND timeliness = 'missing') AS missing
		FROM core."return" GROUP BY source) r
	FULL JOIN (SELECT source, sum(received) AS received, sum(accepted) AS accepted, sum(rejected) AS rejected, sum(duplicate) AS duplicate, sum(superseded) AS superseded
		FROM ledger.balance GROUP BY source) b ON b.source = r.source
	ORDER BY coalesce(r.source, b.source)`

// deliver writes the annual document and says what the year came to.
func (y *year) deliver(ctx context.Context) error {
	if err := y.overview(ctx); err != nil {
		return err
	}
	dir := filepath.Join(y.dir, fmt.Sprintf("annual-%d", y.rehearsal.year))
	if y.oracle {
		if err := y.writeOracle(dir); err != nil {
			return err
		}
	}
	fmt.Fprintln(y.out, "release", y.release)
	return nil
}

func (y *year) overview(ctx context.Context) error {
	rows, err := y.house.Engine.DB().QueryContext(ctx, overview)
	if err != nil {
		return err
	}
	defer rows.Close()
	return y.printRows(rows, 0)
}
