package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// overview is what every source came to: duties from the models, rows from the ledger.
const overview = `SELECT coalesce(r.source, b.source) AS source,
		coalesce(expected, 0) AS expected, coalesce(on_time, 0) AS "on time", coalesce(late, 0) AS late, coalesce(missing, 0) AS missing,
		coalesce(received, 0) AS received, coalesce(accepted, 0) AS accepted, coalesce(rejected, 0) AS rejected, coalesce(duplicate, 0) AS duplicate, coalesce(superseded, 0) AS superseded
	FROM (SELECT source, count(*) FILTER (expected) AS expected, count(*) FILTER (expected AND timeliness = 'on_time') AS on_time,
			count(*) FILTER (expected AND timeliness = 'late') AS late, count(*) FILTER (expected AND timeliness = 'missing') AS missing
		FROM core."return" GROUP BY source) r
	FULL JOIN (SELECT source, sum(received) AS received, sum(accepted) AS accepted, sum(rejected) AS rejected, sum(duplicate) AS duplicate, sum(superseded) AS superseded
		FROM ledger.balance GROUP BY source) b ON b.source = r.source
	ORDER BY 1`

// conclude says what became of the annual document, and what the year came to.
func (y *year) conclude(ctx context.Context) error {
	dir := y.annual()
	fmt.Fprintln(y.out)
	fmt.Fprint(y.out, y.said.String())
	if err := shared(dir); err != nil {
		return err
	}
	if y.oracle {
		if err := y.writeOracle(dir); err != nil {
			return err
		}
	}
	if err := y.overview(ctx); err != nil {
		return err
	}
	y.advise(dir)
	return nil
}

func (y *year) overview(ctx context.Context) error {
	fmt.Fprintln(y.out)
	rows, err := y.house.Engine.DB().QueryContext(ctx, overview)
	if err != nil {
		return err
	}
	defer rows.Close()
	return y.printRows(rows, 0)
}

// advise says what to try next.
func (y *year) advise(dir string) {
	nsk := "bin/nsk --config " + y.configFile
	fmt.Fprintf(y.out, `
The year is over after %s. Release %s.

Try next:
  open %s
  %s explain E.02
  %s query "SELECT * FROM mart.region_overview ORDER BY region"
  %s due --on %d-12-15 --late
  %s doctor
`, y.now().Sub(y.began).Round(time.Second), y.release, filepath.Join(dir, "report.ru.html"), nsk, nsk, nsk, y.demonstration.year, nsk)
}
