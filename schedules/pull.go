package schedules

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	t.Received += out.Received
	t.Accepted += out.Accepted
	t.Rejected += out.Rejected
	t.Duplicate += out.Duplicate
	t.OutOfScope += out.OutOfScope
}

// minus is what came after before.
func (t Tally) minus(before Tally) Tally {
	t.Landed -= before.Landed
	t.Refused -= before.Refused
	t.Received -= before.Received
	t.Accepted -= before.Accepted
	t.Rejected -= before.Rejected
	return t
}

// Pull brings and reads everything that is due at the moment now, one source after the
// other. A source that fails stops no other; the errors are joined. Sources limits the
// pull to those named. A pull after which received and disposed-of rows do not reconcile
// has failed (promise 1).
func (h *House) Pull(ctx context.Context, now time.Time, sources ...string) (Tally, error) {
	var t Tally
	errs := []error{h.resume(ctx, &t)}
	tasks, err := h.Plan(ctx, now)
	if err != nil {
		return t, errors.Join(append(errs, err)...)
	}
	var records []record
	for _, c := range inOrder(h.Contracts) {
		if !named(sources, c.Source) || ctx.Err() != nil {
			continue
		}
		before := t
		err := h.source(ctx, c, tasks, now, &t)
		if err != nil {
			errs = append(errs, err)
			h.Log.Error("pull failed", "source", c.Source, "err", err)
		}
		if r, ok := pulled(c.Source, before, t, err); ok {
			records = append(records, r)
		}
	}
	errs = append(errs, h.keep(context.WithoutCancel(ctx), now, records...), h.Ingester.Reconcile(context.WithoutCancel(ctx)))
	return t, errors.Join(append(errs, ctx.Err())...)
}

func named(sources []string, source string) bool {
	return len(sources) == 0 || slices.Contains(sources, source)
}

// inOrder puts every register before what refers to it: a code published today must be
// known when today's returns that use it are read. Registers that refer to each other
// keep the order they came in.
func inOrder(all []*contract.Contract) []*contract.Contract {
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

// resume reads what was landed but not read: a crash may have come between. One that
// cannot be read stops no other.
func (h *House) resume(ctx context.Context, t *Tally) error {
	pending, err := ingest.Pending(ctx, h.Engine)
	if err != nil {
		return err
	}
	var errs []error
	for _, l := range pending {
		if ctx.Err() != nil {
			break
		}
		h.Log.Info("resuming", "source", l.Source, "provider", l.Provider, "period", l.Period.String())
		out, err := h.Ingester.Read(ctx, l)
		if err != nil {
			errs = append(errs, fmt.Errorf("resume %s %s %s: %w", l.Source, l.Provider, l.Period, err))
			continue
		}
		t.add(out)
	}
	return errors.Join(errs...)
}

// source pulls one source: what lies ready where the transport can tell, else what is due.
func (h *House) source(ctx context.Context, c *contract.Contract, tasks []Task, now time.Time, t *Tally) error {
	conn, err := h.connector(c)
	if err != nil {
		return err
	}
	wants := due(c.Source, tasks)
	if l, ok := conn.(connectors.Lister); ok {
		if wants, err = l.List(ctx); err != nil {
			return fmt.Errorf("pull %s: %w", c.Source, err)
		}
	}
	var errs []error
	for _, w := range wants {
		if ctx.Err() != nil {
			break // told once, by Pull
		}
		err := h.one(ctx, conn, c, w, now, t)
		if errors.Is(err, connectors.ErrNotPublished) {
			t.NotPublished++
			continue
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func due(source string, tasks []Task) []connectors.Want {
	var wants []connectors.Want
	for _, t := range tasks {
		if t.Source == source {
			wants = append(wants, connectors.Want{Provider: t.Provider, Period: t.Period})
		}
	}
	return wants
}

// one fetches and reads one return and tells the transport what became of it.
func (h *House) one(ctx context.Context, conn connectors.Connector, c *contract.Contract, w connectors.Want, now time.Time, t *Tally) error {
	b, err := conn.Fetch(ctx, w)
	if err != nil {
		return fmt.Errorf("pull %s %s %s: %w", c.Source, w.Provider, w.Period, err)
	}
	out, err := h.Ingester.Run(ctx, b, c.Source, now)
	if err := errors.Join(err, b.Body.Close()); err != nil {
		return err
	}
	t.add(out)
	h.Log.Debug("read", "source", c.Source, "provider", w.Provider, "period", w.Period.String(), "verdict", string(out.Verdict), "received", out.Received, "rejected", out.Rejected)
	if s, ok := conn.(connectors.Settler); ok {
		return h.settle(ctx, s, b, out)
	}
	return nil
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
