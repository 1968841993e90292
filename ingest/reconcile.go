package ingest

import (
	"context"
	"fmt"
	"strings"

	"nsk/warehouse"
)

// A Difference is a count of one landing that is not what it must be.
type Difference struct {
	Landing  int64
	Source   string
	Provider string
	Period   string
	Term     string // received, accepted, rejected, duplicate, superseded, out_of_scope, held, or what else is wrong
	Ledger   int64  // what the ledger says
	Stored   int64  // what the rows say
}

func (d Difference) String() string {
	return fmt.Sprintf("landing %d (%s %s %s): %s: the ledger says %d, the rows say %d", d.Landing, d.Source, d.Provider, d.Period, d.Term, d.Ledger, d.Stored)
}

// An ImbalanceError says that rows were lost, doubled or counted wrong: promise 1 is broken.
type ImbalanceError struct{ Differences []Difference }

func (e *ImbalanceError) Error() string {
	const most = 10
	var lines []string
	for _, d := range e.Differences[:min(most, len(e.Differences))] {
		lines = append(lines, d.String())
	}
	if n := len(e.Differences); n > most {
		lines = append(lines, fmt.Sprintf("and %d more", n-most))
	}
	return "the ledger does not reconcile; nothing that rests on these rows is to be published; nsk replay makes the tables anew from the landings:\n" + strings.Join(lines, "\n")
}

// Reconcile proves promise 1 for every landing: received = accepted + rejected + duplicate +
// superseded + out of scope + held, with each term counted anew from the stored rows. It
// returns an *ImbalanceError if any does not agree.
func (in *Ingester) Reconcile(ctx context.Context) error { return Reconcile(ctx, in.engine) }

// Reconcile is Ingester.Reconcile where there are no keys.
func Reconcile(ctx context.Context, e *warehouse.Engine) error {
	q, err := reconciliation(ctx, e)
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	rows, err := e.DB().QueryContext(ctx, q)
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	defer rows.Close()
	var bad []Difference
	for rows.Next() {
		var d Difference
		if err := rows.Scan(&d.Landing, &d.Source, &d.Provider, &d.Period, &d.Term, &d.Ledger, &d.Stored); err != nil {
			return fmt.Errorf("reconcile: %w", err)
		}
		bad = append(bad, d)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	if len(bad) > 0 {
		return &ImbalanceError{bad}
	}
	return nil
}

// storedRows counts the rows of one raw table by landing and state.
const storedRows = `SELECT %s AS source, _landing AS landing, count(*) AS n, count(*) FILTER (_state IN (0, ` + stateDeleted + `)) AS good, count(*) FILTER (_state = 1) AS bad,
	count(*) FILTER (_state = 2) AS twice, count(*) FILTER (_state = 3) AS outside, count(*) FILTER (_state IS NULL OR _state NOT IN (0, 1, 2, 3, ` + stateDeleted + `)) AS odd FROM raw.%s GROUP BY _landing`

// reconciliation is the SELECT of every difference. Which version counts is found out here
// once more, from the verdicts, and not taken from the view that is being judged.
func reconciliation(ctx context.Context, e *warehouse.Engine) (string, error) {
	tables, err := rawTables(ctx, e)
	if err != nil {
		return "", err
	}
	stored := []string{`SELECT NULL::VARCHAR AS source, NULL::BIGINT AS landing, 0 AS n, 0 AS good, 0 AS bad, 0 AS twice, 0 AS outside, 0 AS odd WHERE false`}
	for _, t := range tables {
		stored = append(stored, fmt.Sprintf(storedRows, warehouse.Literal(strings.ReplaceAll(t, "_", "-")), warehouse.Quote(t)))
	}
	return `WITH stored AS (` + strings.Join(stored, "\nUNION ALL\n") + `),` + differences, nil
}

// differences puts each term of the ledger beside what the rows say. A version whose rows
// lie in the table of another source has none of its own.
const differences = `
newest AS (
	SELECT source, provider, period, max(landing) AS landing FROM ledger.version
	WHERE verdict IN ('accepted', 'partly') GROUP BY source, provider, period
),
told AS (
	SELECT v.landing, v.source, v.provider, v.period, v.verdict, coalesce(s.n, 0) AS n, coalesce(s.good, 0) AS good, coalesce(s.bad, 0) AS bad,
		coalesce(s.twice, 0) AS twice, coalesce(s.outside, 0) AS outside, coalesce(s.odd, 0) AS odd,
		v.verdict = 'held' AS held, v.verdict <> 'held' AND coalesce(w.landing > v.landing, false) AS replaced
	FROM ledger.version AS v
	LEFT JOIN stored AS s ON s.source = v.source AND s.landing = v.landing
	LEFT JOIN newest AS w ON w.source = v.source AND w.provider = v.provider AND w.period = v.period
),
pair AS (
	SELECT t.*, b.* EXCLUDE (landing, source, provider, period, version, verdict, held), b.held AS waiting
	FROM told AS t LEFT JOIN ledger.balance AS b ON b.landing = t.landing AND b.source = t.source
),
difference AS (
	SELECT landing, source, provider, period, u.term, u.ledger, u.stored FROM (
		SELECT landing, source, provider, period, unnest([
			{'term': 'received', 'ledger': coalesce(received, 0), 'stored': n},
			{'term': 'accepted', 'ledger': coalesce(accepted, 0), 'stored': if(held OR replaced, 0, good)},
			{'term': 'rejected', 'ledger': coalesce(rejected, 0), 'stored': bad},
			{'term': 'duplicate', 'ledger': coalesce(duplicate, 0), 'stored': twice},
			{'term': 'superseded', 'ledger': coalesce(superseded, 0), 'stored': if(replaced, good, 0)},
			{'term': 'out_of_scope', 'ledger': coalesce(out_of_scope, 0), 'stored': outside},
			{'term': 'held', 'ledger': coalesce(waiting, 0), 'stored': if(held, good, 0)},
			{'term': 'balance', 'ledger': coalesce(received, 0), 'stored': coalesce(accepted + rejected + duplicate + superseded + out_of_scope + waiting, 0)},
			{'term': 'rows of unknown state', 'ledger': 0, 'stored': odd},
			{'term': 'accepted rows under verdict ' || verdict, 'ledger': 0, 'stored': if(verdict IN ('refused', 'act'), good, 0)},
			{'term': 'rejected rows under verdict ' || verdict, 'ledger': 0, 'stored': if(verdict = 'accepted', bad, 0)}]) AS u
		FROM pair
	)
)
SELECT landing, source, provider, period, term, ledger, stored FROM difference WHERE ledger <> stored
UNION ALL
SELECT landing, any_value(source), any_value(provider), any_value(period), 'versions of one landing', 1, count(*) FROM ledger.version GROUP BY landing HAVING count(*) > 1
UNION ALL
SELECT v.landing, v.source, v.provider, v.period, 'version of an unknown landing', 0, 1 FROM ledger.version AS v ANTI JOIN ledger.landing AS l ON l.landing = v.landing AND l.source = v.source
UNION ALL
SELECT s.landing, s.source, '', '', 'rows without a version', 0, s.n FROM stored AS s ANTI JOIN ledger.version AS v ON v.landing = s.landing AND v.source = s.source
ORDER BY 1, 5`

func rawTables(ctx context.Context, e *warehouse.Engine) ([]string, error) {
	rows, err := e.DB().QueryContext(ctx, `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw' ORDER BY table_name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}
