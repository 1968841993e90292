package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/transform"
	"nsk/warehouse"
)

const persons = "recognition-persons"

// source is what the files of the kind belong to.
func (k kind) source() string {
	if k == kindTable {
		return "bench-table"
	}
	return persons
}

// A house is a warehouse with its ingester.
type house struct {
	*ingest.Ingester
	engine    *warehouse.Engine
	contracts []*contract.Contract
	source    string // of the files
}

// house opens the warehouse of the step.
func (a stepArgs) house(ctx context.Context) (*house, error) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		return nil, err
	}
	all = append(all, tableContract())
	e, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	secrets := filepath.Join(a.Home, "keys")
	if _, err := ingest.InitKeys(secrets); err != nil {
		return nil, err
	}
	keys, err := ingest.LoadKeys(secrets)
	if err != nil {
		return nil, err
	}
	in, err := ingest.New(ctx, e, keys, filepath.Join(a.Home, "landings"), all)
	return &house{in, e, all, a.Kind.source()}, err
}

// lists fills the tables that come with the program.
func (h *house) lists(ctx context.Context) error {
	d := schedules.Desk{Contracts: h.contracts, Calendar: calendar.Kazakhstan()}
	var err error
	if d.Bodies, err = contract.LoadBodies(contracts.FS); err != nil {
		return err
	}
	regions, err := contract.LoadRegions(contracts.FS)
	if err != nil {
		return err
	}
	return (&schedules.House{Desk: d, Engine: h.engine, Ingester: h.Ingester, Regions: regions}).Lists(ctx)
}

// job is what the step does.
func (a stepArgs) job(ctx context.Context) (job, error) {
	switch {
	case a.Kind == kindReport:
		return a.reporting(ctx)
	case a.Kind == kindPages:
		return a.reading(ctx)
	case a.Kind == kindRest:
		return a.pulling(ctx)
	case a.Kind == kindSQL:
		return a.querying(ctx)
	case a.Kind == kindKafka:
		return a.streaming(ctx)
	case a.Kind == kindCheck:
		return a.checking(ctx)
	case a.Side == sideReference:
		return a.reference(ctx)
	}
	h, err := a.house(ctx)
	if err != nil {
		return job{}, err
	}
	j := job{engine: h.engine, work: func() error { return errors.Join(h.takeAll(ctx, a.Files), h.Close()) }}
	j.counts = []count{{"SELECT count(*) FROM ledger.finding WHERE rule LIKE " + warehouse.Literal("NSK."+h.source+".%"), 0},
		{"SELECT count(*) FROM raw." + warehouse.Quote(contract.Find(h.contracts, h.source).Table()) + " WHERE _state = 0", sum(a.Past) + sum(a.Files)}}
	if a.Kind == kindCorrect {
		j.work = func() error { return errors.Join(h.takeAll(ctx, a.Files), h.stage(ctx), h.Close()) }
		j.counts = append(j.counts, corrected("staging.recognition_persons", a.Rows)...)
	}
	return j, nil
}

// corrected are the counts of a table that shows a correction.
func corrected(table string, rows int) []count {
	return []count{{"SELECT count(*) FROM " + table, ofHistory * rows}, {"SELECT count(*) FROM " + table + " WHERE exam_region IS NULL", rows}}
}

func sum(files []file) (rows int) {
	for _, f := range files {
		rows += f.Rows
	}
	return rows
}

func (h *house) takeAll(ctx context.Context, files []file) error {
	for _, f := range files {
		out, err := h.take(ctx, f)
		if err == nil && (out.Verdict != ingest.Accepted || out.Accepted != int64(f.Rows)) {
			err = fmt.Errorf("%s with %+v, want %d rows accepted; %s", out.Verdict, out.Counts, f.Rows, h.first(ctx, out.Landing.Number))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// first says what the first finding against a landing is.
func (h *house) first(ctx context.Context, landing int64) string {
	for f, err := range ingest.Each(ctx, h.engine, landing) {
		return fmt.Sprintf("row %d breaks %s: %v", f.Row, f.Rule, err)
	}
	return "nothing found"
}

// take receives a file on the tenth day after its period, when the return is due.
func (h *house) take(ctx context.Context, f file) (ingest.Outcome, error) {
	from, err := os.Open(f.Path)
	if err != nil {
		return ingest.Outcome{}, err
	}
	defer from.Close()
	period, err := contract.ParsePeriod(f.Period)
	if err != nil {
		return ingest.Outcome{}, err
	}
	_, end := period.Bounds()
	return h.Run(ctx, &connectors.Batch{Want: connectors.Want{Provider: f.Provider, Period: period},
		Origin: "file:" + filepath.Base(f.Path), MediaType: connectors.MediaCSV, Body: from}, h.source, end.AddDate(0, 0, 9).Add(12*time.Hour))
}

// stage builds the models through which a corrected return shows.
func (h *house) stage(ctx context.Context) error {
	all, err := transform.Load(transform.Models())
	if err != nil {
		return err
	}
	var some []transform.Model
	for _, m := range all {
		if m.Name == "staging.counted" || m.Name == "staging.overtaken" || m.Name == "staging.recognition_persons" {
			some = append(some, m)
		}
	}
	return transform.Run(ctx, h.engine.DB(), some)
}
