package stream

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"nsk/connectors/kafka"
	"nsk/ingest"
	"nsk/warehouse"
)

// together is how many dead letters are written at once.
const together = 500

// remind writes the dead letters of the batch that was read last, unless the group was told
// of it, which comes after them.
func (s *Stream) remind(ctx context.Context, since string) error {
	if since == "" || !s.Topic.Dead() {
		return nil
	}
	told, err := s.Topic.Committed(ctx)
	if err != nil {
		return err
	}
	c, err := kafka.ParseCursor(since)
	if err != nil || !told.Behind(c) {
		return err
	}
	var last int64
	const q = `SELECT coalesce(max(l.landing), 0) FROM ledger.landing AS l SEMI JOIN ledger.version AS v ON v.landing = l.landing WHERE l.source = ? AND l.provider = ? AND l."cursor" IS NOT NULL`
	if err := s.House.Engine.DB().QueryRowContext(ctx, q, s.Contract.Source, s.provider).Scan(&last); err != nil {
		return fmt.Errorf("dead letters: %w", err)
	}
	out, err := ingest.OutcomeOf(ctx, s.House.Engine, last)
	if err == nil {
		err = s.bury(ctx, out)
	}
	return err
}

// bury writes the rejected messages of a batch to the topic of dead letters.
func (s *Stream) bury(ctx context.Context, out ingest.Outcome) error {
	if out.Rejected == 0 || !s.Topic.Dead() {
		return nil
	}
	rows, err := s.rejected(ctx, out.Landing.Number)
	if err != nil {
		return err
	}
	why, err := s.reasons(ctx, out.Landing.Number)
	if err != nil {
		return err
	}
	_, place := kafka.Places(out.Landing.Origin)
	var some []kafka.Letter
	err = s.lines(out.Landing, rows, func(row int64, line []byte) error {
		l := kafka.Letter{Value: kafka.Message(line), Rules: strings.Join(why[row].rules, ","), Reason: strings.Join(why[row].words, "; "), Landing: out.Landing.ID, Row: row}
		l.Place, _ = place(row)
		if some = append(some, l); len(some) < together {
			return nil
		}
		err := s.deliver(ctx, some)
		some = nil
		return err
	})
	return errors.Join(err, s.deliver(ctx, some))
}

func (s *Stream) deliver(ctx context.Context, letters []kafka.Letter) error {
	if err := s.Topic.Bury(ctx, letters); err != nil {
		return err
	}
	s.buried(len(letters))
	return nil
}

// rejected lists the rows of a landing that were rejected, in order.
func (s *Stream) rejected(ctx context.Context, landing int64) (rows []int64, err error) {
	found, err := s.House.Engine.DB().QueryContext(ctx, `SELECT _row FROM raw.`+warehouse.Quote(s.Contract.Table())+` WHERE _landing = ? AND _state = 1 ORDER BY _row`, landing)
	if err != nil {
		return nil, fmt.Errorf("dead letters: %w", err)
	}
	defer found.Close()
	for found.Next() {
		var row int64
		if err := found.Scan(&row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}

// A reason is why a row was rejected.
type reason struct{ rules, words []string }

// reasons tells them by row. No value is in them: those of personal fields are masked in the
// ledger, and those of others are in the message itself.
func (s *Stream) reasons(ctx context.Context, landing int64) (map[int64]reason, error) {
	why := make(map[int64]reason)
	for f, err := range ingest.Each(ctx, s.House.Engine, landing) {
		if err != nil {
			return nil, err
		}
		if f.Severity != "row" {
			continue
		}
		f.Value = "…"
		what, _ := s.say.Say(s.Contract, f)
		r := why[f.Row]
		if !slices.Contains(r.rules, f.Rule) {
			r.rules, r.words = append(r.rules, f.Rule), append(r.words, f.Field+": "+what.RU)
		}
		why[f.Row] = r
	}
	return why, nil
}

// lines gives the lines of those rows, which are in order.
func (s *Stream) lines(l ingest.Landing, rows []int64, each func(row int64, line []byte) error) error {
	from, err := s.House.Ingester.Open(l)
	if err != nil {
		return fmt.Errorf("dead letters: %w", err)
	}
	defer from.Close()
	in := bufio.NewReaderSize(from, 1<<16)
	for row := int64(1); len(rows) > 0; row++ {
		line, err := in.ReadBytes('\n')
		if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
			return fmt.Errorf("dead letters: row %d of landing %d: %w", row, l.Number, err)
		}
		if row != rows[0] {
			continue
		}
		rows = rows[1:]
		if err := each(row, line[:len(line)-1]); err != nil {
			return err
		}
	}
	return nil
}
