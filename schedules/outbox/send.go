package outbox

import (
	"context"
	"errors"
	"time"

	"nsk/schedules/calendar"
	"nsk/schedules/letters"
	"nsk/warehouse"
)

// A waiting letter has not been sent, or it is not known whether it was.
type waiting struct {
	Posted
	channel, state string
}

// ErrNoAddress means that the contacts name nobody for a provider and a role, or that
// nsk.yaml does not say how to reach them.
var ErrNoAddress = errors.New("no address in the contacts, or no mail (webhook secret) in nsk.yaml")

// Errors of channels that say more than that a letter was not taken.
var (
	// ErrUnsure means that the receiver may have the letter, or may not.
	ErrUnsure = errors.New("it is not known whether it arrived")
	// ErrDown means that no letter can be sent this way now.
	ErrDown = errors.New("the server cannot be used")
)

// send sends what lies in the outbox, oldest first. One that fails stops no other. Before
// each the world is looked at again: a letter of which something is no longer true stays
// where it is, and again is true.
func (p *Post) send(ctx context.Context, now time.Time, v *view, c *Count) (again bool, err error) {
	all, err := p.waiting(ctx)
	if err != nil {
		return false, err
	}
	record, err := p.entries(ctx)
	if err != nil {
		return false, err
	}
	about := make(map[string][]letters.Key)
	for _, e := range record {
		about[e.id] = e.keys
	}
	down := make(map[string]bool)
	for i := range all {
		w := &all[i]
		if err := errors.Join(ctx.Err(), p.look(ctx, v)); err != nil {
			return again, err
		}
		switch {
		case !v.holds(about[w.ID]):
			again = true
		case down[w.channel] && p.reaches(w):
			c.Failed++
		default:
			isDown, err := p.one(ctx, now, w, c)
			if err != nil {
				return again, err
			}
			down[w.channel] = down[w.channel] || isDown
		}
	}
	return again, nil
}

func (p *Post) waiting(ctx context.Context) (all []waiting, err error) {
	rows, err := p.House.Engine.DB().QueryContext(ctx, `SELECT letter, provider, role, channel, state, written_on, subject, text FROM ledger.letter
		WHERE state IN ('written', 'sending') ORDER BY written_on, provider, role, channel`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var w waiting
		var on time.Time
		if err := rows.Scan(&w.ID, &w.Provider, &w.Role, &w.channel, &w.state, &on, &w.Subject, &w.Text); err != nil {
			return nil, err
		}
		w.Day = calendar.DayOf(on)
		all = append(all, w)
	}
	return all, rows.Err()
}

// one sends a letter. That it is being sent is on record before, that it was sent after.
func (p *Post) one(ctx context.Context, now time.Time, w *waiting, c *Count) (down bool, err error) {
	to, _ := p.Contacts.address(w.Provider, w.Role)
	channel := p.Channels[w.channel]
	if !p.reaches(w) {
		c.NoAddress++
		return false, p.ended(ctx, now, w, w.state, ErrNoAddress)
	}
	if err := p.began(ctx, now, w); err != nil {
		return false, err
	}
	problem := channel.Send(ctx, to, w.Posted)
	state := "sent"
	switch {
	case problem == nil:
		c.Sent++
	case errors.Is(problem, ErrUnsure) || w.state == "sending":
		state = "sending" // that a copy was refused says nothing of the first
		c.Failed++
	default:
		state = "written"
		c.Failed++
	}
	return errors.Is(problem, ErrDown), p.ended(context.WithoutCancel(ctx), now, w, state, problem)
}

// reaches reports whether it is known how to reach the receiver of a letter.
func (p *Post) reaches(w *waiting) bool {
	_, ok := p.Contacts.address(w.Provider, w.Role)
	return ok && p.Channels[w.channel] != nil
}

func (p *Post) began(ctx context.Context, now time.Time, w *waiting) error {
	return p.House.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE ledger.letter SET state = 'sending', attempts = attempts + 1, tried_at = ?::TIMESTAMP
			WHERE letter = ? AND channel = ?`, stamp(now), w.ID, w.channel)
		return err
	})
}

func (p *Post) ended(ctx context.Context, now time.Time, w *waiting, state string, problem error) error {
	said := ""
	if problem != nil {
		said = problem.Error()
	}
	return p.House.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE ledger.letter SET state = $1, problem = nullif($2, ''), sent_at = CASE WHEN $1 = 'sent' THEN $3::TIMESTAMP END
			WHERE letter = $4 AND channel = $5`, state, said, stamp(now), w.ID, w.channel)
		return err
	})
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }
