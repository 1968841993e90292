// Package ingest decides what has arrived: it lands bytes, decodes and checks them by
// contract, accepts good rows, and says what is wrong with the others.
//
// The order is fixed. The bytes are stored and recorded first, so that nothing after can
// lose them. Then one pass of SQL reads, types and checks each row; text of personal
// fields exists in memory only, and only what the contract keeps of it is stored.
// Checks over many rows follow. At the end the counts must agree, or nothing is kept.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/warehouse"
)

// An Ingester takes batches into one warehouse.
type Ingester struct {
	engine *warehouse.Engine
	store  *Store
	plans  map[string]*plan
	places places // what counts now, as the transaction under way sees it
	files  *memoryFiles

	told      map[string]string // what the table given says, as the transaction under way sees it
	tolerated map[string]bool   // source, provider and period of the returns that have a tolerance

	portionSize int64 // tests make these small, to see their edges
	windowSize  int
	largeBytes  int64
}

// New prepares a warehouse for the contracts: tables, functions and the landing folder.
func New(ctx context.Context, e *warehouse.Engine, keys *Keys, landings string, contracts []*contract.Contract) (*Ingester, error) {
	in := &Ingester{engine: e, store: &Store{dir: landings, keys: keys}, plans: make(map[string]*plan), portionSize: portionSize, windowSize: windowSize, largeBytes: largeBytes}
	var tables []warehouse.RawTable
	for _, c := range contracts {
		in.plans[c.Source] = compile(c, nil)
		t := warehouse.RawTable{Name: c.Table()}
		for _, s := range c.Stored() {
			t.Columns = append(t.Columns, warehouse.RawColumn{Name: s.Name, Type: s.SQL})
		}
		tables = append(tables, t)
	}
	if err := e.EnsureRaw(ctx, tables); err != nil {
		return nil, err
	}
	if err := makeTold(ctx, e, contracts); err != nil {
		return nil, fmt.Errorf("ingest: %w", err)
	}
	if err := e.PersonKey(ctx, keys.personOrFault); err != nil {
		return nil, fmt.Errorf("ingest: %w", err)
	}
	if err := makeGiven(ctx, e); err != nil {
		return nil, fmt.Errorf("ingest: %w", err)
	}
	if err := in.recall(ctx); err != nil {
		return nil, err
	}
	var err error
	in.files, err = newMemoryFiles()
	return in, err
}

// Close gives the memory back. The warehouse stays open.
func (in *Ingester) Close() error { return in.files.close() }

// Verdict says what became of a landing.
type Verdict string

// The verdicts. A refused landing is kept and explained, but none of its rows count.
const (
	Accepted Verdict = "accepted"
	Partly   Verdict = "partly"
	Held     Verdict = "held" // whole, but it raises questions; it counts when its sender has confirmed it
	Refused  Verdict = "refused"
	Already  Verdict = "already" // the same bytes were read before; nothing changed

	acted Verdict = "act" // not a return but a decision about one
)

// Counts disposes of every row received: Received = Accepted + Rejected + Duplicate + OutOfScope.
type Counts struct{ Received, Accepted, Rejected, Duplicate, OutOfScope int64 }

// An Outcome is what a landing came to.
type Outcome struct {
	Landing Landing
	Verdict Verdict
	Content string // data, nil, cannot_provide; "" where refused
	Reason  string // of cannot_provide
	Version int
	Counts
}

// Read decodes and checks a landing and commits rows, findings and counts together. If
// DuckDB cannot take the text apart, the careful reader is asked, which can say why.
func (in *Ingester) Read(ctx context.Context, l Landing) (Outcome, error) {
	if l.Source == ActSource {
		return in.carryOut(ctx, l)
	}
	if in.plans[l.Source] == nil {
		return Outcome{Landing: l}, fmt.Errorf("no contract for source %q", l.Source)
	}
	if err := in.engine.Threads(ctx, threadsFor(l)); err != nil {
		return Outcome{Landing: l}, err
	}
	out, err := in.read(ctx, l, false)
	var fault *Fault
	var unread *unreadError
	if errors.As(err, &unread) && !errors.As(err, &fault) && ctx.Err() == nil && l.MediaType == connectors.MediaCSV {
		out, err = in.read(ctx, l, true)
	}
	if errors.As(err, &fault) {
		return in.refuse(ctx, l, fault)
	}
	return out, err
}

