package ingest

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A place is the version of a return that counts: ledger.current, held in memory because
// every file asks for it, and because a list of landings is quicker for DuckDB than a join.
type place struct {
	landing            int64
	provider, from, to string // first and last day of the period
	received           int64
}

// places are the versions that count, by source and by return.
type places map[string]map[string]place

func returnOf(provider, period string) string { return provider + " " + period }

// loadPlaces reads ledger.current; query is the database or the transaction under way.
func loadPlaces(ctx context.Context, query func(ctx context.Context, q string, args ...any) (*sql.Rows, error)) (places, error) {
	found, err := query(ctx, `SELECT c.source, c.provider, c.period, c.landing, CAST(c.period_from AS VARCHAR), CAST(c.period_to AS VARCHAR), v.received
		FROM ledger.current AS c JOIN ledger.version AS v ON v.landing = c.landing`)
	if err != nil {
		return nil, fmt.Errorf("versions that count: %w", err)
	}
	defer found.Close()
	all := make(places)
	for found.Next() {
		var source, period string
		var p place
		if err := found.Scan(&source, &p.provider, &period, &p.landing, &p.from, &p.to, &p.received); err != nil {
			return nil, err
		}
		all.put(source, period, p)
	}
	return all, found.Err()
}

func (ps places) put(source, period string, p place) {
	if ps[source] == nil {
		ps[source] = make(map[string]place)
	}
	ps[source][returnOf(p.provider, period)] = p
}

// of lists the places of a source, oldest period first: all, or of a register only the
// newest edition of each provider.
func (ps places) of(c *contract.Contract, newest bool) []place {
	var all []place
	for _, p := range ps[c.Source] {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(strings.Compare(a.provider, b.provider), strings.Compare(a.from, b.from), cmp.Compare(a.landing, b.landing))
	})
	if !newest || c.Content != contract.Snapshot {
		return all
	}
	var last []place
	for i, p := range all {
		if i == len(all)-1 || all[i+1].provider != p.provider {
			last = append(last, p)
		}
	}
	return last
}

// fewPlaces is how many landings are listed rather than joined.
const fewPlaces = 100

// editions is the SQL of the rows of a source at those places; where adds what they come
// from, which costs a join.
func (p *plan) editions(at []place, where bool) string {
	lines, landings := make([]string, len(at)), make([]string, len(at))
	for i, e := range at {
		lines[i] = fmt.Sprintf("(%d, %s, DATE '%s', DATE '%s')", e.landing, warehouse.Literal(e.provider), e.from, e.to)
		landings[i] = fmt.Sprint(e.landing)
	}
	q := "SELECT r._row, " + p.storedColumns("r.")
	if where || len(at) > fewPlaces {
		q += ", n._provider, n._period_from, n._period_to"
	}
	q += " FROM " + p.table() + " AS r"
	switch {
	case len(at) == 0:
		if where {
			q += " JOIN (SELECT 0 AS landing, '' AS _provider, DATE '2000-01-01' AS _period_from, DATE '2000-01-01' AS _period_to) AS n ON n.landing = r._landing"
		}
		return q + " WHERE false"
	case len(at) > fewPlaces: // of a source of changes: all that count but those left out
		return q + " JOIN (" + p.standingPlaces(at) + ") AS n ON n.landing = r._landing WHERE r._state = 0"
	case where:
		q += " JOIN (VALUES " + strings.Join(lines, ", ") + ") AS n(landing, _provider, _period_from, _period_to) ON n.landing = r._landing"
	}
	return q + " WHERE r._state = 0 AND r._landing IN (" + strings.Join(landings, ", ") + ")"
}

// standingPlaces is the SQL of many places: all of the source in ledger.current up to the
// few that are not among them.
func (p *plan) standingPlaces(at []place) string {
	list := make([]string, len(at))
	for i, e := range at {
		list[i] = fmt.Sprint(e.landing)
	}
	return "SELECT landing, provider AS _provider, period_from AS _period_from, period_to AS _period_to FROM ledger.current WHERE source = " +
		warehouse.Literal(p.contract.Source) + " AND landing IN (" + strings.Join(list, ", ") + ")"
}

func sortedPlans(plans map[string]*plan) []string { return slices.Sorted(maps.Keys(plans)) }
