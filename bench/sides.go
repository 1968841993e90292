package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/warehouse"
)

// march is when the files arrive: data of nobody, on no clock.
var march = time.Date(2025, 4, 10, 12, 0, 0, 0, time.UTC)

// prepare makes what is not measured, and returns the work and the table it fills.
func (a stepArgs) prepare(ctx context.Context, e *warehouse.Engine) (work func() error, table string, err error) {
	if a.Side == sideBare {
		return a.bare(ctx, e)
	}
	all, err := contract.Load(contracts.FS)
	if err != nil {
		return nil, "", err
	}
	source := "recognition-persons"
	if a.Kind == kindTable {
		all = append(all, tableContract())
		source = "bench-table"
	}
	in, err := a.ingester(ctx, e, all)
	if err != nil {
		return nil, "", err
	}
	table = "raw." + warehouse.Quote(contract.Find(all, source).Table())
	return func() error { return a.ingest(ctx, taker{in, e, source}) }, table, nil
}

func (a stepArgs) ingester(ctx context.Context, e *warehouse.Engine, all []*contract.Contract) (*ingest.Ingester, error) {
	secrets := filepath.Join(a.Home, "keys")
	if _, err := ingest.InitKeys(secrets); err != nil {
		return nil, err
	}
	keys, err := ingest.LoadKeys(secrets)
	if err != nil {
		return nil, err
	}
	return ingest.New(ctx, e, keys, filepath.Join(a.Home, "landings"), all)
}

// A taker hands the file to one ingester.
type taker struct {
	*ingest.Ingester
	engine *warehouse.Engine
	source string
}

// ingest takes the file, or as many small ones as asked, each from another centre.
func (a stepArgs) ingest(ctx context.Context, in taker) error {
	times := 1
	if a.Kind == kindSmall {
		times = a.Rows
	}
	for i := range times {
		if err := in.take(ctx, a.File, fmt.Sprintf("940140%06d", i)); err != nil {
			return err
		}
	}
	return in.Close()
}

func (in taker) take(ctx context.Context, path, provider string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	period, err := contract.ParsePeriod("2025-03")
	if err != nil {
		return err
	}
	out, err := in.Run(ctx, &connectors.Batch{Want: connectors.Want{Provider: provider, Period: period},
		Origin: "bench", MediaType: connectors.MediaCSV, Body: f}, in.source, march)
	if err == nil && out.Rejected > 0 {
		found, _ := ingest.Findings(ctx, in.engine, out.Landing.Number, 3) // the verdict is the error
		err = fmt.Errorf("%s with %+v, first %+v", out.Verdict, out.Counts, found)
	}
	return err
}

// bare is the reference: one typed read_csv into a table, or one commit a small file.
func (a stepArgs) bare(ctx context.Context, e *warehouse.Engine) (func() error, string, error) {
	if a.Kind == kindSmall {
		_, err := e.DB().ExecContext(ctx, "CREATE TABLE main.bare (i BIGINT, t VARCHAR)")
		return func() error { return a.commits(ctx, e) }, "main.bare", err
	}
	columns, err := a.columns()
	query := "CREATE TABLE main.bare AS FROM read_csv(" + warehouse.Literal(a.File) +
		`, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', columns = {` + columns + "})"
	return func() error { _, err := e.DB().ExecContext(ctx, query); return err }, "main.bare", err
}

func (a stepArgs) commits(ctx context.Context, e *warehouse.Engine) error {
	q := fmt.Sprintf("INSERT INTO main.bare SELECT i, 'row ' || i FROM range(%d) t(i)", smallRows)
	for range a.Rows {
		if _, err := e.DB().ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// columns are the types of the reference: those nsk gives the same columns.
func (a stepArgs) columns() (string, error) {
	c := tableContract()
	if a.Kind == kindReturns {
		all, err := contract.Load(contracts.FS)
		if err != nil {
			return "", err
		}
		c = contract.Find(all, "recognition-persons")
	}
	var list []string
	for i := range c.Columns {
		list = append(list, warehouse.Literal(c.Columns[i].Name)+": "+warehouse.Literal(c.Columns[i].Type.SQL()))
	}
	return strings.Join(list, ", "), nil
}
