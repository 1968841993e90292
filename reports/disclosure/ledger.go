package disclosure

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"nsk/warehouse/chain"
)

// A Functional is one published sum of persons: a count of a key over a period.
type Functional struct {
	Fact      string `json:"fact"`    // whose figure shows it, such as E.02/region=75
	Measure   string `json:"measure"` // "E.02 numerator"
	By        string `json:"by"`
	Key       string `json:"key"`
	From      string `json:"from"` // days, inclusive
	To        string `json:"to"`
	Value     *int64 `json:"value,omitempty"` // nil if hidden
	Class     Class  `json:"class"`
	Person    bool   `json:"person,omitempty"` // of a group by sex, age, language or place of living
	Threshold int64  `json:"threshold"`
	Nested    bool   `json:"nested,omitempty"` // keys hold one another, so they do not add up to the country
	Flow      bool   `json:"flow,omitempty"`   // events of the period, which add up over periods; else a state
}

// same reports whether two functionals are the same sum, perhaps known at another time.
func (f Functional) same(g Functional) bool { return f.id() == g.id() }

func (f Functional) id() string {
	return f.Measure + "|" + f.By + "|" + f.Key + "|" + f.From + "|" + f.To
}

// String names a functional in messages.
func (f Functional) String() string {
	where := f.By + "=" + f.Key
	if f.By == "nation" {
		where = f.Key
	}
	return fmt.Sprintf("%s, %s, %s – %s", f.Measure, where, f.From, f.To)
}

// An Entry is what was published at one time, bound to the entry before by its hash.
type Entry struct {
	Seq         int64        `json:"seq"` // from 1
	At          time.Time    `json:"at"`  // UTC
	Release     string       `json:"release"`
	AsOf        string       `json:"as_of"`
	Surface     string       `json:"surface"` // such as annual
	Functionals []Functional `json:"functionals"`
	Prev        string       `json:"prev"` // hash of the entry before; "" of the first
	Hash        string       `json:"hash"` // SHA-256 of all fields above, as JSON
}

// A Ledger keeps everything that was ever published: what was seen cannot be unseen, so an
// entry is never taken out, also if its release is withdrawn. It is a file of JSON lines and
// not a table: a report reads a release and does not own the warehouse, and the ledger must
// outlive the database.
type Ledger struct{ File string }

// Entries reads the ledger and proves that nothing was changed, removed or moved. The error
// names the line.
func (l Ledger) Entries() (list []Entry, err error) {
	prev := ""
	err = chain.Each(l.File, func(n int, line []byte, whole bool) error {
		if !whole {
			return nil // a line that a crash cut off was never acknowledged
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("%s:%d: cannot be read: %w", l.File, n, err)
		}
		if e.Hash != e.sum() || e.Prev != prev || e.Seq != int64(n) {
			return fmt.Errorf("%s:%d: was changed, removed or moved; put the file back from a backup", l.File, n)
		}
		prev = e.Hash
		list = append(list, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger of disclosure: %w", err)
	}
	return list, nil
}

func (e Entry) sum() string {
	e.Hash = ""
	return chain.Sum(e)
}

// Enter appends what is published now, durable before it returns. The same publication
// again changes nothing.
func (l Ledger) Enter(ctx context.Context, e Entry) error {
	err := chain.Alone(ctx, filepath.Dir(l.File), func() error { return l.enter(e) })
	if err != nil {
		return fmt.Errorf("ledger of disclosure: %w", err)
	}
	return nil
}

func (l Ledger) enter(e Entry) error {
	earlier, err := l.Entries()
	if err != nil {
		return err
	}
	for _, old := range earlier {
		if old.Release == e.Release && old.Surface == e.Surface && equalFunctionals(old.Functionals, e.Functionals) {
			return nil
		}
	}
	if n := len(earlier); n > 0 {
		e.Prev = earlier[n-1].Hash
	}
	e.Seq, e.At = int64(len(earlier)+1), e.At.UTC().Truncate(time.Second)
	e.Hash = e.sum()
	return chain.Append(l.File, e)
}

func equalFunctionals(a, b []Functional) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
