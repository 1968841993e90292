package schedules

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
)

// A Tally is what a pull brought.
type Tally struct {
	Landed       int // batches read
	Already      int // batches read before
	Refused      int
	NotPublished int // asked for, but not there yet
	ingest.Counts
	read []int64 // the landings
}

func (t *Tally) add(out ingest.Outcome) {
	switch out.Verdict {
	case ingest.Already:
		t.Already++
		return
	case ingest.Refused:
		t.Refused++
	}
	t.Landed++
	t.read = append(t.read, out.Landing.Number)
	t.Received += out.Received
	t.Accepted += out.Accepted
	t.Rejected += out.Rejected
	t.Duplicate += out.Duplicate
	t.OutOfScope += out.OutOfScope
}

// plus adds what another pull brought.
func (t *Tally) plus(o Tally) {
	t.Landed += o.Landed
	t.Already += o.Already
	t.Refused += o.Refused
	t.NotPublished += o.NotPublished
	t.read = append(t.read, o.read...)
	t.Received += o.Received
	t.Accepted += o.Accepted
	t.Rejected += o.Rejected
	t.Duplicate += o.Duplicate
	t.OutOfScope += o.OutOfScope
}

// Pull brings and reads everything that is due at the moment now, one source after the
// other. A source that fails stops no other; the errors are joined. Sources limits the
// pull to those named. A pull after which received and disposed-of rows do not reconcile
// has failed (promise 1).
func (h *House) Pull(ctx context.Context, now time.Time, sources ...string) (Tally, error) {
	t, unread := h.Resume(ctx)
	errs := []error{unread}
	tasks, err := h.Plan(ctx, now)
	if err != nil {
		return t, errors.Join(append(errs, err)...)
	}
	var records []Record
	for _, c := range InOrder(h.Contracts) {
		if !named(sources, c.Source) || h.Kinds[c.Connector].Stream || ctx.Err() != nil {
			continue
		}
		began := h.clock(now)
		brought, err := h.source(ctx, c, func() ([]Task, error) { return tasks, nil }, now)
		t.plus(brought)
		if err != nil {
			errs = append(errs, err)
			h.Log.Error("pull failed", "source", c.Source, "err", err)
		}
		if r, ok := h.pulled(c.Source, began, brought, err); ok {
			records = append(records, r)
		}
	}
	errs = append(errs, h.Keep(context.WithoutCancel(ctx), records...), h.Ingester.Reconcile(context.WithoutCancel(ctx)))
	return t, errors.Join(append(errs, ctx.Err())...)
}

// PullSource brings and reads what is due of one source, and leaves the record to the
// caller. It may run beside the pulls of other sources: what touches the warehouse takes
// its turn.
func (h *House) PullSource(ctx context.Context, source string, now time.Time) (Tally, error) {
	c := contract.Find(h.Contracts, source)
	if c == nil {
		return Tally{}, fmt.Errorf("pull: %q is no source", source)
	}
	t, err := h.source(ctx, c, func() ([]Task, error) { return h.Plan(ctx, now) }, now)
	if t.Landed > 0 {
		err = errors.Join(err, h.Ingester.Reconcile(context.WithoutCancel(ctx)))
	}
	return t, errors.Join(err, ctx.Err())
}

func named(sources []string, source string) bool {
	return len(sources) == 0 || slices.Contains(sources, source)
}

// InOrder puts every register before what refers to it: a code published today must be
// known when today's returns that use it are read. Registers that refer to each other
// keep the order they came in.
func InOrder(all []*contract.Contract) []*contract.Contract {
	var ordered []*contract.Contract
	seen := make(map[string]bool)
	var visit func(*contract.Contract)
	visit = func(c *contract.Contract) {
		if c == nil || seen[c.Source] {
			return
		}
		seen[c.Source] = true
		for i := range c.Columns {
			if r := c.Columns[i].Ref; r != nil {
				visit(contract.Find(all, r.Source))
			}
		}
		ordered = append(ordered, c)
	}
	for _, c := range all {
		visit(c)
	}
	return ordered
}

// Resume reads what was landed but not read: a crash may have come between. One that
// cannot be read stops no other.
func (h *House) Resume(ctx context.Context) (t Tally, err error) {
	h.turn.Lock() // or a landing that is just being read would be read twice
	defer h.turn.Unlock()
	pending, err := ingest.Pending(ctx, h.Engine)
	if err != nil {
		return t, err
	}
	var errs []error
	for _, l := range pending {
		if ctx.Err() != nil {
			break
		}
		h.Log.Info("resuming", "source", l.Source, "provider", l.Provider, "period", l.Period.String())
		out, err := h.Ingester.Read(ctx, l)
		h.Arrived(ctx, l.Source, l.At, out, err)
		if err != nil {
			errs = append(errs, fmt.Errorf("resume %s %s %s: %w", l.Source, l.Provider, l.Period, err))
			continue
		}
		t.add(out)
	}
	return t, errors.Join(errs...)
}

