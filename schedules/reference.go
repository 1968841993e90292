package schedules

import (
	"context"
	"database/sql/driver"

	"nsk/ingest"
	"nsk/schedules/calendar"
)

// refer writes what models may ask about time and place: the window, the working days, the
// duties up to the day of knowledge, bodies, regions and sources.
func (h *House) refer(ctx context.Context, w Window) error {
	if err := h.Engine.Fill(ctx, "reference", "parameter", w.rows()); err != nil {
		return err
	}
	expected, err := h.expectedRows(ctx, w.AsOf)
	if err != nil {
		return err
	}
	if err := h.Engine.Fill(ctx, "reference", "expected", expected); err != nil {
		return err
	}
	return h.Lists(ctx)
}

// Lists writes the built-in lists that rows may refer to. It must have run before the
// first row is checked.
func (h *House) Lists(ctx context.Context) error {
	var regions, bodies, sources [][]driver.Value
	for _, r := range h.Regions {
		var population any
		if r.Population > 0 {
			population = r.Population
		}
		regions = append(regions, []driver.Value{r.Code, r.Code + "0000000", r.KK, r.RU, population})
	}
	for _, b := range h.Bodies {
		bodies = append(bodies, []driver.Value{b.ID, b.Kind, b.KK, b.RU})
	}
	for _, c := range h.Contracts {
		sources = append(sources, []driver.Value{c.Source, c.Title.KK, c.Title.RU, c.Paragraph, string(c.Cadence), c.Provider})
	}
	if err := h.Engine.Fill(ctx, "reference", "region", regions); err != nil {
		return err
	}
	if err := h.Engine.Fill(ctx, "reference", "body", bodies); err != nil {
		return err
	}
	if err := h.Engine.Fill(ctx, "reference", "source", sources); err != nil {
		return err
	}
	days, err := h.Calendar.Rows()
	if err != nil {
		return err
	}
	if err := h.Engine.Fill(ctx, "reference", "day", days); err != nil {
		return err
	}
	return h.rules(ctx)
}

func (h *House) rules(ctx context.Context) error {
	all, err := ingest.Rules(h.Contracts)
	if err != nil {
		return err
	}
	rows := make([][]driver.Value, len(all))
	for i, r := range all {
		rows[i] = []driver.Value{r.ID, r.Name.KK, r.Name.RU}
	}
	return h.Engine.Fill(ctx, "reference", "rule", rows)
}

func (w Window) rows() [][]driver.Value {
	return [][]driver.Value{{w.AsOf.Time(), w.From.Time(), w.To.Time(), w.RollFrom.Time(), w.BeforeFrom.Time(), w.BeforeTo.Time()}}
}

// expectedRows are the duties for periods that have ended. Why says why one is not expected.
func (h *House) expectedRows(ctx context.Context, asOf calendar.Day) ([][]driver.Value, error) {
	all, err := h.Standings(ctx, asOf)
	if err != nil {
		return nil, err
	}
	var rows [][]driver.Value
	for _, s := range all {
		from, end := s.Period.Bounds()
		if calendar.DayOf(end) > asOf {
			continue
		}
		expected, why := true, ""
		if s.State == StateClosed || s.State == StateExempt {
			expected, why = false, string(s.State)
		}
		rows = append(rows, []driver.Value{s.Source, s.Provider, s.Kind, s.Period.String(), from, end.AddDate(0, 0, -1),
			s.Due.Time(), s.Last.Time(), s.Paragraph, expected, why})
	}
	return rows, nil
}
