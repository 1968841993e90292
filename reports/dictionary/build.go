package dictionary

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"nsk/connectors/contract"
	"nsk/reports"
	"nsk/transform"
	"nsk/transform/lineage"
	"nsk/warehouse"
	"nsk/warehouse/query"
)

// An Input is what the dictionary is about, beside what is built into the program.
type Input struct {
	Contracts []*contract.Contract
	Bodies    []contract.Body // that provide sources
}

// layers in the order in which data pass through them; the books and lists last.
var layers = []string{"raw", "staging", "core", "mart", "ledger", "reference"}

// New makes the dictionary. It builds the models, empty, in a database in memory: no
// warehouse is opened. An error names the model, indicator or rule that cannot be read.
func New(ctx context.Context, in Input) (*Book, error) {
	e, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		return nil, fmt.Errorf("dictionary: %w", err)
	}
	defer e.Close()
	b := &builder{db: e.DB(), book: &Book{Format: "nsk-lineage-1", byName: map[string]*Table{}, bodies: map[string]contract.Body{}}}
	for _, body := range in.Bodies {
		b.book.bodies[body.ID] = body
	}
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return b.empty(ctx, e, in.Contracts) },
		b.tables, b.models, b.indicators, b.findings, b.checks,
		func(ctx context.Context) error { return b.sources(ctx, in.Contracts) },
	} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("dictionary: %w", err)
		}
	}
	b.book.follow()
	return b.book, nil
}

// A builder makes a book.
type builder struct {
	db     *sql.DB
	book   *Book
	reader *lineage.Reader
	order  []transform.Model
}

// empty makes every table without a row.
func (b *builder) empty(ctx context.Context, e *warehouse.Engine, contracts []*contract.Contract) error {
	var raw []warehouse.RawTable
	for _, c := range contracts {
		t := warehouse.RawTable{Name: c.Table()}
		for _, s := range c.Stored() {
			t.Columns = append(t.Columns, warehouse.RawColumn{Name: s.Name, Type: s.SQL})
		}
		raw = append(raw, t)
	}
	if err := e.EnsureRaw(ctx, raw); err != nil {
		return err
	}
	models, err := transform.Load(transform.Models())
	if err != nil {
		return err
	}
	if b.order, err = transform.Order(ctx, b.db, models); err != nil {
		return err
	}
	if err := transform.Run(ctx, b.db, models); err != nil {
		return fmt.Errorf("%w\n(a contract in place of a built-in one must keep the columns that models read)", err)
	}
	return nil
}

// tables reads every table with its columns back from DuckDB, and what they mean from the
// catalogue that users of SQL read.
func (b *builder) tables(ctx context.Context) error {
	rows, err := b.db.QueryContext(ctx, `SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()
		WHERE database_name = current_database() AND NOT internal ORDER BY schema_name, table_name, column_index`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var schema, table, column, kind string
		if err := rows.Scan(&schema, &table, &column, &kind); err != nil {
			return err
		}
		if !slices.Contains(layers, schema) {
			continue
		}
		b.table(schema, table).Columns = append(b.table(schema, table).Columns, &Column{Name: column, Type: kind})
	}
	b.reader, err = lineage.NewReader(ctx, b.db, b.columnsOf)
	b.mean()
	return cmp.Or(rows.Err(), err)
}

// table returns the table of a name, made if it is new.
func (b *builder) table(schema, name string) *Table {
	full := schema + "." + name
	t := b.book.byName[full]
	if t == nil {
		t = &Table{Name: full, Layer: schema}
		b.book.byName[full] = t
		b.book.Tables = append(b.book.Tables, t)
	}
	return t
}

// mean puts in the meanings of the catalogue. A column that the catalogue does not know, as
// one of staging, means what columns of its name mean everywhere.
func (b *builder) mean() {
	everywhere := map[string]Says{}
	for _, t := range query.Catalogue() {
		known := b.book.byName[t.Schema+"."+t.Name]
		for _, c := range t.Columns {
			says := Says{c.Says.KK, c.Says.RU, c.Says.EN}
			if everywhere[c.Name] == (Says{}) {
				everywhere[c.Name] = says
			} else if everywhere[c.Name] != says {
				everywhere[c.Name] = Says{KK: "?"} // it differs from table to table
			}
			if known != nil && known.column(c.Name) != nil {
				known.Says = Says{t.Says.KK, t.Says.RU, t.Says.EN}
				known.column(c.Name).Means = says
			}
		}
	}
	for _, t := range b.book.Tables {
		for _, c := range t.Columns {
			if says := everywhere[c.Name]; c.Means == (Says{}) && says.KK != "?" {
				c.Means = says
			}
		}
	}
}

// columnsOf are the names of the columns of a table, for the reader of queries.
func (b *builder) columnsOf(table string) (names []string) {
	t := b.book.byName[table]
	if t == nil {
		return nil
	}
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}

