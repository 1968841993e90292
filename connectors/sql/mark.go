package sql

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"nsk/connectors"
)

// A mark is up to where a table that only grows was read, and it must never be too far. A
// transaction takes its numbers and its time when it begins, and others see its rows when
// it commits: by then the rows after them may have been read long ago. So a mark has two
// parts. Everything up to After was read for good. Up to Until it was read as far as one
// could see, and these transactions, which were at work then, may still add to it: a
// pull that finds none of them at work any more reads from After once more, and moves it up
// to Until. So some rows come twice, which changes nothing.
//
// Transactions go by their virtual numbers, which every user may see in pg_locks: neither
// rights of a monitor nor clocks are needed.
type mark struct {
	After   string   `json:"after"`
	Until   string   `json:"until"`
	Running []string `json:"running,omitempty"`

	was  string // After as the pull goes on from
	form form   // of the column
	name string // of the column
}

// form is how a cursor is compared.
type form struct {
	cast string // the type
	time bool   // several rows may have the same value, and later ones may come with it
	now  string // a value that no later transaction will go below; "" where there is none
}

func (p *pull) form() (form, error) {
	c, err := p.column(p.settings["cursor"])
	if err != nil {
		return form{}, err
	}
	switch c.oid {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return form{cast: "bigint"}, nil
	case pgtype.NumericOID:
		return form{cast: "numeric"}, nil
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.UUIDOID:
		return form{cast: "text"}, nil
	case pgtype.TimestamptzOID:
		return form{cast: "timestamptz", time: true, now: "clock_timestamp()"}, nil
	case pgtype.TimestampOID:
		return form{cast: "timestamp", time: true, now: "(clock_timestamp() AT TIME ZONE $1::text)"}, nil
	case pgtype.DateOID:
		return form{cast: "date", time: true, now: "(clock_timestamp() AT TIME ZONE $1::text)::date"}, nil
	}
	return form{}, fmt.Errorf("options.cursor: column %q is neither a number, a text nor a time", c.name)
}

// findMark finds out where this pull begins and where the next one will. First the value
// is read, then who is at work, and only afterwards the snapshot is taken: whoever takes a
// value up to it later was at work in between, or is seen by the snapshot.
func (p *pull) findMark(ctx context.Context) (err error) {
	name := p.settings["cursor"]
	if name == "" {
		return nil
	}
	if p.want.Since != "" {
		if err := json.Unmarshal([]byte(p.want.Since), &p.mark); err != nil {
			return fmt.Errorf("the cursor that was kept cannot be read: %w", err)
		}
	}
	p.mark.name = name
	if p.mark.form, err = p.form(); err != nil {
		return err
	}
	if p.settings["overlap"] != "" && !p.mark.form.time {
		return errors.New("options.overlap: the cursor is no time; remove it")
	}
	return pgx.BeginTxFunc(ctx, p.conn, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		p.tx = tx
		return errors.Join(p.house(ctx), p.look(ctx))
	})
}

func (p *pull) look(ctx context.Context) error {
	until, err := p.newest(ctx)
	if err != nil {
		return err
	}
	running, err := p.running(ctx)
	if err != nil {
		return err
	}
	p.mark.move(until, running)
	return nil
}

// move makes the mark the one to keep after this pull, whose snapshot sees what everybody
// has done who is not at work any more. An Until that waits for somebody goes on waiting,
// so that it is reached however busy the database is.
func (m *mark) move(until string, running []string) {
	m.was = m.After
	waits := slices.DeleteFunc(m.Running, func(one string) bool { return !slices.Contains(running, one) })
	switch {
	case len(running) == 0:
		m.After, m.Until, m.Running = until, until, nil
	case len(waits) > 0:
		m.Running = waits
	default:
		m.After, m.Until, m.Running = m.Until, until, running
	}
}

// newest is the largest value that is there, but no time that is yet to come: a row of a
// clock that is fast must not hide what comes after it.
func (p *pull) newest(ctx context.Context) (until string, err error) {
	value := "max(source." + quote(p.mark.name) + ")"
	if p.mark.form.cast == "text" {
		value = "max(source." + quote(p.mark.name) + "::text COLLATE \"C\")"
	}
	var args []any
	if now := p.mark.form.now; now != "" {
		value = "least(" + value + ", " + now + ")"
		if p.mark.form.cast != "timestamptz" {
			args = append(args, p.settings["zone"])
		}
	}
	err = p.tx.QueryRow(ctx, "SELECT coalesce(("+value+")::text, '') FROM "+p.from()+" WHERE source."+quote(p.mark.name)+" IS NOT NULL", args...).Scan(&until)
	return until, err
}

// running are the transactions at work, also prepared ones, but our own. A replica does not
// know those of its primary.
func (p *pull) running(ctx context.Context) (all []string, err error) {
	var replica bool
	if err := p.tx.QueryRow(ctx, "SELECT pg_is_in_recovery()").Scan(&replica); err != nil {
		return nil, err
	}
	if replica {
		if p.settings["overlap"] == "" {
			return nil, errors.New("a replica does not know which transactions are at work on its primary; set options.overlap to longer than any of them, or ask the primary")
		}
		return nil, nil
	}
	rows, err := p.tx.Query(ctx, `SELECT DISTINCT l.virtualtransaction FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a USING (pid)
		WHERE l.locktype IN ('virtualxid', 'transactionid') AND l.mode = 'ExclusiveLock' AND l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
		AND (a.datname IS NULL OR a.datname = pg_catalog.current_database()) ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// choose takes what came after the mark. Of times, those equal to it too: more of the same
// second may have come. A row without a value can never be known to have been read.
func (m *mark) choose(q *query, s connectors.Settings) {
	if m.name == "" || m.was == "" {
		return
	}
	at, from := "source."+quote(m.name), q.bind(m.was)+"::"+m.form.cast
	if m.form.cast == "text" {
		at += "::text COLLATE \"C\""
	}
	switch {
	case !m.form.time:
		at += " > " + from
	case s["overlap"] != "":
		at += " >= " + from + " - " + q.bind(fmt.Sprintf("%d microseconds", s.Duration("overlap").Microseconds())) + "::interval"
	default:
		at += " >= " + from
	}
	q.where = append(q.where, "("+at+" OR source."+quote(m.name)+" IS NULL)")
}

// part names what is told since a place: a pull that begins there again tells the same, and
// more, and takes its place.
func (m *mark) part() string {
	sum := sha256.Sum256([]byte(m.was))
	return hex.EncodeToString(sum[:8])
}

// next is the mark as it is kept.
func (m *mark) next() (string, error) {
	text, err := json.Marshal(m)
	return string(text), err
}
