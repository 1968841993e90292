package approval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nsk/reports"
	"nsk/reports/words"
)

// An UnmetError lists the blocking checks over which a document cannot be signed.
type UnmetError struct{ Unmet []Unmet }

func (e *UnmetError) Error() string {
	var ids []string
	for _, u := range e.Unmet {
		ids = append(ids, u.ID+" ("+u.Text.EN+")")
	}
	return "the document cannot be signed: " + strings.Join(ids, "; ")
}

// Case reads the files of the newest version for an examination.
func (s *Store) Case(name string, w World) (*Case, error) {
	standing, err := s.Standing(name)
	if err != nil {
		return nil, err
	}
	copied, err := s.read(name, standing)
	if err != nil {
		return nil, err
	}
	return ReadCase(copied, w)
}

// ReadCase reads the files of a copy. A form that is missing is left empty, for a check to
// tell; one that cannot be read is an error.
func ReadCase(from Copy, w World) (c *Case, err error) {
	c = &Case{World: w, Standing: from.Standing, Files: from.Files, Dir: from.Dir, Pages: map[words.Lang]*Page{}}
	if c.Book, err = reports.Indicators(); err != nil {
		return nil, err
	}
	for _, l := range words.Both {
		c.Pages[l] = &Page{Cover: map[string]string{}}
		err := opened(from.Dir, "report."+string(l)+".html", func(f *os.File) (err error) {
			c.Pages[l], err = ReadPage(f)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return c, opened(from.Dir, "facts.json", func(f *os.File) (err error) {
		c.Publication, err = reports.ReadPublication(f)
		return err
	})
}

// opened reads a file, if it is there.
func opened(dir, name string, read func(*os.File) error) error {
	f, err := os.Open(filepath.Join(dir, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := read(f); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Sign reviews or agrees: every blocking check must hold, and the warnings that stand are
// kept with the signature.
func (s *Store) Sign(ctx context.Context, name string, e Event, w World) (Event, error) {
	unmet, err := s.unmet(name, w)
	if err != nil {
		return e, err
	}
	e.Unmet = IDs(unmet)
	return s.Do(ctx, name, e)
}

// unmet are the warnings that stand; an *UnmetError if a blocking check does not hold.
func (s *Store) unmet(name string, w World) ([]Unmet, error) {
	c, err := s.Case(name, w)
	if err != nil {
		return nil, err
	}
	unmet := c.Examine()
	if blocking := Blocking(unmet); len(blocking) > 0 {
		return nil, &UnmetError{blocking}
	}
	return unmet, nil
}

// A Hand hands the files of a document over and says what proves it.
type Hand func(ctx context.Context, c Copy) (to, proof string, err error)

// Deliver hands an agreed document over, once its time has come and every blocking check
// still holds. Only what was handed over is on record as delivered: after a crash in between
// the same files are handed over again.
func (s *Store) Deliver(ctx context.Context, name string, e Event, w World, hand Hand) (done Event, err error) {
	e.Act = ActDeliver
	err = s.alone(ctx, name, func(events []Event) error {
		done, err = s.handOver(ctx, delivery{name, events, e, hand}, &w)
		return err
	})
	return done, err
}

// A delivery is one that was asked for.
type delivery struct {
	name   string
	events []Event
	event  Event
	hand   Hand
}

// handOver tries whether the delivery will be allowed before anything leaves the house.
func (s *Store) handOver(ctx context.Context, d delivery, w *World) (Event, error) {
	standing := Stand(d.events)
	try := d.event
	try.Files, try.At = standing.Files, s.Now()
	if _, err := standing.allow(try, s.Roles); err != nil {
		return try, err
	}
	if w != nil {
		unmet, err := s.unmet(d.name, *w)
		if err != nil {
			return try, err
		}
		d.event.Unmet = IDs(unmet)
	}
	copied, err := s.read(d.name, standing)
	if err != nil {
		return try, err
	}
	to, proof, err := d.hand(ctx, copied)
	if err != nil {
		return try, fmt.Errorf("document %s was not delivered: %w", d.name, err)
	}
	d.event.Receipt = &Receipt{To: to, Proof: proof, Files: copied.Files}
	return s.do(d.name, d.events, d.event)
}
