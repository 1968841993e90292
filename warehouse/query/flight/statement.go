package flight

import (
	"bytes"
	"context"
	"crypto/rand"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nsk/warehouse"
	"nsk/warehouse/query"
)

// GetFlightInfoStatement hands out a ticket for a question. Its columns come with the answer.
func (s *Server) GetFlightInfoStatement(ctx context.Context, q flightsql.StatementQuery, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	if _, err := s.admit(ctx); err != nil {
		return nil, err
	}
	t := ticket{ID: rand.Text(), SQL: q.GetQuery(), Release: release(ctx)}
	command, err := flightsql.CreateStatementQueryTicket(t.bytes())
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return info(d, command, nil), nil
}

// info points to one place where the rows are: here.
func info(d *flight.FlightDescriptor, command []byte, schema *arrow.Schema) *flight.FlightInfo {
	i := &flight.FlightInfo{
		FlightDescriptor: d, TotalRecords: -1, TotalBytes: -1,
		Endpoint: []*flight.FlightEndpoint{{Ticket: &flight.Ticket{Ticket: command}}},
	}
	if schema != nil {
		i.Schema = flight.SerializeSchema(schema, memory.DefaultAllocator)
	}
	return i
}

// DoGetStatement answers a question.
func (s *Server) DoGetStatement(ctx context.Context, q flightsql.StatementQueryTicket) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	t, err := opened(q.GetStatementHandle())
	if err != nil {
		return nil, nil, err
	}
	return s.ask(ctx, t)
}

// GetSchemaStatement tells the columns of a question that is not asked yet.
func (s *Server) GetSchemaStatement(ctx context.Context, q flightsql.StatementQuery, _ *flight.FlightDescriptor) (*flight.SchemaResult, error) {
	schema, err := s.describe(ctx, ticket{SQL: q.GetQuery(), Release: release(ctx)})
	if err != nil {
		return nil, err
	}
	return &flight.SchemaResult{Schema: flight.SerializeSchema(schema, memory.DefaultAllocator)}, nil
}

// describe says what columns an answer would have.
func (s *Server) describe(ctx context.Context, t ticket) (*arrow.Schema, error) {
	who, err := s.admit(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.o.Queries.Ask(ctx, query.Question{Who: who.account.Name, Release: t.Release, SQL: t.SQL, Describe: true})
	if err != nil {
		return nil, refusal(who, err)
	}
	return a.Schema, a.Close()
}

// CreatePreparedStatement checks a statement and tells its columns and parameters. The types
// of parameters are the client's choice.
func (s *Server) CreatePreparedStatement(ctx context.Context, q flightsql.ActionCreatePreparedStatementRequest) (r flightsql.ActionCreatePreparedStatementResult, err error) {
	t := ticket{SQL: q.GetQuery(), Release: release(ctx)}
	if r.DatasetSchema, err = s.describe(ctx, t); err != nil {
		return r, err
	}
	places := make([]arrow.Field, query.Places(r.DatasetSchema))
	for i := range places {
		places[i] = arrow.Field{Name: "", Type: arrow.Null, Nullable: true}
	}
	r.ParameterSchema, r.Handle = arrow.NewSchema(places, nil), t.bytes()
	update := false
	r.IsUpdate = &update
	return r, nil
}

// ClosePreparedStatement has nothing to let go of.
func (s *Server) ClosePreparedStatement(ctx context.Context, _ flightsql.ActionClosePreparedStatementRequest) error {
	_, err := s.admit(ctx)
	return err
}

// DoPutPreparedStatementQuery gives a statement its parameters: it becomes another one, that
// holds them.
func (s *Server) DoPutPreparedStatementQuery(ctx context.Context, q flightsql.PreparedStatementQuery, in flight.MessageReader, _ flight.MetadataWriter) ([]byte, error) {
	if _, err := s.admit(ctx); err != nil {
		return nil, err
	}
	t, err := opened(q.GetPreparedStatementHandle())
	if err != nil {
		return nil, err
	}
	var kept bytes.Buffer
	var w *ipc.Writer
	rows := int64(0)
	for in.Next() {
		batch := in.RecordBatch()
		if rows += batch.NumRows(); rows > 1 || kept.Len() > 1<<20 {
			return nil, status.Error(codes.InvalidArgument, "a query takes one row of parameters, of a megabyte at most: bind one, and ask again for each further row")
		}
		if w == nil {
			w = ipc.NewWriter(&kept, ipc.WithSchema(batch.Schema()))
		}
		if err := w.Write(batch); err != nil {
			return nil, status.Error(codes.InvalidArgument, "the parameters cannot be read")
		}
	}
	if in.Err() != nil || w == nil || w.Close() != nil {
		return nil, status.Error(codes.InvalidArgument, "the parameters cannot be read")
	}
	t.Params = kept.Bytes()
	return t.bytes(), nil
}

// values are the parameters as the question takes them.
func (t ticket) values() (all []any, err error) {
	if t.Params == nil {
		return nil, nil
	}
	r, err := ipc.NewReader(bytes.NewReader(t.Params))
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, "the parameters cannot be read")
	}
	defer r.Release()
	for r.Next() {
		batch := r.RecordBatch()
		for i := range int(batch.NumCols()) {
			if batch.NumRows() > 0 {
				all = append(all, bindable(query.Value(batch.Column(i), 0)))
			}
		}
	}
	return all, nil
}

