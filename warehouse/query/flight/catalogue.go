package flight

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql/schema_ref"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"nsk/warehouse/query"
)

// facts are what the server says of itself.
var facts = map[flightsql.SqlInfo]any{
	flightsql.SqlInfoFlightSqlServerName:         "nsk",
	flightsql.SqlInfoFlightSqlServerVersion:      "1",
	flightsql.SqlInfoFlightSqlServerArrowVersion: arrow.PkgVersion,
	flightsql.SqlInfoFlightSqlServerReadOnly:     true,
	flightsql.SqlInfoFlightSqlServerSql:          true,
	flightsql.SqlInfoFlightSqlServerSubstrait:    false,
	flightsql.SqlInfoFlightSqlServerTransaction:  int32(flightsql.SqlTransactionNone),
	flightsql.SqlInfoFlightSqlServerCancel:       true,
	flightsql.SqlInfoDDLCatalog:                  false,
	flightsql.SqlInfoDDLSchema:                   false,
	flightsql.SqlInfoDDLTable:                    false,
	flightsql.SqlInfoIdentifierCase:              int32(flightsql.SqlCaseSensitivityCaseInsensitive),
	flightsql.SqlInfoIdentifierQuoteChar:         `"`,
	flightsql.SqlInfoQuotedIdentifierCase:        int32(flightsql.SqlCaseSensitivityCaseInsensitive),
}

// catalog is what DuckDB calls the release; tableType is what all its tables are.
const catalog, tableType = "release", "BASE TABLE"

// one is an answer of one batch.
func (s *Server) one(ctx context.Context, schema *arrow.Schema, fill func(*array.RecordBuilder)) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	if _, err := s.admit(ctx); err != nil {
		return nil, nil, err
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	fill(b)
	chunks := make(chan flight.StreamChunk, 1)
	chunks <- flight.StreamChunk{Data: b.NewRecordBatch()}
	close(chunks)
	return schema, chunks, nil
}

func text(b *array.RecordBuilder, column int, values ...string) {
	for _, v := range values {
		b.Field(column).(*array.StringBuilder).Append(v)
	}
}

// listing hands the command back as the ticket of a list.
func (s *Server) listing(ctx context.Context, d *flight.FlightDescriptor, schema *arrow.Schema) (*flight.FlightInfo, error) {
	if _, err := s.admit(ctx); err != nil {
		return nil, err
	}
	return info(d, d.Cmd, schema), nil
}

// GetFlightInfoCatalogs tells where the list of catalogues is.
func (s *Server) GetFlightInfoCatalogs(ctx context.Context, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return s.listing(ctx, d, schema_ref.Catalogs)
}

// DoGetCatalogs lists the one catalogue there is: the release.
func (s *Server) DoGetCatalogs(ctx context.Context) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return s.one(ctx, schema_ref.Catalogs, func(b *array.RecordBuilder) { text(b, 0, catalog) })
}

// GetFlightInfoSchemas tells where the list of schemas is.
func (s *Server) GetFlightInfoSchemas(ctx context.Context, _ flightsql.GetDBSchemas, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return s.listing(ctx, d, schema_ref.DBSchemas)
}

// DoGetDBSchemas lists the schemas of a release.
func (s *Server) DoGetDBSchemas(ctx context.Context, q flightsql.GetDBSchemas) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	var names []string
	for _, t := range query.Catalogue() {
		if inCatalog(q.GetCatalog()) && like(q.GetDBSchemaFilterPattern(), t.Schema) && !slices.Contains(names, t.Schema) {
			names = append(names, t.Schema)
		}
	}
	return s.one(ctx, schema_ref.DBSchemas, func(b *array.RecordBuilder) {
		for _, name := range names {
			text(b, 0, catalog)
			text(b, 1, name)
		}
	})
}

// GetFlightInfoTableTypes tells where the list of kinds of tables is.
func (s *Server) GetFlightInfoTableTypes(ctx context.Context, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return s.listing(ctx, d, schema_ref.TableTypes)
}

// DoGetTableTypes lists the one kind there is.
func (s *Server) DoGetTableTypes(ctx context.Context) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return s.one(ctx, schema_ref.TableTypes, func(b *array.RecordBuilder) { text(b, 0, tableType) })
}

// GetFlightInfoTables tells where the list of tables is.
func (s *Server) GetFlightInfoTables(ctx context.Context, q flightsql.GetTables, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return s.listing(ctx, d, tablesSchema(q))
}

func tablesSchema(q flightsql.GetTables) *arrow.Schema {
	if q.GetIncludeSchema() {
		return schema_ref.TablesWithIncludedSchema
	}
	return schema_ref.Tables
}

// DoGetTables lists the tables of a release, with their columns if that is asked for; what
// tables and columns mean stands in the remarks.
func (s *Server) DoGetTables(ctx context.Context, q flightsql.GetTables) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return s.one(ctx, tablesSchema(q), func(b *array.RecordBuilder) {
		if kinds := q.GetTableTypes(); len(kinds) > 0 && !slices.Contains(kinds, tableType) {
			return
		}
		for _, t := range query.Catalogue() {
			if !inCatalog(q.GetCatalog()) || !like(q.GetDBSchemaFilterPattern(), t.Schema) || !like(q.GetTableNameFilterPattern(), t.Name) {
				continue
			}
			text(b, 0, catalog)
			text(b, 1, t.Schema)
			text(b, 2, t.Name)
			text(b, 3, tableType)
			if q.GetIncludeSchema() {
				b.Field(4).(*array.BinaryBuilder).Append(flight.SerializeSchema(remarked(t), memory.DefaultAllocator))
			}
		}
	})
}

// remarked is the table as Arrow sees it, with what its columns mean.
func remarked(t query.Table) *arrow.Schema {
	fields := slices.Clone(t.Arrow().Fields())
	for i, c := range t.Columns {
		about := flightsql.NewColumnMetadataBuilder().CatalogName(catalog).SchemaName(t.Schema).TableName(t.Name).TypeName(c.Type).
			IsReadOnly(true).Remarks(c.Says.RU + " / " + c.Says.KK + " / " + c.Says.EN)
		fields[i].Metadata = about.Metadata()
	}
	return arrow.NewSchema(fields, nil)
}

// inCatalog reports whether a filter lets the release through.
func inCatalog(wanted *string) bool { return wanted == nil || *wanted == "" || *wanted == catalog }

// like is SQL's LIKE.
func like(pattern *string, name string) bool {
	if pattern == nil || *pattern == "" {
		return true
	}
	form := regexp.QuoteMeta(*pattern)
	form = strings.ReplaceAll(strings.ReplaceAll(form, "%", ".*"), "_", ".")
	ok, err := regexp.MatchString("(?is)^"+form+"$", name)
	return err == nil && ok
}
