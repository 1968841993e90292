package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest/verdict"
	"nsk/warehouse"
)

// reference is what bare DuckDB does: one typed read_csv into a table, a commit for each
// small file, or a MERGE of the corrected rows.
func (a stepArgs) reference(ctx context.Context) (job, error) {
	e, err := a.open(ctx)
	if err != nil {
		return job{}, err
	}
	j := job{engine: e, counts: []count{{"SELECT count(*) FROM main.bare", sum(a.Files)}}}
	query, times := "", 1
	switch a.Kind {
	case kindSmall:
		query, times = fmt.Sprintf("INSERT INTO main.bare SELECT i, 'row ' || i FROM range(%d) t(i)", smallRows), a.Rows
	case kindCorrect:
		query, err = a.merge()
		j.counts = corrected("main.bare", a.Rows)
	default:
		query, err = a.load(a.Files)
	}
	j.work = func() error { return execute(ctx, e, query, times) }
	return j, err
}

func execute(ctx context.Context, e *warehouse.Engine, query string, times int) error {
	for range times {
		if _, err := e.DB().ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// furnishReference makes the tables that are there before.
func (a stepArgs) furnishReference(ctx context.Context) error {
	e, err := a.open(ctx)
	if err != nil {
		return err
	}
	query := "SELECT 1"
	switch a.Kind {
	case kindSmall:
		query = "CREATE TABLE main.bare (i BIGINT, t VARCHAR)"
	case kindCorrect:
		query, err = a.load(a.Past)
	}
	if err == nil {
		err = execute(ctx, e, query, 1)
	}
	return errors.Join(err, e.Close())
}

func (a stepArgs) load(files []file) (string, error) {
	rows, err := a.read(files)
	return "CREATE TABLE main.bare AS FROM " + rows, err
}

// merge corrects rows by their key.
func (a stepArgs) merge() (string, error) {
	rows, err := a.read(a.Files)
	return "MERGE INTO main.bare AS b USING (FROM " + rows + ") AS n ON n.application_no = b.application_no AND n.attempt = b.attempt\n" +
		"WHEN MATCHED THEN UPDATE WHEN NOT MATCHED THEN INSERT", err
}

// read is the typed read_csv of files.
func (a stepArgs) read(files []file) (string, error) {
	columns, err := a.columns()
	var paths []string
	for _, f := range files {
		paths = append(paths, warehouse.Literal(f.Path))
	}
	return "read_csv([" + strings.Join(paths, ", ") + "]" +
		`, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', columns = {` + columns + "})", err
}

// columns are the types of the reference: those nsk gives the same columns.
func (a stepArgs) columns() (string, error) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		return "", err
	}
	var list []string
	for _, col := range contract.Find(append(all, tableContract()), a.Kind.source()).Columns {
		list = append(list, warehouse.Literal(col.Name)+": "+warehouse.Literal(col.Type.SQL()))
	}
	return strings.Join(list, ", "), nil
}

// checking is a check before sending, as nsk check makes it: a warehouse that has received
// the bundle of registers and nothing else, the file, and the whole report in CSV. The
// reference is the same file without errors. The warehouse lies on disk: a million rows do
// not fit into the memory that both sides are given.
func (a stepArgs) checking(ctx context.Context) (job, error) {
	a.Home = filepath.Join(a.Home, "check")
	h, err := a.house(ctx)
	if err != nil {
		return job{}, err
	}
	if err := h.lists(ctx); err != nil {
		return job{}, err
	}
	if _, err := h.OpenBundle(ctx, a.bundleFile()); err != nil {
		return job{}, err
	}
	f, bad := a.Files[0], a.Rows/faultyRow
	if a.Side == sideReference {
		f, bad = a.Clean[0], 0
	}
	return job{engine: h.engine, work: func() error { return errors.Join(h.check(ctx, f, filepath.Join(a.Home, "report.csv"), bad), h.Close()) }}, nil
}

// check reads the file and writes the report, which must be about so many rows.
func (h *house) check(ctx context.Context, f file, path string, bad int) error {
	out, err := h.take(ctx, f)
	if err != nil {
		return err
	}
	if out.Rejected != int64(bad) {
		return fmt.Errorf("%+v, want %d rows rejected; %s", out.Counts, bad, h.first(ctx, out.Landing.Number))
	}
	report, err := h.Tell(ctx, out)
	if err != nil {
		return err
	}
	to, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(report.Write(to, verdict.CSV, verdict.RU), to.Close())
}
