package schedules

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules/openlineage"
	"nsk/transform"
	"nsk/transform/lineage"
	"nsk/warehouse"
)

// Datasets of sources stand in a namespace of their own below that of the installation.
const sourcesBelow = "/sources"

// failing says what kind of failure an error is. Its text stays here: it may quote data.
func failing(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "took longer than it may; nsk runs --failed says more"
	case errors.Is(err, context.Canceled):
		return "cut off; nsk runs --failed says more"
	case errors.As(err, &dns), errors.As(err, &op):
		return "the other side was not reached; nsk runs --failed says more"
	}
	return "failed; nsk runs --failed says more"
}

// ended is how a run ended that came to an error, or to none.
func (h *House) ended(began time.Time, err error) openlineage.End {
	end := openlineage.End{At: h.clock(began)}
	switch {
	case errors.Is(err, context.Canceled):
		end.Type, end.Message = openlineage.Abort, failing(err)
	case err != nil:
		end.Type, end.Message = openlineage.Fail, failing(err)
	}
	return end
}

func batch(kind string) openlineage.Facets {
	return openlineage.Facets{"jobType": {"processingType": "BATCH", "integration": "NSK", "jobType": kind}}
}

// tracePull tells of a pull that brought something or failed. A look that found nothing is no
// run, so that its beginning is told when it is known to be one.
func (h *House) tracePull(ctx context.Context, c *contract.Contract, began time.Time, t Tally, err error) {
	if h.Lineage == nil || err == nil && t.Landed == 0 {
		return
	}
	h.arrival(ctx, c, began, t, err)
}

// Arrived tells of something that was landed and read apart from a pull: handed over, or of a
// stream.
func (h *House) Arrived(ctx context.Context, source string, began time.Time, out ingest.Outcome, err error) {
	c := contract.Find(h.Contracts, source)
	if h.Lineage == nil || c == nil || err == nil && out.Verdict == ingest.Already {
		return
	}
	var t Tally
	if err == nil {
		t.add(out)
	}
	h.arrival(ctx, c, began, t, err)
}

func (h *House) arrival(ctx context.Context, c *contract.Contract, began time.Time, t Tally, err error) {
	run := h.Lineage.Begin("pull."+c.Source, batch("PULL"), began, nil)
	end := h.ended(began, err)
	end.Inputs = []openlineage.Dataset{h.sourceSet(ctx, c, t)}
	end.Outputs = []openlineage.Dataset{h.rawSet(c, t)}
	h.Lineage.Finish(run, end)
	h.Lineage.Send(ctx)
}

// sourceSet is a source as it was read: its columns, where it comes from, and which rules held.
func (h *House) sourceSet(ctx context.Context, c *contract.Contract, t Tally) openlineage.Dataset {
	var fields []openlineage.Field
	for _, col := range c.Columns {
		fields = append(fields, openlineage.Field{Name: col.Name, Type: string(col.Type)})
	}
	d := openlineage.Dataset{Namespace: h.Lineage.Namespace + sourcesBelow, Name: c.Source,
		Facets: openlineage.Facets{"schema": openlineage.Schema(fields), "dataSource": {"name": c.Connector, "uri": "nsk:" + c.Connector + ":" + c.Source}}}
	if broken, err := h.broken(ctx, t); err == nil && len(t.read) > 0 {
		d.InputFacets = openlineage.Facets{"dataQualityAssertions": openlineage.Assertions(assertions(c, broken))}
	}
	return d
}

// broken are the rules that landings broke.
func (h *House) broken(ctx context.Context, t Tally) (map[string]bool, error) {
	found := map[string]bool{}
	if len(t.read) == 0 {
		return found, nil
	}
	rows, err := h.Engine.DB().QueryContext(ctx, `SELECT DISTINCT rule FROM ledger.finding WHERE landing IN (`+t.numbers()+`)`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var rule string
		if err := rows.Scan(&rule); err != nil {
			return nil, err
		}
		found[rule] = true
	}
	return found, rows.Err()
}

