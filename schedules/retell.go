package schedules

import (
	"context"
	"errors"
	"time"

	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// Retell makes a release about a period that is over, which ended on last, with what is
// known today: what an amended document is written from. Readers stay with the release they
// read, and the models are those of the day again afterwards.
func (h *House) Retell(ctx context.Context, now time.Time, last calendar.Day) (d Day, err error) {
	today, err := h.WindowOn(calendar.LocalDay(now))
	if err != nil {
		return d, err
	}
	window, err := today.Ending(last)
	if err != nil {
		return d, err
	}
	if _, err := h.Resume(ctx); err != nil {
		return d, err
	}
	h.turn.Lock()
	defer h.turn.Unlock()
	defer func() {
		_, back := h.model(ctx, today)
		err = errors.Join(err, back)
	}()
	if d.Breaches, err = h.model(ctx, window); err != nil || d.Blocked() {
		return d, err
	}
	if d.Release, err = h.releaseID(ctx, window.AsOf, last.String()); err != nil {
		return d, err
	}
	return d, h.release(ctx, now, warehouse.Release{ID: d.Release, AsOf: window.AsOf.Time(), Aside: true})
}
