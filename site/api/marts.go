package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"nsk/site/door"
	"nsk/warehouse/audit"
	"nsk/warehouse/query"
)

// marts is the schema of summary tables.
const marts = "mart"

// A mart is one summary table with the columns that a release has.
type mart struct {
	name    string
	columns []string
	says    query.Words
}

const martColumns = `SELECT table_name, string_agg(column_name, ' ' ORDER BY column_index)
FROM duckdb_columns() WHERE schema_name = 'mart' AND NOT internal GROUP BY table_name ORDER BY table_name`

func readMarts(ctx context.Context, db *sql.DB) (list []mart, err error) {
	rows, err := db.QueryContext(ctx, martColumns)
	if err != nil {
		return nil, fmt.Errorf("summary tables: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	described := make(map[string]query.Words)
	for _, t := range query.Catalogue() {
		described[t.Schema+"."+t.Name] = t.Says
	}
	for rows.Next() {
		var m mart
		var columns string
		if err := rows.Scan(&m.name, &columns); err != nil {
			return nil, fmt.Errorf("summary tables: %w", err)
		}
		m.columns, m.says = strings.Fields(columns), described[marts+"."+m.name]
		list = append(list, m)
	}
	return list, rows.Err()
}

var martFields = []field[mart]{
	{"name", text, func(m mart) any { return m.name }},
	{"about_kk", text, func(m mart) any { return m.says.KK }},
	{"about_ru", text, func(m mart) any { return m.says.RU }},
	{"about_en", text, func(m mart) any { return m.says.EN }},
	{"columns", text, func(m mart) any { return strings.Join(m.columns, " ") }},
	{"rows", text, func(m mart) any { return "/api/v1/marts/" + m.name }},
}

func (a *API) marts(w http.ResponseWriter, r *http.Request) error {
	o, err := a.opened(r)
	if err != nil {
		return err
	}
	defer o.done()
	all, err := readMarts(r.Context(), o.from.DB)
	if err != nil {
		return err
	}
	l := o.list
	rows, more := part(all, o.wish)
	l.Total, l.More = len(all), more
	l.Schema, l.Batches = rowsOf(martFields, rows)
	return a.answer(w, r, o.wish, l)
}

// mart answers with rows of a table. They are asked for in the sandbox, like those of any
// other query, and are on record.
func (a *API) mart(w http.ResponseWriter, r *http.Request) error {
	o, err := a.opened(r)
	if err != nil {
		return err
	}
	defer o.done()
	q, err := a.selection(r, o.wish, o.from.DB)
	if err != nil {
		return err
	}
	who, _ := door.Who(r)
	q.Release, q.Who = o.from.ID, who.Name
	if _, err := a.Audit.Add(r.Context(), a.Now(), audit.Act{Who: who.Name, Did: "query", Object: q.SQL, Why: "API " + r.URL.Path}); err != nil {
		return err
	}
	if err := a.ask(r.Context(), q, o.wish, &o.list); err != nil {
		return err
	}
	return a.answer(w, r, o.wish, o.list)
}

// selection is the query of a page of rows, and of one more to know whether there are more.
// The order is that of all columns, so that pages fit together.
func (a *API) selection(r *http.Request, x wish, db *sql.DB) (q query.Question, err error) {
	all, err := readMarts(r.Context(), db)
	if err != nil {
		return q, err
	}
	n := slices.IndexFunc(all, func(m mart) bool { return m.name == r.PathValue("name") })
	if n < 0 {
		return q, a.missing(r, "path.name", "no-mart", r.PathValue("name"))
	}
	var filters []string
	asked := r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		if slices.Contains([]string{"release", "format", "page", "per_page", "lang"}, name) {
			continue
		}
		if !slices.Contains(all[n].columns, name) {
			return q, a.wrong(r, "query."+name, "no-column", name, strings.Join(all[n].columns, ", "))
		}
		filters, q.Params = append(filters, "CAST("+quoted(name)+" AS VARCHAR) = ?"), append(q.Params, asked.Get(name))
	}
	q.SQL = "SELECT * FROM " + marts + "." + quoted(all[n].name)
	if filters != nil {
		q.SQL += " WHERE " + strings.Join(filters, " AND ")
	}
	q.SQL += fmt.Sprintf(" ORDER BY ALL LIMIT %d OFFSET %d", x.perPage+1, (x.page-1)*x.perPage)
	return q, nil
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// ask gathers the rows of a page.
func (a *API) ask(ctx context.Context, q query.Question, x wish, l *list) (err error) {
	answer, err := a.Runner.Ask(ctx, q)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Close()) }()
	l.Schema = answer.Schema
	var batches []arrow.RecordBatch
	left := int64(x.perPage)
	for {
		b, err := answer.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		l.More = l.More || b.NumRows() > left
		batches = append(batches, b.NewSlice(0, min(left, b.NumRows())))
		left -= min(left, b.NumRows())
	}
	l.Batches = func(yield func(arrow.RecordBatch, error) bool) {
		for _, b := range batches {
			if !yield(b, nil) {
				return
			}
		}
	}
	return nil
}