// assertions are the rules of a contract, and those built in that were broken.
func assertions(c *contract.Contract, broken map[string]bool) (all []openlineage.Assertion) {
	all = []openlineage.Assertion{}
	for i := range c.Rules {
		a := openlineage.Assertion{Assertion: c.Rules[i].ID, Success: !broken[c.Rules[i].ID]}
		if c.Column(c.Rules[i].Field()) != nil {
			a.Column = c.Rules[i].Field()
		}
		delete(broken, c.Rules[i].ID)
		all = append(all, a)
	}
	var rest []string
	for id := range broken {
		rest = append(rest, id)
	}
	slices.Sort(rest)
	for _, id := range rest {
		all = append(all, openlineage.Assertion{Assertion: id})
	}
	return all
}

// rawSet are the accepted rows of a source, each column with the one it was kept of.
func (h *House) rawSet(c *contract.Contract, t Tally) openlineage.Dataset {
	var fields []openlineage.Field
	from := map[string][]openlineage.From{}
	for _, s := range c.Stored() {
		fields = append(fields, openlineage.Field{Name: s.Name, Type: s.SQL})
		f := openlineage.From{Namespace: h.Lineage.Namespace + sourcesBelow, Name: c.Source, Field: s.From.Name, Type: "DIRECT", Subtype: string(lineage.Identity)}
		if s.Keep != "" {
			f.Subtype, f.Masked = string(lineage.Transformation), true
		}
		from[s.Name] = []openlineage.From{f}
	}
	return openlineage.Dataset{Namespace: h.Lineage.Namespace, Name: "raw." + c.Table(),
		Facets:       openlineage.Facets{"schema": openlineage.Schema(fields), "columnLineage": openlineage.ColumnLineage(from, nil)},
		OutputFacets: openlineage.Facets{"outputStatistics": openlineage.Statistics(t.Accepted)}}
}

// traceModels tells that the models are being rebuilt; what it returns tells how that ended:
// a run for all, and one for each model, which is timed with all. began is the day of
// knowledge where no clock is.
func (h *House) traceModels(ctx context.Context, day time.Time) func([]transform.Breach, error) {
	if h.Lineage == nil {
		return func([]transform.Breach, error) {}
	}
	began := h.clock(day)
	whole := h.Lineage.Begin("transform", batch("JOB"), began, nil)
	return func(breaches []transform.Breach, err error) {
		end := h.ended(began, err)
		if err == nil {
			if untold := h.eachModel(ctx, whole, breaches, end.At); untold != nil {
				h.Log.Error("lineage of the models could not be told", "err", untold)
			}
		}
		h.Lineage.Finish(whole, end)
		h.Lineage.Send(ctx)
	}
}

// eachModel tells what each model was made from.
func (h *House) eachModel(ctx context.Context, whole *openlineage.Run, breaches []transform.Breach, at time.Time) error {
	t := tracing{house: h, whole: whole, at: at, columns: map[string][]openlineage.Field{}, asserted: map[string][]openlineage.Assertion{}}
	if err := t.know(ctx); err != nil {
		return err
	}
	if err := t.checks(ctx, breaches); err != nil {
		return err
	}
	models, err := transform.Load(transform.Models())
	if err != nil {
		return err
	}
	if models, err = transform.Order(ctx, h.Engine.DB(), models); err != nil {
		return err
	}
	reader, err := lineage.NewReader(ctx, h.Engine.DB(), t.names)
	if err != nil {
		return err
	}
	for _, m := range models {
		q, err := reader.Read(ctx, m.SQL)
		if err != nil {
			return err
		}
		t.model(m, q)
	}
	return nil
}

// A tracing tells of the models of one run.
type tracing struct {
	house    *House
	whole    *openlineage.Run
	at       time.Time // when it ended
	columns  map[string][]openlineage.Field
	asserted map[string][]openlineage.Assertion // by the table that a check reads
}

// know reads the columns of every table.
func (t *tracing) know(ctx context.Context) error {
	rows, err := t.house.Engine.DB().QueryContext(ctx, `SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns()
		WHERE database_name = current_database() AND NOT internal ORDER BY 1, column_index`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		var f openlineage.Field
		if err := rows.Scan(&table, &f.Name, &f.Type); err != nil {
			return err
		}
		t.columns[table] = append(t.columns[table], f)
	}
	return rows.Err()
}

func (t *tracing) names(table string) (names []string) {
	for _, f := range t.columns[table] {
		names = append(names, f.Name)
	}
	return names
}

