package main

import (
	"context"

	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
	"nsk/site/board"
)

// live tells dashboards how everything stands in the warehouse.
func (l *lent) live() board.Live {
	h := l.house
	return board.Live{
		Desk:      &h.Desk,
		Standings: h.Standings,
		Names:     h.Names,
		Night: func(ctx context.Context, on calendar.Day) (readiness.Night, error) {
			return readiness.At(ctx, h.Engine.DB(), on)
		},
		Nights: func(ctx context.Context, year int) ([]readiness.Point, error) {
			return readiness.History(ctx, h.Engine.DB(), year)
		},
	}
}