// source pulls one source: what lies ready where the transport can tell, else what is due.
func (h *House) source(ctx context.Context, c *contract.Contract, due func() ([]Task, error), now time.Time) (t Tally, err error) {
	began := h.clock(now)
	defer func() { h.tracePull(ctx, c, began, t, err) }()
	conn, err := h.connector(c)
	if err != nil {
		return t, err
	}
	wants, err := ready(ctx, conn, c.Source, due)
	if err != nil {
		return t, fmt.Errorf("pull %s: %w", c.Source, err)
	}
	var errs []error
	for _, w := range wants {
		if ctx.Err() != nil {
			break // told once, by Pull
		}
		err := h.one(ctx, conn, c, w, now, &t)
		switch {
		case errors.Is(err, connectors.ErrNotPublished):
			t.NotPublished++
		case errors.Is(err, connectors.ErrUnchanged):
			t.Already++
		default:
			errs = append(errs, err)
		}
	}
	return t, errors.Join(errs...)
}

// ready is what will be asked of a source, in this order. What is due is worked out only
// where the transport cannot tell: a folder is looked at every minute.
func ready(ctx context.Context, conn connectors.Connector, source string, due func() ([]Task, error)) ([]connectors.Want, error) {
	if l, ok := conn.(connectors.Lister); ok {
		return l.List(ctx)
	}
	tasks, err := due()
	if err != nil {
		return nil, err
	}
	var wants []connectors.Want
	for _, t := range tasks {
		if t.Source == source {
			wants = append(wants, connectors.Want{Provider: t.Provider, Period: t.Period})
		}
	}
	return wants, nil
}

// one fetches and reads one return and tells the transport what became of it. Fetching, and
// receiving what comes, waits for the other side as long as it takes, so it holds up nobody.
func (h *House) one(ctx context.Context, conn connectors.Connector, c *contract.Contract, w connectors.Want, now time.Time, t *Tally) (err error) {
	if w.Since, err = ingest.Since(ctx, h.Engine, c.Source, w.Provider); err != nil {
		return err
	}
	b, err := conn.Fetch(ctx, w)
	if err != nil {
		return fmt.Errorf("pull %s %s %s: %w", c.Source, w.Provider, w.Period, err)
	}
	parcel, err := h.Ingester.Receive(b, c)
	if err := errors.Join(err, b.Body.Close()); err != nil {
		return err
	}
	defer parcel.Close()
	h.turn.Lock()
	defer h.turn.Unlock()
	out, err := h.Ingester.Enter(ctx, parcel, now)
	if err != nil {
		return err
	}
	t.add(out)
	if strings.HasPrefix(b.Signature, "in") { // indeterminate, or invalid and let in by the contract
		h.Log.Warn("landed with a signature that does not hold for certain", "source", c.Source, "provider", w.Provider, "period", w.Period.String(), "signature", b.Signature)
	}
	h.Log.Debug("read", "source", c.Source, "provider", w.Provider, "period", w.Period.String(), "verdict", string(out.Verdict), "received", out.Received, "rejected", out.Rejected)
	if s, ok := conn.(connectors.Settler); ok {
		return h.settle(ctx, s, b, out)
	}
	return nil
}

// Take lands and reads what somebody handed over, when its turn comes, and balances the
// ledger. An error means that it could not be done, not that the data are wrong.
func (h *House) Take(ctx context.Context, b *connectors.Batch, source string, at time.Time) (ingest.Outcome, error) {
	h.turn.Lock()
	defer h.turn.Unlock()
	out, err := h.Ingester.Run(ctx, b, source, at)
	h.Arrived(ctx, source, at, out, err)
	if err := errors.Join(err, b.Body.Close()); err != nil {
		return out, err
	}
	return out, h.Ingester.Reconcile(context.WithoutCancel(ctx))
}

// settle puts the original aside by what became of it; for bytes read before, by what
// became of them then.
func (h *House) settle(ctx context.Context, s connectors.Settler, b *connectors.Batch, out ingest.Outcome) error {
	verdict := out.Verdict
	if verdict == ingest.Already {
		const q = `SELECT verdict FROM ledger.version WHERE landing = ?`
		if err := h.Engine.DB().QueryRowContext(ctx, q, out.Landing.Number).Scan(&verdict); err != nil {
			return fmt.Errorf("settle %s: %w", b.Name, err)
		}
	}
	return s.Settle(ctx, b, verdict != ingest.Refused)
}
