package schedules

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules/calendar"
	"nsk/schedules/openlineage"
	"nsk/warehouse"
	"nsk/warehouse/audit"
)

// A House is everything a day needs, wired by cmd/nsk.
type House struct {
	Desk
	Engine   *warehouse.Engine
	Ingester *ingest.Ingester
	Kinds    map[string]connectors.Kind
	Env      connectors.Env
	Regions  []contract.Region
	Log      *slog.Logger
	Audit    *audit.Log           // whose newest entry a release keeps; nil: none
	Lineage  *openlineage.Emitter // told what was run, read and made; nil: nobody asked
	// Clock tells when a run ended; nil where nothing takes time, as in a rehearsal.
	Clock func() time.Time

	turn    sync.Mutex                      // held by what reads a landing or rebuilds the models
	seen    seen                            // what was read last of the applications
	opening sync.Mutex                      // guards open
	open    map[string]connectors.Connector // one a source, made when first needed
}

// Alone does something that must not meet the reading of a landing or the rebuilding of
// the models. It must not call what takes the turn itself: pulls, Transform, Publish.
func (h *House) Alone(do func() error) error {
	h.turn.Lock()
	defer h.turn.Unlock()
	return do()
}

// clock is the moment it is, began at the earliest.
func (h *House) clock(began time.Time) time.Time {
	if h.Clock == nil {
		return began
	}
	return h.Clock()
}

// Plan lists what should be pulled at the moment now.
func (h *House) Plan(ctx context.Context, now time.Time) ([]Task, error) {
	today := calendar.LocalDay(now)
	standings, err := h.Standings(ctx, today)
	if err != nil {
		return nil, err
	}
	free, err := h.unowed(ctx, today)
	return append(Plan(today, standings), free...), err
}

// connector returns the connector of a contract.
func (h *House) connector(c *contract.Contract) (connectors.Connector, error) {
	h.opening.Lock()
	defer h.opening.Unlock()
	if conn, ok := h.open[c.Source]; ok {
		return conn, nil
	}
	kind, ok := h.Kinds[c.Connector]
	if !ok {
		return nil, fmt.Errorf("source %s: no kind of connector is called %q", c.Source, c.Connector)
	}
	conn, err := kind.New(c, h.Env)
	if err != nil {
		return nil, err
	}
	if h.open == nil {
		h.open = make(map[string]connectors.Connector)
	}
	h.open[c.Source] = conn
	return conn, nil
}
