// Package outbox sends letters: they are written into the warehouse first, and only then
// sent, so that nothing is forgotten, and nothing is sent twice as far as a network allows.
//
// A letter goes through the states written, sending, sent. Sending is on record before the
// first byte leaves: after a crash nobody knows whether the receiver has it, so it is sent
// again under the same Message-ID, by which mail programs and the receivers of webhooks
// tell a copy. A letter that could not be sent is withdrawn by the next run, and what is
// still true of it is written anew: nothing is said of a return that has come meanwhile.
package outbox

import (
	"context"
	"fmt"
	"time"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
	"nsk/warehouse"
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

// Nightly composes the letters of the day, writes them and sends what lies in the outbox.
// A letter that could not be sent is no error; it is counted, and tried again.
func (p *Post) Nightly(ctx context.Context, now time.Time) (Count, error) {
	var c Count
	err := p.write(ctx, now, &c)
	if err == nil {
		err = p.Send(ctx, now, &c)
	}
	if err != nil {
		return c, fmt.Errorf("letters: %w", err)
	}
	return c, nil
}

// Compose lists the letters of a day that were not written yet, without writing them.
func (p *Post) Compose(ctx context.Context, on calendar.Day) ([]letters.Letter, error) {
	standings, err := p.House.Standings(ctx, on)
	if err != nil {
		return nil, err
	}
	written, err := p.items(ctx)
	if err != nil {
		return nil, err
	}
	d := letters.Desk{Calendar: p.House.Calendar, Nil: p.Nil, Written: func(k letters.Key) bool { return written[k] }}
	return d.Compose(on, standings)
}

// write withdraws what was not sent on its day and writes the letters of today, in one
// transaction: a crash leaves the outbox as it was, or as it is to be.
func (p *Post) write(ctx context.Context, now time.Time, c *Count) error {
	on := calendar.LocalDay(now)
	n, err := p.withdraw(ctx)
	if err != nil {
		return err
	}
	c.Withdrawn = n
	all, err := p.Compose(ctx, on)
	if err != nil {
		return err
	}
	return p.House.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		for i := range all {
			n, err := p.enter(ctx, tx, &all[i])
			if err != nil {
				return err
			}
			c.Written += n
		}
		return nil
	})
}

// withdraw takes back letters that never left, so that what is said is of today; their items
// are free again. One that was never tried leaves no trace.
func (p *Post) withdraw(ctx context.Context) (int, error) {
	var n int64
	err := p.House.Engine.Tx(ctx, func(tx *warehouse.Tx) (err error) {
		for _, q := range []string{
			`DELETE FROM ledger.letter_item WHERE letter IN (SELECT letter FROM ledger.letter WHERE state = 'written')
				AND letter NOT IN (SELECT letter FROM ledger.letter WHERE state IN ('sending', 'sent'))`,
			`DELETE FROM ledger.letter WHERE state = 'written' AND attempts = 0`,
			`UPDATE ledger.letter SET state = 'withdrawn' WHERE state = 'written'`,
		} {
			if n, err = tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	return int(n), err
}

// enter writes a letter once for each channel that its receiver has; mail for one that has
// none, so that it is seen that an address is missing.
func (p *Post) enter(ctx context.Context, tx *warehouse.Tx, l *letters.Letter) (int, error) {
	text, err := p.Writer.Write(l)
	if err != nil {
		return 0, err
	}
	channels := p.Contacts.channels(l.Provider, l.Role)
	for _, channel := range channels {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger.letter VALUES (?, ?, ?, ?, CAST(? AS DATE), ?, ?, 'written', 0, NULL, NULL, NULL)`,
			l.ID(), l.Provider, string(l.Role), channel, l.Day.String(), text.Subject, text.Text); err != nil {
			return 0, err
		}
	}
	for _, k := range l.Keys() {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger.letter_item VALUES (?, ?, ?, ?, ?, ?)`, l.ID(), k.Provider, string(k.Role), k.Source, k.Period, int(k.Step)); err != nil {
			return 0, err
		}
	}
	return len(channels), nil
}

// items are the steps written so far.
func (p *Post) items(ctx context.Context) (map[letters.Key]bool, error) {
	rows, err := p.House.Engine.DB().QueryContext(ctx, `SELECT provider, role, source, period, step FROM ledger.letter_item`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make(map[letters.Key]bool)
	for rows.Next() {
		var k letters.Key
		if err := rows.Scan(&k.Provider, &k.Role, &k.Source, &k.Period, &k.Step); err != nil {
			return nil, err
		}
		all[k] = true
	}
	return all, rows.Err()
}
