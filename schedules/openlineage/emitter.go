package openlineage

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// An Emitter writes events. A nil Emitter does nothing at all: nobody has asked for events.
type Emitter struct {
	Namespace string // of jobs and of the tables of the warehouse
	Producer  string // a URI
	Outbox    *Outbox
	Now       func() time.Time
	Log       *slog.Logger

	mu   sync.Mutex // guards mute
	mute time.Time  // until when a receiver that did not answer is left alone
}

// How long sending may hold up the end of a run, and how long a receiver that does not answer
// is left alone.
const (
	sendTime  = 10 * time.Second
	leftAlone = time.Minute
)

// Begin tells that a run has begun. A parent is the run that it is a part of.
func (e *Emitter) Begin(job string, facets Facets, began time.Time, parent *Run) *Run {
	if e == nil {
		return nil
	}
	r := &Run{ID: number(began), Began: began, Job: JobPart{e.Namespace, job, facets}, parent: parent}
	e.put(e.event(r, Start, began))
	return r
}

// Finish tells how a run has ended.
func (e *Emitter) Finish(r *Run, end End) {
	if e == nil {
		return
	}
	if end.Type == "" {
		end.Type = Complete
	}
	ev := e.event(r, end.Type, end.At)
	ev.Inputs, ev.Outputs = append(ev.Inputs, end.Inputs...), append(ev.Outputs, end.Outputs...)
	if end.Message != "" {
		ev.Run.Facets["errorMessage"] = Facet{"message": end.Message, "programmingLanguage": "Go"}
	}
	e.put(ev)
}

func (e *Emitter) event(r *Run, kind EventType, at time.Time) Event {
	ev := Event{Type: kind, Time: at.UTC(), Run: RunPart{ID: r.ID, Facets: Facets{}}, Job: r.Job, Inputs: []Dataset{}, Outputs: []Dataset{},
		Producer: e.Producer, SchemaURL: spec + "2-0-2/OpenLineage.json#/$defs/RunEvent"}
	if p := r.parent; p != nil {
		ev.Run.Facets["parent"] = Facet{"run": map[string]string{"runId": p.ID}, "job": map[string]string{"namespace": p.Job.Namespace, "name": p.Job.Name}}
	}
	return ev
}

// put writes an event into the outbox. That it could not be written stops no run; it is said.
func (e *Emitter) put(ev Event) {
	for _, f := range []Facets{ev.Run.Facets, ev.Job.Facets} {
		e.sign(f)
	}
	for _, d := range append(append([]Dataset{}, ev.Inputs...), ev.Outputs...) {
		for _, f := range []Facets{d.Facets, d.InputFacets, d.OutputFacets} {
			e.sign(f)
		}
	}
	line, err := json.Marshal(ev)
	if err == nil {
		err = e.Outbox.add(line)
	}
	if err != nil {
		e.Log.Error("an event of lineage is lost: it could not be written down", "job", ev.Job.Name, "run", ev.Run.ID, "state", string(ev.Type), "err", err)
	}
}

// sign puts producer and schema into facets. One that has no schema is a fault of ours.
func (e *Emitter) sign(facets Facets) {
	for name, f := range facets {
		at, ok := schemas[name]
		if !ok {
			panic(fmt.Sprintf("openlineage: no schema of facet %q", name))
		}
		f["_producer"], f["_schemaURL"] = e.Producer, spec+at
	}
}

// Send hands over what waits, in order, for ten seconds at most. What cannot be handed over
// waits on, on disk, for the next time; it is said how much. A receiver that did not answer
// is left alone for a minute, so that it slows nothing.
func (e *Emitter) Send(ctx context.Context) {
	if e == nil || e.Now().Before(e.muted()) {
		return
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
	defer done()
	left, refused, err := e.Outbox.drain(ctx)
	if refused > 0 {
		e.Log.Warn("the receiver of lineage refuses events; they are kept aside", "events", refused, "file", e.Outbox.refusedFile())
	}
	if err != nil {
		e.mu.Lock()
		e.mute = e.Now().Add(leftAlone)
		e.mu.Unlock()
		e.Log.Warn("events of lineage wait until their receiver takes them", "waiting", left, "file", e.Outbox.file(), "err", err)
	}
}

func (e *Emitter) muted() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.mute
}
