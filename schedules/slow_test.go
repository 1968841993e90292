package schedules_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// scripted is a kind of transport of one answer.
type scripted func(w connectors.Want) (*connectors.Batch, error)

func (s scripted) Fetch(_ context.Context, w connectors.Want) (*connectors.Batch, error) { return s(w) }

// over makes the first source of the house come over a transport of its own.
func (h *house) over(s scripted) {
	h.Kinds["scripted"] = connectors.Kind{Name: "scripted", New: func(*contract.Contract, connectors.Env) (connectors.Connector, error) { return s, nil }}
	h.Contracts[0].Connector = "scripted"
}

func body(r io.Reader) scripted {
	return func(w connectors.Want) (*connectors.Batch, error) {
		return &connectors.Batch{Want: w, MediaType: connectors.MediaCSV, Origin: "test", Name: "test", Body: io.NopCloser(r)}, nil
	}
}

// What breaks off while it is read is not landed at all: nothing is kept of it, the error
// says what happened, and the period stays due.
func TestABodyThatBreaksOff(t *testing.T) {
	h := newHouse(t)
	from, to := io.Pipe()
	go func() {
		_, _ = io.WriteString(to, good)
		to.CloseWithError(errors.New("page 7 never came"))
	}()
	h.over(body(from))
	_, err := h.pull(h.Contracts[0].Source)
	if err == nil || !strings.Contains(err.Error(), "page 7 never came") || !strings.Contains(err.Error(), h.Contracts[0].Source) {
		t.Errorf("error %v", err)
	}
	if got := h.one(`SELECT concat_ws(' ', (SELECT count(*) FROM ledger.landing), (SELECT count(*) FROM ledger.version))`); got != "0 0" {
		t.Errorf("landings and versions on record: %s", got)
	}
}

// A source that takes its time holds up nobody: what others hand over is read meanwhile.
func TestASlowBodyHoldsUpNobody(t *testing.T) {
	h := newHouse(t)
	from, to := io.Pipe()
	h.over(body(from))
	done := make(chan error)
	go func() { _, err := h.pull(h.Contracts[0].Source); done <- err }()
	if _, err := io.WriteString(to, good[:5]); err != nil { // it is being received
		t.Fatal(err)
	}
	p, _ := contract.ParsePeriod("2025-01")
	quick := &connectors.Batch{Want: connectors.Want{Provider: "chamber", Period: p}, MediaType: connectors.MediaJSON, Origin: "test", Body: io.NopCloser(strings.NewReader(json))}
	if out, err := h.Take(t.Context(), quick, "rows", now); err != nil || out.Accepted != 2 {
		t.Errorf("%+v, %v", out, err)
	}
	_, _ = io.WriteString(to, good[5:]) // its error is that of the pull
	to.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A source that has nothing else than before was asked, and nothing has changed.
func TestUnchanged(t *testing.T) {
	h := newHouse(t)
	h.over(func(connectors.Want) (*connectors.Batch, error) {
		return nil, fmt.Errorf("pull: %w", connectors.ErrUnchanged)
	})
	if got, err := h.pull(h.Contracts[0].Source); err != nil || !strings.HasPrefix(got, "landed 0 already ") || strings.HasPrefix(got, "landed 0 already 0") {
		t.Errorf("%s, %v", got, err)
	}
}
