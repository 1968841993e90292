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

// editions is the SQL of the rows of a source at those places; where adds what they come
// from, which costs a join. Editions of a register are listed: they come seldom, so that
// the text seldom changes.
func (p *plan) editions(at []place, where bool) string {
	landings := make([]string, len(at))
	for i, e := range at {
		landings[i] = fmt.Sprint(e.landing)
	}
	if len(at) == 0 {
		landings = []string{"0"}
	}
	list := " AND r._landing IN (" + strings.Join(landings, ", ") + ")"
	if len(at) > fewPlaces || p.contract.Content != contract.Snapshot { // all that count
		list, where = " AND c.source = "+warehouse.Literal(p.contract.Source), true
	}
	q := "SELECT r._row, " + p.storedColumns("r.")
	if where {
		return q + ", c.provider AS _provider, c.period_from AS _period_from, c.period_to AS _period_to FROM " + p.table() +
			" AS r JOIN ledger.current AS c ON c.landing = r._landing WHERE r._state = 0" + list
	}
	return q + " FROM " + p.table() + " AS r WHERE r._state = 0" + list
}

// fewPlaces is how many landings are listed rather than joined.
const fewPlaces = 40

func sortedPlans(plans map[string]*plan) []string { return slices.Sorted(maps.Keys(plans)) }
