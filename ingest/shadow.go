package ingest

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"nsk/connectors/contract"
)

// A Weight is what a proposed rule would have done, had it been in force all the time.
type Weight struct {
	Proposal *Proposal
	Returns  []WeighedReturn
	Examples []Example
}

// A WeighedReturn is what a proposed rule found in all versions of one return.
type WeighedReturn struct {
	Provider string `json:"provider"`
	Period   string `json:"period"`
	Rows     int64  `json:"rows"`       // received
	Hit      int64  `json:"hit"`        // rows that broke the rule when they arrived, or after
	Whole    int64  `json:"whole_file"` // versions that broke it as a whole
	Settled  int64  `json:"settled"`    // of the hits, those that a later arrival has settled
	Newly    int64  `json:"newly_rejected"`
	Old      int64  `json:"old_hit"`  // rows that break the rule as it is now
	Both     int64  `json:"both_hit"` // rows that break both
}

// Touched reports whether the rule found anything in the return.
func (r WeighedReturn) Touched() bool { return r.Hit > 0 || r.Whole > 0 }

// An Example is a breach as its sender would have been shown it.
type Example struct {
	Provider  string `json:"provider"`
	Period    string `json:"period"`
	Row       int64  `json:"row,omitempty"` // 0: the whole file
	SenderKey string `json:"key,omitempty"`
	Field     string `json:"field"`
	Value     string `json:"value,omitempty"` // masked if the field is personal
}

// weighing finds, for each return of a source, the rows that broke the proposal ($1) and the
// rule it would change ($2). $3 is what the proposal does to a row: reject it, refuse the
// whole file, or neither. A row is newly rejected if it counts now.
const weighing = `WITH found AS (
	SELECT landing, row, rule, false AS settled FROM ledger.finding WHERE rule IN ($1, $2)
	UNION ALL
	SELECT landing, row, rule, true FROM ledger.settled WHERE rule IN ($1, $2)
),
breach AS (
	SELECT landing, row, bool_or(rule = $1) AS proposed, bool_or(rule = $2) AS old, bool_and(settled) FILTER (rule = $1) AS settled
	FROM found GROUP BY landing, row
),
hit AS (
	SELECT landing, count(*) FILTER (proposed AND row IS NOT NULL) AS hit, count(*) FILTER (proposed AND row IS NULL) AS whole,
		count(*) FILTER (proposed AND settled) AS settled, count(*) FILTER (old AND row IS NOT NULL) AS old, count(*) FILTER (proposed AND old AND row IS NOT NULL) AS both
	FROM breach GROUP BY landing
),
newly AS (
	SELECT r._landing AS landing, count(*) AS n
	FROM %[1]s AS r JOIN ledger.current AS c ON c.landing = r._landing
	WHERE r._state = 0 AND (CAST($3 AS VARCHAR) = 'file' AND r._landing IN (SELECT landing FROM breach WHERE proposed AND NOT settled)
		OR CAST($3 AS VARCHAR) = 'row' AND (r._landing, r._row) IN (SELECT (landing, row) FROM breach WHERE proposed AND NOT settled AND row IS NOT NULL))
	GROUP BY r._landing
)
SELECT v.provider, v.period, CAST(sum(v.received) AS BIGINT), CAST(coalesce(sum(h.hit), 0) AS BIGINT), CAST(coalesce(sum(h.whole), 0) AS BIGINT),
	CAST(coalesce(sum(h.settled), 0) AS BIGINT), CAST(coalesce(sum(n.n), 0) AS BIGINT), CAST(coalesce(sum(h.old), 0) AS BIGINT), CAST(coalesce(sum(h.both), 0) AS BIGINT)
FROM ledger.version AS v LEFT JOIN hit AS h ON h.landing = v.landing LEFT JOIN newly AS n ON n.landing = v.landing
WHERE v.source = $4 AND v.received > 0
GROUP BY v.provider, v.period ORDER BY v.period, v.provider`

// Weigh says what a proposal found, after every landing has been read with it beside the
// rules in force; examples is how many breaches to show.
func (in *Ingester) Weigh(ctx context.Context, p *Proposal, examples int) (Weight, error) {
	w := Weight{Proposal: p}
	q := fmt.Sprintf(weighing, in.plans[p.Source()].table())
	rows, err := in.engine.DB().QueryContext(ctx, q, p.shadowID(), p.ID, string(p.Severity), p.Source())
	if err != nil {
		return w, fmt.Errorf("weigh %s: %w", p.ID, err)
	}
	defer rows.Close()
	for rows.Next() {
		var r WeighedReturn
		if err := rows.Scan(&r.Provider, &r.Period, &r.Rows, &r.Hit, &r.Whole, &r.Settled, &r.Newly, &r.Old, &r.Both); err != nil {
			return w, fmt.Errorf("weigh %s: %w", p.ID, err)
		}
		w.Returns = append(w.Returns, r)
	}
	if err := rows.Err(); err != nil {
		return w, fmt.Errorf("weigh %s: %w", p.ID, err)
	}
	w.Examples, err = in.examples(ctx, p, examples)
	return w, err
}

// examples are the first breaches of a proposal, by arrival.
func (in *Ingester) examples(ctx context.Context, p *Proposal, most int) ([]Example, error) {
	const q = `SELECT v.provider, v.period, coalesce(f.row, 0), coalesce(f.sender_key, ''), coalesce(f.field, ''), coalesce(f.value, '')
		FROM (SELECT landing, row, sender_key, field, value FROM ledger.finding WHERE rule = $1
			UNION ALL SELECT landing, row, sender_key, field, value FROM ledger.settled WHERE rule = $1) AS f
		JOIN ledger.version AS v ON v.landing = f.landing ORDER BY f.landing, f.row NULLS FIRST, f.value LIMIT $2`
	rows, err := in.engine.DB().QueryContext(ctx, q, p.shadowID(), most)
	if err != nil {
		return nil, fmt.Errorf("examples of %s: %w", p.ID, err)
	}
	defer rows.Close()
	col := in.plans[p.Source()].contract.Column(p.Field())
	var all []Example
	for rows.Next() {
		var e Example
		if err := rows.Scan(&e.Provider, &e.Period, &e.Row, &e.SenderKey, &e.Field, &e.Value); err != nil {
			return nil, fmt.Errorf("examples of %s: %w", p.ID, err)
		}
		e.Value = masked(col, e.Value)
		all = append(all, e)
	}
	return all, rows.Err()
}

// masked hides the value of a personal column, whatever a rule's SELECT made of it.
func masked(col *contract.Column, value string) string {
	if col == nil || !col.Personal() {
		return value
	}
	return strings.Repeat("•", min(utf8.RuneCountInString(value), 40))
}

// ReadAll reads landings in their order into a warehouse of their own; each is told of
// every one.
func (in *Ingester) ReadAll(ctx context.Context, all []Landing, each func(Outcome)) error {
	for _, l := range all {
		out, err := in.Read(ctx, l)
		if err != nil {
			return fmt.Errorf("read landing %d (%s %s %s): %w", l.Number, l.Source, l.Provider, l.Period, err)
		}
		if each != nil {
			each(out)
		}
	}
	return nil
}
