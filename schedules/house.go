package schedules

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// A House is everything a day needs, wired by cmd/nsk.
type House struct {
	Desk
	Engine   *warehouse.Engine
	Ingester *ingest.Ingester
	Kinds    map[string]connectors.Factory
	Env      connectors.Env
	Regions  []contract.Region
	Log      *slog.Logger
	open     map[string]connectors.Connector // one a source, made when first needed
}

// Centres are the spans in which centres were active, as known on the day.
func (h *House) Centres(ctx context.Context, today calendar.Day) ([]Span, error) {
	return Centres(ctx, h.Engine, today)
}

// Answered lists the returns that have been answered.
func Answered(ctx context.Context, db *sql.DB) (map[Return]bool, error) {
	rows, err := db.QueryContext(ctx, `SELECT DISTINCT source, provider, period FROM ledger.version WHERE verdict IN ('accepted', 'partly')`)
	if err != nil {
		return nil, fmt.Errorf("answered returns: %w", err)
	}
	defer rows.Close()
	all := make(map[Return]bool)
	for rows.Next() {
		var r Return
		var period string
		if err := rows.Scan(&r.Source, &r.Provider, &period); err != nil {
			return nil, err
		}
		if r.Period, err = contract.ParsePeriod(period); err != nil {
			return nil, err
		}
		all[r] = true
	}
	return all, rows.Err()
}

// Plan lists what should be pulled at the moment now.
func (h *House) Plan(ctx context.Context, now time.Time) ([]Task, error) {
	today := calendar.LocalDay(now)
	centres, err := h.Centres(ctx, today)
	if err != nil {
		return nil, err
	}
	expected, err := h.Expected(today, centres)
	if err != nil {
		return nil, err
	}
	answered, err := Answered(ctx, h.Engine.DB())
	if err != nil {
		return nil, err
	}
	return Plan(today, expected, answered), nil
}

// connector returns the connector of a contract.
func (h *House) connector(c *contract.Contract) (connectors.Connector, error) {
	if conn, ok := h.open[c.Source]; ok {
		return conn, nil
	}
	factory, ok := h.Kinds[c.Connector]
	if !ok {
		return nil, fmt.Errorf("source %s: no kind of connector is called %q", c.Source, c.Connector)
	}
	conn, err := factory(c, h.Env)
	if err != nil {
		return nil, err
	}
	if h.open == nil {
		h.open = make(map[string]connectors.Connector)
	}
	h.open[c.Source] = conn
	return conn, nil
}