// bindable is a value that a statement takes: a decimal is bound as its text, which DuckDB
// turns back without losing a digit.
func bindable(v any) any {
	if d, ok := v.(warehouse.Decimal); ok {
		return d.String()
	}
	return v
}

// GetFlightInfoPreparedStatement hands out a ticket for a prepared statement: its handle.
func (s *Server) GetFlightInfoPreparedStatement(ctx context.Context, q flightsql.PreparedStatementQuery, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	if _, err := s.admit(ctx); err != nil {
		return nil, err
	}
	t, err := opened(q.GetPreparedStatementHandle())
	if err != nil {
		return nil, err
	}
	t.ID = rand.Text()
	command, err := flightsql.CreateStatementQueryTicket(t.bytes())
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return info(d, command, nil), nil
}

// GetSchemaPreparedStatement tells the columns of a prepared statement.
func (s *Server) GetSchemaPreparedStatement(ctx context.Context, q flightsql.PreparedStatementQuery, _ *flight.FlightDescriptor) (*flight.SchemaResult, error) {
	t, err := opened(q.GetPreparedStatementHandle())
	if err != nil {
		return nil, err
	}
	schema, err := s.describe(ctx, t)
	if err != nil {
		return nil, err
	}
	return &flight.SchemaResult{Schema: flight.SerializeSchema(schema, memory.DefaultAllocator)}, nil
}

// DoGetPreparedStatement answers a prepared statement.
func (s *Server) DoGetPreparedStatement(ctx context.Context, q flightsql.PreparedStatementQuery) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	t, err := opened(q.GetPreparedStatementHandle())
	if err != nil {
		return nil, nil, err
	}
	return s.ask(ctx, t)
}

// CancelFlightInfo ends a question of whoever asks for it.
func (s *Server) CancelFlightInfo(ctx context.Context, r *flight.CancelFlightInfoRequest) (flight.CancelFlightInfoResult, error) {
	who, err := s.admit(ctx)
	if err != nil {
		return flight.CancelFlightInfoResult{}, err
	}
	found := flight.CancelStatusNotCancellable
	for _, e := range r.GetInfo().GetEndpoint() {
		q, err := flightsql.GetStatementQueryTicket(e.GetTicket())
		if err != nil {
			continue
		}
		t, err := opened(q.GetStatementHandle())
		if err != nil {
			continue
		}
		s.mu.Lock()
		if one, ok := s.running[t.ID]; ok && one.who == who.account.Name {
			one.stop()
			found = flight.CancelStatusCancelled
		}
		s.mu.Unlock()
	}
	return flight.CancelFlightInfoResult{Status: found}, nil
}
