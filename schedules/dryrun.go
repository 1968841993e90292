package schedules

import (
	"context"
	"errors"

	"nsk/schedules/calendar"
	"nsk/transform"
)

// DryRun rebuilds the models with the knowledge of the day asOf, hands the broken promises to
// look, which may read what the models say, and lets the models be those of the day on
// again. Nothing comes between. look must not call what takes the turn: pulls, Transform,
// Publish.
func (h *House) DryRun(ctx context.Context, on, asOf calendar.Day, look func([]transform.Breach) error) (err error) {
	if _, err := h.Resume(ctx); err != nil {
		return err
	}
	h.turn.Lock()
	defer h.turn.Unlock()
	if asOf != on {
		defer func() {
			_, back := h.transform(ctx, on)
			err = errors.Join(err, back)
		}()
	}
	breaches, err := h.transform(ctx, asOf)
	if err != nil {
		return err
	}
	return look(breaches)
}
