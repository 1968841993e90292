// Package recount counts every indicator a second time, from the rows as they arrived, in plain
// loops that share nothing with the models and queries, so that tests can compare.
//
// It follows the definitions in words (analysis, sections 1 and 2), for this window: nationally
// and, where an indicator has breakdowns, in one of them.
package recount

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"nsk/schedules/calendar"
)

// A Row is one row as it arrived: text by the name of its column, "" where nothing stood. Added
// are the provider and the period of its return: _provider, _from, _to, _known.
type Row map[string]string

// A Republic is everything that had arrived by the day of the knowledge freeze.
type Republic struct {
	From, To, Roll, AsOf string // ISO days compare as text
	rows                 map[string][]Row
	landings, versions   []Row
	findings, duties     []Row
	cal                  *calendar.Calendar
	sector               map[string]string // of a profession
	region               map[string]string // of a centre

	certified map[string]string // of an application: the day a return says its document was issued

	apps     []*app
	sittings []*sitting
	byApp    map[string][]*sitting
	papers   []*paper
	answers  []*answer
}

// Load reads the warehouse as it stands, keeping what was known to the release.
func Load(ctx context.Context, warehouse, release *sql.DB, cal *calendar.Calendar) (*Republic, error) {
	r := &Republic{rows: map[string][]Row{}, cal: cal}
	p, err := read(ctx, release, "SELECT COLUMNS(*)::VARCHAR FROM reference.parameter")
	if err != nil {
		return nil, err
	}
	r.From, r.To, r.Roll, r.AsOf = p[0]["period_from"], p[0]["period_to"], p[0]["roll_from"], p[0]["as_of"]
	for into, query := range map[*[]Row]string{
		&r.landings: "SELECT COLUMNS(*)::VARCHAR FROM ledger.landing WHERE landed_on <= DATE '" + r.AsOf + "'",
		&r.versions: "SELECT COLUMNS(*)::VARCHAR FROM ledger.version",
		&r.findings: "SELECT COLUMNS(*)::VARCHAR FROM ledger.finding",
	} {
		if *into, err = read(ctx, warehouse, query); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(r.versions, func(a, b Row) int { return number(a["landing"]) - number(b["landing"]) })
	if r.duties, err = read(ctx, release, "SELECT COLUMNS(*)::VARCHAR FROM reference.expected"); err != nil {
		return nil, err
	}
	if err := r.load(ctx, warehouse); err != nil {
		return nil, err
	}
	r.build()
	return r, nil
}

func read(ctx context.Context, db *sql.DB, query string) ([]Row, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var list []Row
	for rows.Next() {
		cells, places := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range cells {
			places[i] = &cells[i]
		}
		if err := rows.Scan(places...); err != nil {
			return nil, err
		}
		w := make(Row, len(columns)+4)
		for i, c := range columns {
			w[c] = cells[i].String
		}
		list = append(list, w)
	}
	return list, rows.Err()
}

// load keeps, of every return, the rows of the newest version that was accepted by the freeze.
func (r *Republic) load(ctx context.Context, db *sql.DB) error {
	landed := map[string]Row{}
	for _, l := range r.landings {
		landed[l["landing"]] = l
	}
	newest := map[string]string{} // versions come in the order of landings
	for _, v := range r.versions {
		if landed[v["landing"]] != nil && (v["verdict"] == "accepted" || v["verdict"] == "partly") {
			newest[v["source"]+"|"+v["provider"]+"|"+v["period"]] = v["landing"]
		}
	}
	counts := map[string]bool{}
	for _, landing := range newest {
		counts[landing] = true
	}
	tables, err := read(ctx, db, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw'")
	if err != nil {
		return err
	}
	for _, t := range tables {
		all, err := read(ctx, db, `SELECT COLUMNS(*)::VARCHAR FROM raw."`+t["table_name"]+`" WHERE _state = 0`)
		if err != nil {
			return err
		}
		source := strings.ReplaceAll(t["table_name"], "_", "-")
		for _, w := range all {
			if l := landed[w["_landing"]]; counts[w["_landing"]] {
				w["_provider"], w["_from"], w["_to"], w["_known"] = l["provider"], l["period_from"], l["period_to"], l["landed_on"]
				r.rows[source] = append(r.rows[source], w)
			}
		}
	}
	return nil
}

// build makes what several indicators rest on.
func (r *Republic) build() {
	r.sector, r.region = map[string]string{}, map[string]string{}
	for code, list := range r.professions() {
		r.sector[code] = most(list, "sector")
	}
	for bin, list := range lastSeen(r.rows["accredited-centres"], "bin") {
		r.region[bin] = most(list, "region")
	}
	r.follow()
	r.certify()
	r.expect()
}

// Helpers over rows.

func within(day, from, to string) bool { return day != "" && from <= day && day <= to }

func most(list []Row, column string) string {
	top := ""
	for _, w := range list {
		top = max(top, w[column])
	}
	return top
}

func least(list []Row, column string) string {
	low := ""
	for _, w := range list {
		if v := w[column]; v != "" && (low == "" || v < low) {
			low = v
		}
	}
	return low
}

// lastSeen groups rows by columns and keeps of each group the rows of its newest edition.
func lastSeen(rows []Row, columns ...string) map[string][]Row {
	groups := map[string][]Row{}
	for _, w := range rows {
		var parts []string
		for _, c := range columns {
			parts = append(parts, w[c])
		}
		key := strings.Join(parts, "|")
		switch group := groups[key]; {
		case group == nil || group[0]["_to"] < w["_to"]:
			groups[key] = []Row{w}
		case group[0]["_to"] == w["_to"]:
			groups[key] = append(group, w)
		}
	}
	return groups
}

// newest keeps the rows of each provider's newest edition.
func newest(rows []Row) []Row {
	var list []Row
	for _, edition := range lastSeen(rows, "_provider") {
		list = append(list, edition...)
	}
	return list
}

func add(day string, years, months, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	if years != 0 || months != 0 {
		end := time.Date(t.Year()+years, t.Month()+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
		day := min(t.Day(), end.Day()) // 31 October and six months: 30 April
		t = time.Date(end.Year(), end.Month(), day, 0, 0, 0, 0, time.UTC)
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// wd counts the working days after a, up to and with b.
func (r *Republic) wd(a, b string) int {
	from, err := calendar.ParseDay(a)
	to, err2 := calendar.ParseDay(b)
	if err != nil || err2 != nil {
		panic(a + " " + b)
	}
	n := 0
	for d := from + 1; d <= to; d++ {
		if worked, err := r.cal.Working(d); err != nil {
			panic(err)
		} else if worked {
			n++
		}
	}
	return n
}

// local is the day in the country of an instant in UTC.
func local(at string) string {
	t, err := time.Parse("2006-01-02 15:04:05", strings.SplitN(at, ".", 2)[0])
	if err != nil {
		panic(err)
	}
	return t.In(calendar.Location()).Format(time.DateOnly)
}

func known(s string) string {
	if s == "" {
		return "?"
	}
	return s
}