// models reads what each is made from, in the order in which they are built. That DuckDB and
// the reader see the same columns is made sure of: else the reader has misread the query.
func (b *builder) models(ctx context.Context) error {
	place := map[string]int{}
	for i, m := range b.order {
		place[m.Name] = i + 1
		t := b.book.byName[m.Name]
		if t == nil {
			return fmt.Errorf("%s: DuckDB has no table %s", m.Path, m.Name)
		}
		t.File, t.View, t.SQL, t.Reads = "transform/models/"+m.Path, m.View, m.SQL, m.Reads
		q, err := b.reader.Read(ctx, m.SQL)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
		t.Rows, t.RowsOf = links(q.Rows), q.Base
		if !t.fit(q) {
			for _, c := range t.Columns {
				c.From, c.Whole = wholes(q.Reads), true
			}
		}
	}
	slices.SortStableFunc(b.book.Tables, func(x, y *Table) int {
		return cmp.Or(cmp.Compare(slices.Index(layers, x.Layer), slices.Index(layers, y.Layer)), cmp.Compare(place[x.Name], place[y.Name]), strings.Compare(x.Name, y.Name))
	})
	return nil
}

// fit puts the lineage of the columns in; false where the query has other columns.
func (t *Table) fit(q lineage.Query) bool {
	if len(q.Columns) != len(t.Columns) || q.Open {
		return false
	}
	for i, c := range q.Columns {
		if c.Name != "" && c.Name != strings.ToLower(t.Columns[i].Name) {
			return false
		}
		t.Columns[i].From, t.Columns[i].Whole = closestFirst(links(c.Sources)), c.Whole
	}
	return true
}

func links(sources []lineage.Source) []Link {
	list := make([]Link, 0, len(sources))
	for _, s := range sources {
		list = append(list, Link{s.Table, s.Column, s.How})
	}
	return list
}

// closestFirst puts values before conditions, and what only orders rows last.
func closestFirst(list []Link) []Link {
	slices.SortStableFunc(list, func(a, b Link) int { return cmp.Compare(a.How.Rank(), b.How.Rank()) })
	return list
}

// wholes are links to whole tables.
func wholes(tables []string) (list []Link) {
	for _, t := range tables {
		list = append(list, Link{Table: t, How: lineage.Transformation})
	}
	return list
}

// query reads what a number is computed with.
func (b *builder) query(ctx context.Context, file, text string) (Query, error) {
	out := Query{File: file, SQL: strings.TrimSpace(text)}
	if text == "" {
		return out, nil
	}
	q, err := b.reader.Read(ctx, text)
	if err != nil {
		return out, fmt.Errorf("%s: %w", file, err)
	}
	out.Reads, out.Rows = q.Reads, links(q.Rows)
	for _, c := range q.Columns {
		out.Columns = append(out.Columns, &Column{Name: c.Name, From: closestFirst(links(c.Sources)), Whole: c.Whole})
	}
	return out, nil
}

func (b *builder) indicators(ctx context.Context) error {
	all, err := reports.Indicators()
	if err != nil {
		return err
	}
	if b.book.Report, err = reports.Places(); err != nil {
		return err
	}
	for _, i := range all {
		out := &Indicator{ID: i.ID, Names: Says{i.Name.KK, i.Name.RU, i.Name.EN}}
		file := ""
		if i.SQL != "" {
			file = "reports/indicators/" + i.SQL
		}
		if out.Query, err = b.query(ctx, file, i.Query); err != nil {
			return err
		}
		for _, p := range b.book.Report {
			if slices.ContainsFunc(p.Blocks, func(x reports.PlaceBlock) bool { return slices.Contains(x.Indicators, i.ID) }) {
				out.Sections = append(out.Sections, p.ID)
			}
		}
		b.book.Indicators = append(b.book.Indicators, out)
	}
	return nil
}

func (b *builder) findings(ctx context.Context) error {
	all, err := reports.Rules()
	if err != nil {
		return err
	}
	for _, r := range all {
		out := &Finding{ID: r.ID, Question: Says{r.Question.KK, r.Question.RU, r.Question.EN}, Area: r.Area, rule: r}
		if out.Query, err = b.query(ctx, "reports/findings/"+r.SQL, r.Query); err != nil {
			return err
		}
		b.book.Findings = append(b.book.Findings, out)
		for _, i := range b.book.Indicators {
			if i.ID == r.Metric || i.ID == r.Checked.Fact {
				i.Findings = append(i.Findings, r.ID)
			}
		}
	}
	return nil
}

// checks are promises about the data; each stands with the tables it reads.
func (b *builder) checks(ctx context.Context) error {
	all, err := transform.LoadChecks(transform.Checks())
	if err != nil {
		return err
	}
	for _, c := range all {
		reads, err := transform.Reads(ctx, b.db, c.SQL)
		if err != nil {
			return fmt.Errorf("check %s: %w", c.ID, err)
		}
		for _, name := range reads {
			if t := b.book.byName[name]; t != nil {
				t.Checks = append(t.Checks, c.ID)
			}
		}
	}
	return nil
}
