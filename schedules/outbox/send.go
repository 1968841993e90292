package outbox

import (
	"context"
	"errors"
	"time"

	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// A waiting letter has not been sent, or it is not known whether it was.
type waiting struct {
	Posted
	channel string
}

// ErrNoAddress means that the contacts name nobody for a provider and a role.
var ErrNoAddress = errors.New("no address in the contacts")

// Send sends what lies in the outbox, oldest first. One that fails stops no other.
func (p *Post) Send(ctx context.Context, now time.Time, c *Count) error {
	all, err := p.waiting(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.one(ctx, now, &all[i], c); err != nil {
			return err
		}
	}
	return nil
}

func (p *Post) waiting(ctx context.Context) (all []waiting, err error) {
	rows, err := p.House.Engine.DB().QueryContext(ctx, `SELECT letter, provider, role, channel, written_on, subject, text FROM ledger.letter
		WHERE state IN ('written', 'sending') ORDER BY written_on, provider, role, channel`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var w waiting
		var on time.Time
		if err := rows.Scan(&w.ID, &w.Provider, &w.Role, &w.channel, &on, &w.Subject, &w.Text); err != nil {
			return nil, err
		}
		w.Day = calendar.DayOf(on)
		all = append(all, w)
	}
	return all, rows.Err()
}

// one sends a letter. That it is being sent is on record before, that it was sent after.
func (p *Post) one(ctx context.Context, now time.Time, w *waiting, c *Count) error {
	to, ok := p.Contacts.address(w.Provider, w.Role)
	channel := p.Channels[w.channel]
	if !ok || channel == nil {
		c.NoAddress++
		return p.mark(ctx, w, now, "written", ErrNoAddress)
	}
	if err := p.mark(ctx, w, now, "sending", nil); err != nil {
		return err
	}
	if err := channel.Send(ctx, to, w.Posted); err != nil {
		c.Failed++
		return p.mark(context.WithoutCancel(ctx), w, now, "written", err)
	}
	c.Sent++
	return p.mark(context.WithoutCancel(ctx), w, now, "sent", nil)
}

func (p *Post) mark(ctx context.Context, w *waiting, now time.Time, state string, problem error) error {
	said := ""
	if problem != nil {
		said = problem.Error()
	}
	return p.House.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE ledger.letter SET state = ?, problem = nullif(?, ''), tried_at = ?::TIMESTAMP,
				attempts = attempts + CASE WHEN ? = 'sending' THEN 1 ELSE 0 END, sent_at = CASE WHEN ? = 'sent' THEN ?::TIMESTAMP END
			WHERE letter = ? AND channel = ? AND state <> 'withdrawn'`,
			state, said, stamp(now), state, state, stamp(now), w.ID, w.channel)
		return err
	})
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }
