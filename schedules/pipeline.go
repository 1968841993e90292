package schedules

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"nsk/schedules/calendar"
	"nsk/transform"
	"nsk/warehouse"
)

// A Day is what running the day came to.
type Day struct {
	Tally    Tally
	Breaches []transform.Breach
	Release  string // id; empty where a blocking breach held it back
}

// Run is the page that runs the day, top to bottom: pull, transform, publish. A source that
// could not be pulled does not hold back the rest; its error is returned with the day.
func (h *House) Run(ctx context.Context, now time.Time) (Day, error) {
	var d Day
	var pulled error
	d.Tally, pulled = h.Pull(ctx, now)
	var err error
	if d.Breaches, err = h.Transform(ctx, calendar.LocalDay(now)); err != nil {
		return d, err
	}
	if blocked(d.Breaches) {
		return d, pulled
	}
	if d.Release, err = h.Publish(ctx, now, calendar.LocalDay(now)); err != nil {
		return d, err
	}
	return d, pulled
}

func blocked(breaches []transform.Breach) bool {
	for _, b := range breaches {
		if b.Check.Severity == transform.Block {
			return true
		}
	}
	return false
}

// Transform rebuilds what models say, with the knowledge of the day asOf, and returns the
// promises about the data that are broken.
func (h *House) Transform(ctx context.Context, asOf calendar.Day) ([]transform.Breach, error) {
	if err := h.refer(ctx, asOf); err != nil {
		return nil, err
	}
	db := h.Engine.DB()
	models, err := transform.Load(transform.Models())
	if err != nil {
		return nil, err
	}
	if models, err = transform.Order(ctx, db, models); err != nil {
		return nil, err
	}
	if err := transform.Run(ctx, db, models); err != nil {
		return nil, err
	}
	if err := h.Engine.Checkpoint(ctx); err != nil {
		return nil, err
	}
	checks, err := transform.LoadChecks(transform.Checks())
	if err != nil {
		return nil, err
	}
	return transform.RunChecks(ctx, db, checks)
}

// Publish makes a release of what Transform built. Its id stands for the content: the day
// of knowledge, and the hash of the landings known then and of the models.
func (h *House) Publish(ctx context.Context, now time.Time, asOf calendar.Day) (string, error) {
	id, err := h.releaseID(ctx, asOf)
	if err != nil {
		return "", err
	}
	return id, h.Engine.Publish(ctx, warehouse.Release{ID: id, Made: now.UTC(), AsOf: asOf.Time()})
}

func (h *House) releaseID(ctx context.Context, asOf calendar.Day) (string, error) {
	sum := sha256.New()
	models, err := transform.Load(transform.Models())
	if err != nil {
		return "", err
	}
	for _, m := range models {
		fmt.Fprintf(sum, "%s\x1f%s\x1e", m.Name, m.SQL)
	}
	const q = `SELECT l.landing_id, v.verdict, v.ruleset FROM ledger.landing l JOIN ledger.version v ON v.landing = l.landing
		WHERE l.landed_on <= ?::DATE ORDER BY l.landing_id`
	rows, err := h.Engine.DB().QueryContext(ctx, q, asOf.String())
	if err != nil {
		return "", fmt.Errorf("release id: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, verdict, ruleset string
		if err := rows.Scan(&id, &verdict, &ruleset); err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s\x1f%s\x1f%s\x1e", id, verdict, ruleset)
	}
	return asOf.String() + "-" + hex.EncodeToString(sum.Sum(nil))[:8], rows.Err()
}