// checks puts the promises about the data to the tables that they are asked of.
func (t *tracing) checks(ctx context.Context, breaches []transform.Breach) error {
	all, err := transform.LoadChecks(transform.Checks())
	if err != nil {
		return err
	}
	for _, c := range all {
		reads, err := transform.Reads(ctx, t.house.Engine.DB(), c.SQL)
		if err != nil {
			return err
		}
		held := !slices.ContainsFunc(breaches, func(b transform.Breach) bool { return b.Check.ID == c.ID })
		for _, r := range reads {
			t.asserted[r] = append(t.asserted[r], openlineage.Assertion{Assertion: c.ID, Success: held})
		}
	}
	return nil
}

// model tells of one model. What checks say of a table stands where the table is read.
func (t *tracing) model(m transform.Model, q lineage.Query) {
	h := t.house
	facets := batch("MODEL")
	facets["sql"] = openlineage.Facet{"query": m.SQL}
	run := h.Lineage.Begin("transform."+m.Name, facets, t.whole.Began, t.whole)
	end := openlineage.End{At: t.at}
	for _, r := range m.Reads {
		end.Inputs = append(end.Inputs, t.set(r))
	}
	from := map[string][]openlineage.From{}
	for _, c := range q.Columns {
		from[c.Name] = h.from(c.Sources)
	}
	out := openlineage.Dataset{Namespace: h.Lineage.Namespace, Name: m.Name, Facets: openlineage.Facets{
		"schema": openlineage.Schema(t.columns[m.Name]), "columnLineage": openlineage.ColumnLineage(from, h.from(q.Rows))}}
	end.Outputs = []openlineage.Dataset{out}
	h.Lineage.Finish(run, end)
}

// set is a table that is read.
func (t *tracing) set(table string) openlineage.Dataset {
	d := openlineage.Dataset{Namespace: t.house.Lineage.Namespace, Name: table}
	if a := t.asserted[table]; len(a) > 0 {
		d.InputFacets = openlineage.Facets{"dataQualityAssertions": openlineage.Assertions(a)}
	}
	return d
}

// from are the columns that something is made from. Whole tables have no place in the facet;
// they stand among the inputs.
func (h *House) from(sources []lineage.Source) (all []openlineage.From) {
	for _, s := range sources {
		if s.Column == "" {
			continue
		}
		kind := "INDIRECT"
		if s.How.Direct() {
			kind = "DIRECT"
		}
		all = append(all, openlineage.From{Namespace: h.Lineage.Namespace, Name: s.Table, Field: s.Column, Type: kind, Subtype: string(s.How)})
	}
	return all
}

// traceRelease tells that a release was made.
func (h *House) traceRelease(ctx context.Context, began time.Time, r warehouse.Release, err error) {
	if h.Lineage == nil {
		return
	}
	run := h.Lineage.Begin("publish", batch("JOB"), began, nil)
	end := h.ended(began, err)
	models, loading := transform.Load(transform.Models())
	if loading != nil {
		panic(loading) // they were built just now
	}
	for _, m := range models {
		if !strings.HasPrefix(m.Name, "staging.") {
			end.Inputs = append(end.Inputs, openlineage.Dataset{Namespace: h.Lineage.Namespace, Name: m.Name})
		}
	}
	end.Outputs = []openlineage.Dataset{Release(h.Lineage.Namespace, r.ID)}
	h.Lineage.Finish(run, end)
	h.Lineage.Send(ctx)
}

// Release is a release as a dataset, whose version is its id.
func Release(namespace, id string) openlineage.Dataset {
	return openlineage.Dataset{Namespace: namespace, Name: "release", Facets: openlineage.Facets{"version": {"datasetVersion": id}}}
}

// traceJobs tells of the jobs of the service, which touch no table themselves; what pulls,
// models and releases did was told by them.
func (h *House) traceJobs(ctx context.Context, records []Record) {
	if h.Lineage == nil {
		return
	}
	for _, r := range records {
		if r.Kind == KindPull || r.Kind == KindPublish {
			continue
		}
		run := h.Lineage.Begin("job."+r.Kind, batch("JOB"), r.Began, nil)
		end := openlineage.End{At: r.Ended}
		switch r.State {
		case RunFailed:
			end.Type, end.Message = openlineage.Fail, failing(nil)
		case RunStopped:
			end.Type, end.Message = openlineage.Abort, failing(context.Canceled)
		}
		h.Lineage.Finish(run, end)
	}
	h.Lineage.Send(ctx)
}