func (in *Ingester) read(ctx context.Context, l Landing, careful bool) (Outcome, error) {
	out, err := in.readOnce(ctx, l, careful, false)
	var rules *ruleError
	if errors.As(err, &rules) && len(rules.checks) > 1 && ctx.Err() == nil {
		if _, one := in.readOnce(ctx, l, careful, true); errors.As(one, &rules) {
			err = one
		}
	}
	return out, err
}

// readOnce reads a landing in one transaction. With single, rules are asked one by one, to
// find the one that cannot be asked, and nothing is kept.
func (in *Ingester) readOnce(ctx context.Context, l Landing, careful, single bool) (Outcome, error) {
	p := in.plans[l.Source]
	out := Outcome{Landing: l, Content: "data"}
	err := in.tx(ctx, func(tx *warehouse.Tx) error {
		t := &task{Ingester: in, ctx: ctx, tx: tx, plan: p, out: &out, single: single}
		if err := t.load(careful); err != nil {
			return &unreadError{err}
		}
		if err := t.finish(); err != nil || !single {
			return err
		}
		return errNotKept
	})
	return out, err
}

var errNotKept = errors.New("rules were asked one by one, and nothing is kept")

// An unreadError says that it was the rows that could not be read, not the rules that
// could not be asked: another reader may do better.
type unreadError struct{ error }

func (e *unreadError) Unwrap() error { return e.error }

// tx is a transaction of the warehouse; if it fails, what is remembered of the warehouse
// is asked for again.
func (in *Ingester) tx(ctx context.Context, fn func(*warehouse.Tx) error) error {
	in.told = nil
	err := in.engine.Tx(ctx, fn)
	if err == nil {
		return nil
	}
	return errors.Join(err, in.recall(context.WithoutCancel(ctx)))
}

// recall reads what is remembered of the warehouse: which versions count, how rules are
// set, which returns have a tolerance.
func (in *Ingester) recall(ctx context.Context) (err error) {
	in.places, err = loadPlaces(ctx, in.engine.DB().QueryContext)
	return errors.Join(err, in.recompile(ctx))
}

// A task is the reading of one landing in one transaction.
type task struct {
	*Ingester
	ctx  context.Context
	tx   *warehouse.Tx
	plan *plan
	out  *Outcome

	remarked bool // findings were written, rows may carry stateRemarked
	asking   bool // rules are asked again, of returns that have findings of all stages
	single   bool // rules are asked one by one; see ruleError
}

// load decodes the bytes and stores the rows. What is personal in them stays in memory.
func (t *task) load(careful bool) (err error) {
	if t.plan.contract.HasPersonal() {
		if err := t.tx.Spill(t.ctx, false); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, t.tx.Spill(context.WithoutCancel(t.ctx), true)) }()
	}
	return t.decode(careful)
}

func (t *task) decode(careful bool) error {
	l, c := t.out.Landing, t.plan.contract
	open := func() (io.ReadCloser, error) { return t.store.Open(l) }
	if l.MediaType == connectors.MediaCSV {
		return t.stream(func(to sink) error { return readCSV(open, c, careful, to) })
	}
	r, err := open()
	if err != nil {
		return err
	}
	defer r.Close()
	switch l.MediaType {
	case connectors.MediaDeclaration:
		return t.declaration(r)
	case connectors.MediaJSON, connectors.MediaJSONLines, connectors.MediaJSONSeq:
		return t.json(r)
	case connectors.MediaXML:
		return t.nilOrRows(func(to sink) error { return readXML(r, c, to) })
	case connectors.MediaXLSX:
		return t.stream(func(to sink) error { return readXLSX(r, c, to) })
	case connectors.MediaParquet:
		return t.parquet(r)
	}
	return &Fault{Code: "form", Detail: l.MediaType}
}

// json reads JSON.
func (t *task) json(r io.Reader) error {
	read := func(to sink) error { return readJSON(r, t.plan.contract, t.out.Landing.Period.Part != "", to) }
	if t.out.Landing.MediaType == connectors.MediaJSONLines {
		return t.stream(read)
	}
	return t.nilOrRows(read)
}

// nilOrRows reads a form in which an explicit empty list says that there is nothing: a nil
// return.
func (t *task) nilOrRows(read func(sink) error) error {
	if err := t.stream(read); err != nil {
		return err
	}
	if t.out.Received == 0 {
		t.out.Content = "nil"
	}
	return nil
}

// threadsFor is one for a small file, 0 for all otherwise.
func threadsFor(l Landing) int {
	if l.Bytes < 4<<20 {
		return 1
	}
	return 0
}

// Open gives the bytes of a landing back as they were received.
func (in *Ingester) Open(l Landing) (io.ReadCloser, error) { return in.store.Open(l) }
