package ingest

import (
	"context"
	"fmt"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// A Parcel is a batch whose bytes are stored, and that has not landed yet.
type Parcel struct {
	landing  Landing
	evidence []byte // that goes with it
	file     string // with the bytes, below no name that is looked for; "" once it has one
}

// Close removes the bytes of a parcel that did not land.
func (p *Parcel) Close() error { return gone(p.file) }

// Receive stores the bytes of b. It takes as long as the other side does, and may be done
// beside everything else. An error means that they did not come whole, and nothing of them
// is kept. The caller must close the parcel.
func (in *Ingester) Receive(b *connectors.Batch, c *contract.Contract) (*Parcel, error) {
	l, file, err := in.store.put(b, c)
	if err != nil {
		return nil, fmt.Errorf("ingest %s %s %s: %w", c.Source, b.Provider, b.Period, err)
	}
	return &Parcel{landing: l, evidence: b.Evidence, file: file}, nil
}

// Enter lands a parcel and reads it. at is the moment of arrival. An error means that it
// could not be done; what is wrong with the data is told by the outcome and the ledger.
func (in *Ingester) Enter(ctx context.Context, p *Parcel, at time.Time) (Outcome, error) {
	failed := func(out Outcome, err error) (Outcome, error) {
		return out, fmt.Errorf("ingest %s %s %s: %w", p.landing.Source, p.landing.Provider, p.landing.Period, err)
	}
	l, read, err := in.land(ctx, p, at)
	if err != nil {
		return failed(Outcome{Landing: l}, err)
	}
	if read {
		return Outcome{Landing: l, Verdict: Already}, nil
	}
	out, err := in.Read(ctx, l)
	if err != nil {
		return failed(out, err)
	}
	return out, nil
}

// Run receives a batch and enters it.
func (in *Ingester) Run(ctx context.Context, b *connectors.Batch, source string, at time.Time) (Outcome, error) {
	p := in.plans[source]
	if p == nil {
		return Outcome{}, fmt.Errorf("ingest: no contract for source %q", source)
	}
	parcel, err := in.Receive(b, p.contract)
	if err != nil {
		return Outcome{}, err
	}
	defer parcel.Close()
	return in.Enter(ctx, parcel, at)
}

// Land stores the bytes of b and records them. It reports whether these bytes have been
// read before.
func (in *Ingester) Land(ctx context.Context, b *connectors.Batch, c *contract.Contract, at time.Time) (Landing, bool, error) {
	l, file, err := in.store.put(b, c)
	if err != nil {
		return l, false, err
	}
	parcel := &Parcel{landing: l, evidence: b.Evidence, file: file}
	defer parcel.Close()
	return in.land(ctx, parcel, at)
}

// land gives a parcel its number and its place.
func (in *Ingester) land(ctx context.Context, p *Parcel, at time.Time) (l Landing, read bool, err error) {
	p.landing.At = at
	if p.landing.Number, err = in.store.number(p.landing); err != nil {
		return p.landing, false, fmt.Errorf("land: %w", err)
	}
	number, read, err := find(ctx, in.engine, p.landing.ID)
	if err != nil || number != 0 {
		p.landing.Number = number
		return p.landing, read, err
	}
	if err := in.store.adopt(p.file, p.landing, p.evidence); err != nil {
		return p.landing, false, err
	}
	p.file = ""
	return p.landing, false, record(ctx, in.engine, &p.landing)
}
