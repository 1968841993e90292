package schedules

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
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
	t, pulled := h.Pull(ctx, now)
	d, err := h.Conclude(ctx, now, calendar.LocalDay(now))
	d.Tally = t
	return d, errors.Join(pulled, err)
}

// Conclude is the end of a day: transform and publish, with the knowledge of the day asOf.
// Nothing comes between: what is published is what was transformed.
func (h *House) Conclude(ctx context.Context, now time.Time, asOf calendar.Day) (d Day, err error) {
	if _, err := h.Resume(ctx); err != nil {
		return d, err
	}
	h.turn.Lock()
	defer h.turn.Unlock()
	if d.Breaches, err = h.transform(ctx, asOf); err != nil || d.Blocked() {
		return d, err
	}
	d.Release, err = h.publish(ctx, now, asOf)
	return d, err
}

// Blocked reports whether a promise that figures rest on is broken, so that nothing was
// published.
func (d Day) Blocked() bool { return blocked(d.Breaches) }

func blocked(breaches []transform.Breach) bool {
	for _, b := range breaches {
		if b.Check.Severity == transform.Block {
			return true
		}
	}
	return false
}

// Transform reads what a crash left unread, then rebuilds what models say, with the
// knowledge of the day asOf, and returns the promises about the data that are broken.
func (h *House) Transform(ctx context.Context, asOf calendar.Day) ([]transform.Breach, error) {
	if _, err := h.Resume(ctx); err != nil {
		return nil, err
	}
	h.turn.Lock()
	defer h.turn.Unlock()
	return h.transform(ctx, asOf)
}

func (h *House) transform(ctx context.Context, asOf calendar.Day) ([]transform.Breach, error) {
	w, err := h.WindowOn(asOf)
	if err != nil {
		return nil, err
	}
	return h.model(ctx, w)
}

// model rebuilds what models say of a window.
func (h *House) model(ctx context.Context, w Window) (breaches []transform.Breach, err error) {
	traced := h.traceModels(ctx, w.AsOf.Start())
	defer func() { traced(breaches, err) }()
	if err := h.refer(ctx, w); err != nil {
		return nil, err
	}
	if err := h.Engine.Threads(ctx, 0); err != nil {
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
// of knowledge, and the hash of models, duties, calendar, and landings known then.
func (h *House) Publish(ctx context.Context, now time.Time, asOf calendar.Day) (string, error) {
	h.turn.Lock()
	defer h.turn.Unlock()
	return h.publish(ctx, now, asOf)
}

func (h *House) publish(ctx context.Context, now time.Time, asOf calendar.Day) (string, error) {
	id, err := h.releaseID(ctx, asOf)
	if err != nil {
		return "", err
	}
	return id, h.release(ctx, now, warehouse.Release{ID: id, AsOf: asOf.Time()})
}

// release puts a release on record and makes it.
func (h *House) release(ctx context.Context, now time.Time, r warehouse.Release) (err error) {
	began := h.clock(now)
	defer func() { h.traceRelease(ctx, began, r, err) }()
	if err := h.Keep(ctx, Record{Kind: KindPublish, State: RunDone, Began: now, Ended: now, Message: r.ID}); err != nil {
		return err
	}
	r.Made = now.UTC()
	if h.Audit != nil {
		head, err := h.Audit.Head()
		if err != nil {
			return err
		}
		r.Audit = head.String()
	}
	return h.Engine.Publish(ctx, r)
}

// content names everything a release is made of, one line a part.
const content = `
	SELECT concat_ws('|', landing_id, v.verdict, v.ruleset), l.landing
	FROM ledger.landing l JOIN ledger.version v ON v.landing = l.landing WHERE l.landed_on <= ?::DATE
	UNION ALL
	SELECT md5(string_agg(concat_ws('|', source, provider, period, due_on, due_eff, expected), chr(30) ORDER BY source, provider, period)), -2
	FROM reference.expected
	UNION ALL
	SELECT md5(string_agg(concat_ws('|', day, working), chr(30) ORDER BY day)), -1 FROM reference.day
	ORDER BY 2`

// releaseID is the id of what was modelled; about is said where it is not the window of the day.
func (h *House) releaseID(ctx context.Context, asOf calendar.Day, about ...string) (string, error) {
	sum := sha256.New()
	for _, a := range about {
		fmt.Fprintf(sum, "%s\x1d", a)
	}
	models, err := transform.Load(transform.Models())
	if err != nil {
		return "", err
	}
	for _, m := range models {
		fmt.Fprintf(sum, "%s\x1f%s\x1e", m.Name, m.SQL)
	}
	rows, err := h.Engine.DB().QueryContext(ctx, content, asOf.String())
	if err != nil {
		return "", fmt.Errorf("release id: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var part sql.NullString
		var order int64
		if err := rows.Scan(&part, &order); err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s\x1e", part.String)
	}
	return asOf.String() + "-" + hex.EncodeToString(sum.Sum(nil))[:8], rows.Err()
}
