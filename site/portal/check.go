package portal

import (
	"context"
	"net/http"
	"time"

	"nsk/connectors"
	"nsk/ingest"
)

// A phase is how far a file has come.
type phase string

// The phases. Only what is done is on record: until then a file can still be lost with the
// process, and its sender is told so.
const (
	receiving phase = "receiving"
	checking  phase = "checking" // received whole; waits for its turn, or is read
	done      phase = "done"
	failed    phase = "failed" // it could not be read through no fault of its sender, or was too large
)

// A state is how far a parcel has come, and what it came to.
type state struct {
	Phase   phase
	SHA256  string // once the file is whole
	Outcome ingest.Outcome
	ready   chan struct{} // closed when the check is over
}

// complete hands a whole parcel over to be checked, once. It does not wait.
func (p *Portal) complete(c *parcel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handed.Do(func() {
		c.state.Phase, c.state.SHA256, c.state.ready = checking, c.hash(), make(chan struct{})
		p.Jobs.Add(1)
		go func() {
			defer p.Jobs.Done()
			p.check(p.Life, c)
		}()
	})
}

// check lands and reads a parcel.
func (p *Portal) check(ctx context.Context, c *parcel) {
	out, err := p.take(ctx, c)
	if err != nil {
		p.shell.Log.Error("a file that was sent cannot be read", "source", c.Source, "provider", c.Provider, "period", c.Period.String(), "err", err)
	}
	p.stock.drop(c)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state.Phase, c.state.Outcome = done, out
	if err != nil && out.Landing.Number == 0 {
		c.state.Phase = failed
	}
	c.touched = p.Now()
	close(c.state.ready)
}

func (p *Portal) take(ctx context.Context, c *parcel) (ingest.Outcome, error) {
	body, err := p.stock.body(c)
	if err != nil {
		return ingest.Outcome{}, err
	}
	name := c.Provider + "_" + c.Period.String() + c.Ext // what people call their files is not kept
	b := &connectors.Batch{Want: c.Want, Origin: "file:" + name, MediaType: c.Media, Name: name, Body: body}
	return p.House.Take(ctx, b, c.Source, p.Now())
}

// status is the state of a parcel for its sender.
func (c *parcel) status() (phase, int64, state) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state.Phase, c.offset, state{Phase: c.state.Phase, SHA256: c.state.SHA256, Outcome: c.state.Outcome, ready: c.state.ready}
}

// await waits until a check is over, or the sender has gone.
func (c *parcel) await(r *http.Request, limit <-chan time.Time) {
	_, _, s := c.status()
	if s.ready == nil {
		return
	}
	select {
	case <-s.ready:
	case <-limit:
	case <-r.Context().Done():
	}
}
