package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/spf13/cobra"

	"nsk/warehouse"
	"nsk/warehouse/audit"
	"nsk/warehouse/query"
)

// A question is an SQL query over a release.
type question struct {
	file, release, memory string
	timeout               time.Duration
	most                  int
}

func (a *app) query() *cobra.Command {
	var q question
	c := &cobra.Command{
		Use:   "query [SQL]",
		Short: "Ask a release in SQL; works while a load runs",
		Long: "Ask the newest release, or the one named, in DuckDB's SQL. The query runs in a\n" +
			"process of its own over a read-only file, shut off from other files and the network, with\n" +
			"limits on memory and time. Without SQL the tables of the release are listed.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.ask(c, q, args) },
	}
	c.Flags().StringVarP(&q.file, "file", "f", "", "read the SQL from a file (- for standard input)")
	c.Flags().StringVar(&q.release, "release", "", "release to ask (default the newest)")
	c.Flags().StringVar(&q.memory, "memory", "1GB", "memory limit")
	c.Flags().DurationVar(&q.timeout, "timeout", time.Minute, "time limit")
	c.Flags().IntVar(&q.most, "limit", 10000, "most rows to print (0 for all)")
	return c
}

const listTables = `SELECT t.schema_name AS "schema", t.table_name AS "table", t.estimated_size AS "rows",
	string_agg(c.column_name, ', ' ORDER BY c.column_index) AS "columns"
	FROM duckdb_tables() t JOIN duckdb_columns() c ON c.table_oid = t.table_oid
	GROUP BY ALL ORDER BY 1, 2`

func (a *app) ask(c *cobra.Command, q question, args []string) error {
	text, err := q.text(args)
	if err != nil {
		return err
	}
	cfg, err := a.config()
	if err != nil {
		return err
	}
	if q.most == 0 {
		q.most = -1
	}
	runner, err := queries(cfg)
	if err != nil {
		return err
	}
	began := a.now()
	rows, err := a.answer(c.Context(), runner, query.Question{Release: q.release, SQL: text,
		Limits: query.Limits{Memory: q.memory, Time: q.timeout, Rows: int64(q.most), Bytes: printable}})
	_, lost := cfg.auditLog().Add(context.WithoutCancel(c.Context()), a.now(),
		audit.Act{Who: who(c), Did: "query end", Object: ending(rows, a.now().Sub(began), err)})
	return errors.Join(err, lost)
}

// printable is how much the command line prints at most: a terminal or a file is patient.
const printable = 64 << 30

// queries runs SQL in children of this program.
func queries(cfg *config) (*query.Runner, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	return &query.Runner{Data: cfg.Data, Program: []string{program, "query-child"}}, nil
}

// ending says for the audit log what became of a query.
func ending(rows int64, took time.Duration, err error) string {
	text := fmt.Sprintf("%d rows, %s", rows, took.Round(time.Millisecond))
	var f *query.Fault
	switch {
	case errors.As(err, &f):
		text += ", " + string(f.Kind) + " " + f.Code
	case err != nil:
		text += ", failed"
	}
	return text
}

// answer prints an answer as it arrives. Rows beyond the bound are said, not a failure.
func (a *app) answer(ctx context.Context, r *query.Runner, q query.Question) (rows int64, err error) {
	got, err := r.Ask(ctx, q)
	if err != nil {
		return 0, err
	}
	defer got.Close()
	var names []string
	for _, f := range got.Schema.Fields() {
		names = append(names, f.Name)
	}
	print, done := a.printer(names)
	for {
		batch, err := got.Next()
		var f *query.Fault
		switch {
		case errors.As(err, &f) && f.Code == "rows":
			fmt.Fprintln(a.err, a.pick(f.Text.KK, f.Text.RU, f.Text.EN)+" (--limit)")
			return rows, done()
		case err == io.EOF:
			return rows, done()
		case err != nil:
			return rows, errors.Join(done(), err)
		}
		err = printBatch(batch, print)
		rows += batch.NumRows()
		batch.Release()
		if err != nil {
			return rows, err
		}
	}
}

func printBatch(batch arrow.RecordBatch, print func([]any) error) error {
	cells := make([]any, batch.NumCols())
	for i := range int(batch.NumRows()) {
		for j := range cells {
			cells[j] = query.Value(batch.Column(j), i)
		}
		if err := print(cells); err != nil {
			return err
		}
	}
	return nil
}

func (q *question) text(args []string) (string, error) {
	switch {
	case q.file == "-":
		data, err := io.ReadAll(os.Stdin)
		return string(data), err
	case q.file != "":
		data, err := os.ReadFile(q.file)
		return string(data), err
	case len(args) == 1:
		return args[0], nil
	}
	return listTables, nil
}

// openRelease opens the release named, or the newest.
func openRelease(ctx context.Context, cfg *config, id, memory string) (*sql.DB, string, error) {
	if id == "" {
		var err error
		if id, err = warehouse.Newest(cfg.Data); err != nil {
			return nil, "", err
		}
	}
	db, err := warehouse.OpenRelease(ctx, cfg.Data, id, warehouse.Options{MemoryLimit: memory, Threads: cfg.Threads})
	return db, id, err
}

// printRows streams the result as text, CSV or JSON lines of one array.
func (a *app) printRows(rows *sql.Rows, most int) error {
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	p, done := a.printer(names)
	n := 0
	for rows.Next() {
		if n++; most > 0 && n > most {
			fmt.Fprintf(a.err, "only the first %d rows are shown; use --limit\n", most)
			break
		}
		cells, err := scanCells(rows, len(names))
		if err != nil {
			return err
		}
		if err := p(cells); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), done())
}

func scanCells(rows *sql.Rows, n int) ([]any, error) {
	values, at := make([]any, n), make([]any, n)
	for i := range values {
		at[i] = &values[i]
	}
	return values, rows.Scan(at...)
}

func (a *app) printer(names []string) (row func([]any) error, done func() error) {
	switch a.format {
	case "json":
		var all []map[string]any
		return func(cells []any) error {
			o := make(map[string]any)
			for i, n := range names {
				o[n] = jsonCell(cells[i])
			}
			all = append(all, o)
			return nil
		}, func() error { return a.json(all) }
	case "csv":
		w := csv.NewWriter(a.out)
		_ = w.Write(names) // kept by the writer until Flush
		return func(cells []any) error { return w.Write(textCells(cells)) }, func() error { w.Flush(); return w.Error() }
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(names, "\t"))
	return func(cells []any) error {
		_, err := fmt.Fprintln(w, strings.Join(textCells(cells), "\t"))
		return err
	}, w.Flush
}

func textCells(cells []any) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		if c != nil {
			out[i] = textCell(c)
		}
	}
	return out
}

func textCell(c any) string {
	if d, ok := c.(warehouse.Decimal); ok {
		return d.String()
	}
	return fmt.Sprint(jsonCell(c))
}

// jsonCell writes days as days and everything odd as its text.
func jsonCell(v any) any {
	switch v := v.(type) {
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339)
	case warehouse.Decimal:
		return json.RawMessage(v.String())
	case nil, string, bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64:
		return v
	}
	return fmt.Sprint(v)
}
