// Package outbox sends letters: they are written into the warehouse first, and only then
// sent, so that nothing is forgotten, and nothing is sent twice as far as a network allows.
//
// A letter goes through the states written, sending, sent. Sending is on record before the
// first byte leaves: where nobody knows afterwards whether the receiver has it (a crash, a
// connection lost at the wrong moment), it stays in that state and is sent again under the
// same Message-ID, by which mail programs and the receivers of webhooks tell a copy. No
// network allows more: exactly once is what is written, at least once is what is sent.
//
// A letter leaves only while all it says is still to be said. One that never left is
// withdrawn by the next run, and what is still true of it is written anew, as of that day;
// so is one that may have left, once a return it asks for has come or another step of the
// ladder is reached. Nothing is ever said of a return that is in.
package outbox

import (
	"context"
	"fmt"
	"time"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
)

// A Channel carries letters to an address.
type Channel interface {
	// Send delivers a letter. id is the same each time the same letter is sent. An error
	// must not name the address.
	Send(ctx context.Context, to Address, l Posted) error
}

// A Posted letter is one that lies in the outbox.
type Posted struct {
	ID, Provider string
	Role         letters.Role
	Day          calendar.Day
	letters.Mail
}

// A Post is the outbox of one installation.
type Post struct {
	House    *schedules.House
	Writer   *letters.Writer
	Contacts Contacts
	Channels map[string]Channel // by name: mail, webhook
	Nil      map[string]bool    // sources of which nothing can be declared
}

// A Count says what a night came to.
type Count struct{ Written, Sent, Failed, NoAddress, Withdrawn int }

// rounds are how often what came while letters were being sent is made up for in one night;
// the rest waits for the next.
const rounds = 3

// Nightly composes the letters of the day, writes them and sends what lies in the outbox.
// On a day off it does nothing. A letter that could not be sent is no error; it is counted,
// and tried again.
func (p *Post) Nightly(ctx context.Context, now time.Time) (c Count, err error) {
	working, err := p.House.Calendar.Working(calendar.LocalDay(now))
	for again, n := working, 0; again && err == nil && n < rounds; n++ {
		again, err = p.round(ctx, now, &c)
	}
	if err != nil {
		return c, fmt.Errorf("letters: %w", err)
	}
	return c, nil
}

// round writes and sends once. It reports whether something was left out because it was no
// longer true, so that the rest of it is to be written anew.
func (p *Post) round(ctx context.Context, now time.Time, c *Count) (again bool, err error) {
	v := &view{on: calendar.LocalDay(now)}
	if err := p.look(ctx, v); err != nil {
		return false, err
	}
	if err := p.write(ctx, v, c); err != nil {
		return false, err
	}
	return p.send(ctx, now, v, c)
}

// Compose lists the letters of a day, without writing them; what has been sent is not in
// them.
func (p *Post) Compose(ctx context.Context, on calendar.Day) ([]letters.Letter, error) {
	v := &view{on: on}
	if err := p.look(ctx, v); err != nil {
		return nil, err
	}
	record, err := p.entries(ctx)
	if err != nil {
		return nil, err
	}
	return p.unsaid(v, record)
}

func (p *Post) compose(v *view, written func(letters.Key) bool) ([]letters.Letter, error) {
	d := letters.Desk{Calendar: p.House.Calendar, Nil: p.Nil, Written: written}
	return d.Compose(v.on, v.standings)
}
