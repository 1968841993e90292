// Package flight answers SQL over Arrow Flight, for notebooks and BI tools: package query
// behind TLS and tokens.
//
// It keeps nothing between calls: a ticket or prepared statement is the question itself, and
// whoever presents one is asked for their token again. A client that wants another release
// than the newest sends the header nsk-release.
package flight

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"nsk/site/account"
	"nsk/warehouse"
	"nsk/warehouse/query"
)

// An Act is what somebody asked, for the audit log.
type Act struct{ Who, Did, Object, Why string }

// Options are what a server rests on.
type Options struct {
	Queries  *query.Runner
	Accounts *account.Store
	Roles    []account.Role                                      // who may ask
	Act      func(context.Context, Act) error                    // a question that cannot be recorded is not answered
	Lasted   func(rows int64, began time.Time, err error) string // what the log says of the end
	Now      func() time.Time
	TLS      *tls.Config
}

// A Server speaks Flight SQL.
type Server struct {
	flightsql.BaseServer
	o       Options
	grpc    *grpc.Server
	mu      sync.Mutex
	running map[string]running // by the id of their ticket
}

// running is a question that is being answered.
type running struct {
	who  string
	stop context.CancelFunc
}

// New makes a server; Serve starts it.
func New(o Options) (*Server, error) {
	s := &Server{o: o, running: make(map[string]running)}
	s.Alloc = memory.DefaultAllocator
	for id, value := range facts {
		if err := s.RegisterSqlInfo(id, value); err != nil {
			return nil, err
		}
	}
	auth := flight.CreateServerBasicAuthMiddleware(tokens{o})
	s.grpc = grpc.NewServer(grpc.Creds(credentials.NewTLS(o.TLS)), grpc.MaxConcurrentStreams(64), grpc.MaxRecvMsgSize(4<<20),
		grpc.ConnectionTimeout(10*time.Second), grpc.ChainUnaryInterceptor(calm, auth.Unary), grpc.ChainStreamInterceptor(calmStream, auth.Stream))
	flight.RegisterFlightServiceServer(s.grpc, flightsql.NewFlightServer(s))
	return s, nil
}

// calm keeps the service alive when a message of a client makes a library panic.
func calm(ctx context.Context, r any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (answer any, err error) {
	defer calmed(&err)
	return next(ctx, r)
}

func calmStream(server any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) (err error) {
	defer calmed(&err)
	return next(server, stream)
}

func calmed(err *error) {
	if recover() != nil {
		*err = status.Error(codes.Internal, "the call could not be answered")
	}
}

// Serve answers on l until Close.
func (s *Server) Serve(l net.Listener) error { return s.grpc.Serve(l) }

// Close ends all questions and connections.
func (s *Server) Close() { s.grpc.Stop() }

// tokens lets in whoever shows a token: as a bearer, or as the password of a basic sign-in
// with the name of the account.
type tokens struct{ o Options }

// asker is who shows a token.
type asker struct {
	account account.Account
	purpose string
	token   string
}

// Validate is called with a name and password.
func (t tokens) Validate(name, password string) (string, error) {
	who, err := t.IsValid(password)
	if err != nil {
		return "", err
	}
	if who.(asker).account.Name != name {
		return "", account.ErrRefused
	}
	return password, nil
}

// IsValid is called with a token.
func (t tokens) IsValid(token string) (any, error) {
	a, kept, err := t.o.Accounts.ByToken(token)
	if err != nil {
		return nil, account.ErrRefused
	}
	return asker{a, kept.Purpose, token}, nil
}

// admit is who asks, if their role may.
func (s *Server) admit(ctx context.Context) (asker, error) {
	who, ok := flight.AuthFromContext(ctx).(asker)
	if !ok {
		return who, status.Error(codes.Unauthenticated, account.ErrRefused.Error())
	}
	if !slices.Contains(s.o.Roles, who.account.Role) {
		return who, status.Error(codes.PermissionDenied, "this role may not ask in SQL; ask the administrator for an account of an analyst")
	}
	return who, nil
}

// still reports whether somebody may go on asking: their token and account stand, and the role.
func (s *Server) still(who asker) bool {
	a, _, err := s.o.Accounts.ByToken(who.token)
	return err == nil && slices.Contains(s.o.Roles, a.Role)
}

// A ticket is a question on its way: what a statement handle and a ticket hold.
type ticket struct {
	ID      string `json:"id,omitempty"` // of a question that can be cancelled
	SQL     string `json:"sql"`
	Release string `json:"release,omitempty"`
	Params  []byte `json:"params,omitempty"` // an Arrow stream of one row
}

func (t ticket) bytes() []byte {
	text, err := json.Marshal(t)
	if err != nil {
		panic(err) // strings and bytes
	}
	return text
}

func opened(handle []byte) (t ticket, err error) {
	if err := json.Unmarshal(handle, &t); err != nil {
		return t, status.Error(codes.InvalidArgument, "the ticket is not one of this server")
	}
	return t, nil
}

// release is the one that a client names in its header.
func release(ctx context.Context) string {
	if v := metadata.ValueFromIncomingContext(ctx, "nsk-release"); len(v) > 0 {
		return v[0]
	}
	return ""
}

// refusal is a fault in the words of gRPC and of the reader.
func refusal(who asker, err error) error {
	var f *query.Fault
	switch {
	case errors.Is(err, warehouse.ErrNoRelease):
		return status.Error(codes.FailedPrecondition, warehouse.ErrNoRelease.Error())
	case !errors.As(err, &f):
		return status.Error(codes.Internal, "the query could not be run; the log of the service says more")
	}
	text := f.Whole(who.account.Lang)
	if f.Line > 0 {
		text = text + " (" + f.At() + ")"
	}
	return status.Error(kinds[f.Kind], text)
}

var kinds = map[query.Kind]codes.Code{
	query.Refused: codes.PermissionDenied, query.Wrong: codes.InvalidArgument, query.Limit: codes.ResourceExhausted, query.Cancelled: codes.Canceled,
}

// ask records the question, asks it and streams what comes.
func (s *Server) ask(ctx context.Context, t ticket) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	who, err := s.admit(ctx)
	if err != nil {
		return nil, nil, err
	}
	params, err := t.values()
	if err != nil {
		return nil, nil, err
	}
	if err := s.o.Act(ctx, Act{who.account.Name, "flight query", t.SQL, who.purpose}); err != nil {
		return nil, nil, status.Error(codes.Internal, "the question could not be recorded, and is not answered")
	}
	began := s.o.Now()
	inner, stop := account.While(ctx, func() bool { return s.still(who) })
	s.keep(t.ID, who.account.Name, stop)
	a, err := s.o.Queries.Ask(inner, query.Question{Who: who.account.Name, Release: t.Release, SQL: t.SQL, Params: params})
	if err != nil {
		s.end(t.ID, stop)
		s.done(ctx, who, 0, began, err)
		return nil, nil, refusal(who, err)
	}
	chunks := make(chan flight.StreamChunk)
	go func() {
		defer close(chunks)
		defer s.end(t.ID, stop)
		rows, err := pour(inner, a, chunks)
		s.done(ctx, who, rows, began, err)
		if err != nil {
			send(ctx, chunks, flight.StreamChunk{Err: refusal(who, err)})
		}
	}()
	return a.Schema, chunks, nil
}

// done records how a question ended.
func (s *Server) done(ctx context.Context, who asker, rows int64, began time.Time, err error) {
	_ = s.o.Act(context.WithoutCancel(ctx), Act{who.account.Name, "flight query end", s.o.Lasted(rows, began, err), who.purpose}) // the question itself is on record
}

// pour sends the batches of an answer; nil at its end.
func pour(ctx context.Context, a *query.Answer, to chan<- flight.StreamChunk) (rows int64, err error) {
	defer a.Close()
	for {
		batch, err := a.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows += batch.NumRows()
		if !send(ctx, to, flight.StreamChunk{Data: batch}) {
			batch.Release()
			return rows, query.Stopped()
		}
	}
}

// send hands a chunk on, unless whoever asked is gone.
func send(ctx context.Context, to chan<- flight.StreamChunk, c flight.StreamChunk) bool {
	select {
	case to <- c:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Server) keep(id, who string, stop context.CancelFunc) {
	if id == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[id] = running{who, stop}
}

func (s *Server) end(id string, stop context.CancelFunc) {
	stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, id)
}
