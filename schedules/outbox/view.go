package outbox

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
)

// A view is what is known while letters are written and sent.
type view struct {
	on        calendar.Day
	standings []schedules.Standing
	current   map[letters.Key]bool // what would be said today if nothing had been said before
	mark      mark
}

// A mark tells whether something has arrived or been decided meanwhile.
type mark struct{ landing, versions int64 }

func (p *Post) mark(ctx context.Context) (m mark, err error) {
	const q = `SELECT (SELECT coalesce(max(landing), 0) FROM ledger.landing), (SELECT count(*) FROM ledger.version)`
	err = p.House.Engine.DB().QueryRowContext(ctx, q).Scan(&m.landing, &m.versions)
	return m, err
}

// look brings a view up to date. The mark is taken first: what arrives while the standings
// are read is noticed later, rather than never.
func (p *Post) look(ctx context.Context, v *view) (err error) {
	m, err := p.mark(ctx)
	if err != nil || v.current != nil && m == v.mark {
		return err
	}
	v.mark = m
	if v.standings, err = p.House.Standings(ctx, v.on); err != nil {
		return err
	}
	all, err := p.compose(v, func(letters.Key) bool { return false })
	if err != nil {
		return err
	}
	v.current = make(map[letters.Key]bool)
	for i := range all {
		for _, k := range all[i].Keys() {
			v.current[k] = true
		}
	}
	return nil
}

// holds reports whether all of it is still to be said.
func (v *view) holds(keys []letters.Key) bool {
	for _, k := range keys {
		if !v.current[k] {
			return false
		}
	}
	return true
}

// An entry is a letter on record, whatever the channel.
type entry struct {
	id   string
	to   addressee
	on   calendar.Day
	open bool // not sent yet in some channel
	left bool // sent, or it may have been, in some channel
	sent bool // sent in some channel
	keys []letters.Key
}

// An addressee gets one letter a day.
type addressee struct {
	provider string
	role     letters.Role
}

// stale reports whether a letter that may have left is not to be sent again.
func (e *entry) stale(v *view) bool { return e.open && e.left && !v.holds(e.keys) }

// told reports whether what a letter says counts as said.
func (e *entry) told(v *view) bool { return e.sent || e.left && !e.stale(v) }

//go:embed entries.sql
var entriesSQL string

func (p *Post) entries(ctx context.Context) (all []*entry, err error) {
	rows, err := p.House.Engine.DB().QueryContext(ctx, entriesSQL)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e entry
		var on time.Time
		var k letters.Key
		if err := rows.Scan(&e.id, &e.to.provider, &e.to.role, &on, &e.open, &e.left, &e.sent, &k.Source, &k.Period, &k.Step); err != nil {
			return nil, fmt.Errorf("outbox: %w", err)
		}
		e.on = calendar.DayOf(on)
		k.Provider, k.Role = e.to.provider, e.to.role
		if n := len(all); n == 0 || all[n-1].id != e.id {
			all = append(all, &e)
		}
		last := all[len(all)-1]
		last.keys = append(last.keys, k)
	}
	return all, rows.Err()
}

// unsaid lists the letters that are still to be written on a day, given what is on record.
// Who was written to on that day is not written to again before the next.
func (p *Post) unsaid(v *view, record []*entry) ([]letters.Letter, error) {
	told, busy := make(map[letters.Key]bool), make(map[addressee]bool)
	for _, e := range record {
		if !e.told(v) {
			continue
		}
		busy[e.to] = busy[e.to] || e.on == v.on
		for _, k := range e.keys {
			told[k] = true
		}
	}
	return p.compose(v, func(k letters.Key) bool { return told[k] || busy[addressee{k.Provider, k.Role}] })
}
