package workbench

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nsk/warehouse/chain"
)

// Saved are the queries that people keep, and what they ran: a JSON file for each account.
type Saved struct {
	Dir string
	Now func() time.Time
}

// A Query is one that somebody keeps.
type Query struct {
	ID     string    `json:"id"`
	Owner  string    `json:"-"`
	Name   string    `json:"name"`
	About  string    `json:"about,omitempty"`
	SQL    string    `json:"sql"`
	Shared bool      `json:"shared,omitempty"` // all who may ask in SQL see it
	Saved  time.Time `json:"saved"`
}

// A Past is a query that was run. Its SQL is masked like the log of acts.
type Past struct {
	ID           string    `json:"id"`
	At           time.Time `json:"at"`
	SQL          string    `json:"sql"`
	Purpose      string    `json:"purpose"`
	Release      string    `json:"release,omitempty"`
	Rows         int64     `json:"rows"`
	Milliseconds int64     `json:"ms"`
	State        string    `json:"state"`
}

// A folder is what one account keeps; the newest of its past comes first.
type folder struct {
	Queries []Query `json:"queries"`
	Past    []Past  `json:"past"`
}

// Most that one account keeps.
const (
	mostQueries = 200
	mostPast    = 100
)

// errFull means that an account keeps as many queries as it may.
var errFull = errors.New("no room for another query")

func (s *Saved) file(account string) string { return filepath.Join(s.Dir, account+".json") }

// read is what an account keeps. Its name is that of a file: the store of accounts lets no
// other names in.
func (s *Saved) read(account string) (f folder, err error) {
	if filepath.Base(account) != account || strings.HasPrefix(account, ".") {
		return f, fs.ErrNotExist
	}
	text, err := os.ReadFile(s.file(account))
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		return f, fmt.Errorf("saved queries: %w", err)
	}
	for i := range f.Queries {
		f.Queries[i].Owner = account
	}
	return f, nil
}

func (s *Saved) change(ctx context.Context, account string, fn func(*folder) error) error {
	return chain.Alone(ctx, s.Dir, func() error {
		f, err := s.read(account)
		if err != nil {
			return err
		}
		if err := fn(&f); err != nil {
			return err
		}
		return s.write(account, f)
	})
}

func (s *Saved) write(account string, f folder) error {
	if err := chain.Replace(s.file(account), f); err != nil {
		return fmt.Errorf("saved queries: %w", err)
	}
	return nil
}

// Keep saves a query of its owner, as a new one without an ID, and returns it. The error is
// fs.ErrNotExist for an ID that the owner has not.
func (s *Saved) Keep(ctx context.Context, q Query) (Query, error) {
	q.Saved = s.Now().UTC().Truncate(time.Second)
	err := s.change(ctx, q.Owner, func(f *folder) error {
		if q.ID == "" {
			if len(f.Queries) >= mostQueries {
				return errFull
			}
			q.ID = strings.ToLower(rand.Text()[:10])
			f.Queries = append(f.Queries, q)
			return nil
		}
		i := f.find(q.ID)
		if i < 0 {
			return fs.ErrNotExist
		}
		f.Queries[i] = q
		return nil
	})
	return q, err
}

func (f *folder) find(id string) int {
	return slices.IndexFunc(f.Queries, func(q Query) bool { return q.ID == id })
}

// Drop forgets a query of its owner.
func (s *Saved) Drop(ctx context.Context, owner, id string) error {
	return s.change(ctx, owner, func(f *folder) error {
		i := f.find(id)
		if i < 0 {
			return fs.ErrNotExist
		}
		f.Queries = slices.Delete(f.Queries, i, i+1)
		return nil
	})
}

// Get is a query of an owner as a reader may have it; fs.ErrNotExist if there is none, or
// it is not shared.
func (s *Saved) Get(reader, owner, id string) (Query, error) {
	f, err := s.read(owner)
	if err != nil {
		return Query{}, err
	}
	if i := f.find(id); i >= 0 && (f.Queries[i].Shared || reader == owner) {
		return f.Queries[i], nil
	}
	return Query{}, fs.ErrNotExist
}

// Mine are the queries of an account and what it ran.
func (s *Saved) Mine(account string) ([]Query, []Past, error) {
	f, err := s.read(account)
	return f.Queries, f.Past, err
}

// Shared are the queries that others share with a reader.
func (s *Saved) Shared(reader string) (list []Query, err error) {
	names, err := filepath.Glob(filepath.Join(s.Dir, "*.json"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		owner := strings.TrimSuffix(filepath.Base(name), ".json")
		f, err := s.read(owner)
		if err != nil {
			return nil, err
		}
		for _, q := range f.Queries {
			if q.Shared && owner != reader {
				list = append(list, q)
			}
		}
	}
	return list, nil
}

// Remember adds to the history of an account, or says of a query there how it ended.
func (s *Saved) Remember(ctx context.Context, account string, p Past) error {
	return s.change(ctx, account, func(f *folder) error {
		if i := slices.IndexFunc(f.Past, func(known Past) bool { return known.ID == p.ID }); i >= 0 {
			f.Past[i] = p
			return nil
		}
		f.Past = slices.Insert(f.Past, 0, p)
		f.Past = f.Past[:min(len(f.Past), mostPast)]
		return nil
	})
}

// Ran is one of the history; fs.ErrNotExist if it is not there any more.
func (s *Saved) Ran(account, id string) (Past, error) {
	f, err := s.read(account)
	if err != nil {
		return Past{}, err
	}
	if i := slices.IndexFunc(f.Past, func(p Past) bool { return p.ID == id }); i >= 0 {
		return f.Past[i], nil
	}
	return Past{}, fs.ErrNotExist
}
