package readiness

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"nsk/reports"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/transform"
)

// Nightly is what the service does every night: in the season it runs dry and keeps the
// answer; on other days it does nothing. The error is a *schedules.ClockError if a later
// night is on record.
func Nightly(ctx context.Context, h *schedules.House, now time.Time, more ...Look) error {
	season, err := SeasonOn(h.Obligations, h.Calendar, calendar.LocalDay(now))
	if err != nil || !season.Holds(calendar.LocalDay(now)) {
		return err
	}
	n, err := Run(ctx, h, now, more...)
	if err != nil {
		return err
	}
	return Keep(ctx, h.Engine, n)
}

// Run makes the analysis that would be delivered at a moment, in memory, and lists what
// stands in the way. Afterwards the models are those of the moment's day.
func Run(ctx context.Context, h *schedules.House, now time.Time, more ...Look) (Night, error) {
	on := calendar.LocalDay(now)
	season, err := SeasonOn(h.Obligations, h.Calendar, on)
	if err != nil {
		return Night{}, fmt.Errorf("readiness: %w", err)
	}
	n := Night{Point: Point{Year: season.Year, Night: on, LookedAt: now.UTC(), AsOf: season.AsOf(on), Delivery: season.Delivery.Day}}
	if n.DaysLeft, err = season.DaysLeft(h.Calendar, on); err != nil {
		return n, fmt.Errorf("readiness: %w", err)
	}
	if years := season.uncovered(h.Calendar); len(years) > 0 {
		n.Found = calendarBlockers(on, years)
		n.tell()
		return n, nil // nothing can be computed without its days
	}
	if err := n.dry(ctx, h, append(looks[:len(looks):len(looks)], more...)); err != nil {
		return n, fmt.Errorf("readiness: %w", err)
	}
	n.tell()
	return n, nil
}

func calendarBlockers(on calendar.Day, years []int) (list []Blocker) {
	for _, year := range years {
		list = append(list, Blocker{Kind: KindCalendar, Subject: strconv.Itoa(year), Owner: administrator, Stops: true, Since: on,
			Text: say(noCalendar, words.Args{"y": words.Bare(year)})})
	}
	return list
}

// dry makes the analysis and looks at it.
func (n *Night) dry(ctx context.Context, h *schedules.House, looks []Look) (err error) {
	s := &State{House: h, On: n.Night, AsOf: n.AsOf}
	if s.Window, err = h.WindowOn(n.AsOf); err != nil {
		return err
	}
	n.From, n.To = s.Window.From, s.Window.To
	return h.DryRun(ctx, n.Night, n.AsOf, func(breaches []transform.Breach) error {
		s.Breaches = breaches
		in := reports.AnnualInput{Release: "dry-run-" + n.Night.String(), Draft: true}
		if s.Annual, s.Failure = reports.Annual(ctx, h.Engine.DB(), in); s.Failure != nil && ctx.Err() != nil {
			return s.Failure // it was not the data
		}
		for _, look := range looks {
			found, err := look(ctx, s)
			if err != nil {
				return err
			}
			n.Found = append(n.Found, found...)
		}
		return nil
	})
}
