package outbox

import (
	"context"

	"nsk/schedules/letters"
	"nsk/warehouse"
)

// write takes back what is not to be sent as it stands and writes what is to be said today,
// in one transaction: a crash leaves the outbox as it was, or as it is to be.
func (p *Post) write(ctx context.Context, v *view, c *Count) error {
	record, err := p.entries(ctx)
	if err != nil {
		return err
	}
	all, err := p.unsaid(v, record)
	if err != nil {
		return err
	}
	return p.House.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		for _, e := range record {
			if !e.open || e.left && !e.stale(v) {
				continue
			}
			n, err := takeBack(ctx, tx, e.id)
			if err != nil {
				return err
			}
			c.Withdrawn += int(n)
		}
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

// takeBack withdraws a letter from the channels in which it was not sent. Where it was never
// tried, nothing is left of it.
func takeBack(ctx context.Context, tx *warehouse.Tx, id string) (withdrawn int64, err error) {
	for _, q := range []string{
		`DELETE FROM ledger.letter WHERE letter = ? AND state = 'written' AND attempts = 0`,
		`DELETE FROM ledger.letter_item WHERE letter = ? AND letter NOT IN (SELECT letter FROM ledger.letter)`,
		`UPDATE ledger.letter SET state = 'withdrawn' WHERE letter = ? AND state IN ('written', 'sending')`,
	} {
		if withdrawn, err = tx.Exec(ctx, q, id); err != nil {
			return 0, err
		}
	}
	return withdrawn, nil
}

// enter writes a letter once for each channel that its receiver has; mail for one that has
// none, so that it is seen that an address is missing. The same letter that was withdrawn
// today is taken up again, with its attempts.
func (p *Post) enter(ctx context.Context, tx *warehouse.Tx, l *letters.Letter) (int, error) {
	text, err := p.Writer.Write(l)
	if err != nil {
		return 0, err
	}
	channels := p.Contacts.channels(l.Provider, l.Role)
	for _, channel := range channels {
		n, err := tx.Exec(ctx, `UPDATE ledger.letter SET state = 'written' WHERE letter = ? AND channel = ? AND state = 'withdrawn'`, l.ID(), channel)
		if err != nil {
			return 0, err
		}
		if n > 0 {
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO ledger.letter VALUES (?, ?, ?, ?, CAST(? AS DATE), ?, ?, 'written', 0, NULL, NULL, NULL)`,
			l.ID(), l.Provider, string(l.Role), channel, l.Day.String(), text.Subject, text.Text); err != nil {
			return 0, err
		}
	}
	for _, k := range l.Keys() {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger.letter_item SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (FROM ledger.letter_item
				WHERE letter = $1 AND source = $4 AND period = $5 AND step = $6)`,
			l.ID(), k.Provider, string(k.Role), k.Source, k.Period, int(k.Step)); err != nil {
			return 0, err
		}
	}
	return len(channels), nil
}
