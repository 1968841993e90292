package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"nsk/warehouse/chain"
)

// A Fault is a place where the chain does not hold.
type Fault struct {
	File string
	Line int
	Kind FaultKind
	Seq  int64 // of the entry found there, or expected
}

// FaultKind names what is wrong.
type FaultKind string

// What can be wrong with a chain.
const (
	Unreadable FaultKind = "unreadable" // no entry, or a part of one
	Torn       FaultKind = "torn"       // the very last line has no end: whoever wrote it was cut off, or it was cut
	Changed    FaultKind = "changed"    // its hash is not that of its fields
	Removed    FaultKind = "removed"    // entries that must stand before it are not there
	Moved      FaultKind = "moved"      // it stands behind a later one: moved, or repeated
	Broken     FaultKind = "broken"     // it was written after another entry than the one before it
	Cut        FaultKind = "cut"        // entries that an anchor names are missing at the end
)

func (f Fault) String() string {
	return fmt.Sprintf("%s:%d: %s (entry %d)", f.File, f.Line, f.Kind, f.Seq)
}

// An Anchor is an entry that was noted elsewhere, in a backup or a release: a log whose end
// was cut off still holds together, but no longer reaches its anchor.
type Anchor struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// String is the anchor in the form that ParseAnchor reads; "" of a log without entries.
func (a Anchor) String() string {
	if a == (Anchor{}) {
		return ""
	}
	return fmt.Sprintf("%d:%s", a.Seq, a.Hash)
}

// ParseAnchor reads number:hash.
func ParseAnchor(text string) (Anchor, error) {
	seq, hash, ok := strings.Cut(text, ":")
	n, err := strconv.ParseInt(seq, 10, 64)
	if sum, bad := hex.DecodeString(hash); !ok || err != nil || bad != nil || len(sum) != sha256.Size || n < 1 {
		return Anchor{}, fmt.Errorf("anchor %q: write number:hash, as nsk audit verify prints it", text)
	}
	return Anchor{n, hash}, nil
}

// Head is the anchor of the newest entry.
func (l *Log) Head() (a Anchor, err error) {
	err = l.reading(func() error {
		e, err := l.last()
		a = Anchor{e.Seq, e.Hash}
		return err
	})
	if err != nil {
		return a, fmt.Errorf("audit log: %w", err)
	}
	return a, nil
}

// Verify reads the whole log. It returns the number of entries, and every place where the
// chain or an anchor does not hold.
func (l *Log) Verify(anchors ...Anchor) (entries int64, faults []Fault, err error) {
	v := &verifying{noted: make(map[int64]string)}
	for _, a := range anchors {
		if noted, ok := v.noted[a.Seq]; ok && noted != a.Hash {
			v.noted[a.Seq] = "" // two logs were noted; no entry can be both
			continue
		}
		v.noted[a.Seq] = a.Hash
	}
	err = l.each(func(file string, line int, e Entry, bad error) error {
		v.look(file, line, e, bad)
		return nil
	})
	furthest := Anchor{}
	for _, a := range anchors {
		if a.Seq > furthest.Seq {
			furthest = a
		}
	}
	if furthest.Seq > v.last.Seq {
		v.faults = append(v.faults, Fault{File: v.file, Line: v.line, Kind: Cut, Seq: furthest.Seq})
	}
	return v.entries, v.faults, err
}

type verifying struct {
	noted   map[int64]string
	last    Entry
	file    string
	line    int
	entries int64
	faults  []Fault
}

func (v *verifying) look(file string, line int, e Entry, bad error) {
	v.file, v.line = file, line
	kind := FaultKind("")
	noted, anchored := v.noted[e.Seq]
	switch {
	case bad != nil:
		kind, e.Seq = Unreadable, v.last.Seq+1
		if errors.Is(bad, errTorn) {
			kind = Torn
		}
	case e.sum() != e.Hash:
		kind = Changed
	case e.Seq > v.last.Seq+1:
		kind = Removed
	case e.Seq <= v.last.Seq:
		kind = Moved
	case e.Prev != v.last.Hash:
		kind = Broken
	case anchored && noted != e.Hash:
		kind = Changed
	}
	if kind != "" {
		v.faults = append(v.faults, Fault{file, line, kind, e.Seq})
	}
	if bad == nil {
		v.last, v.entries = e, v.entries+1
	}
}

// Entries calls each for every entry, oldest first; lines that cannot be read are left to Verify.
func (l *Log) Entries(each func(Entry) error) error {
	return l.each(func(_ string, _ int, e Entry, bad error) error {
		if bad != nil {
			return nil
		}
		return each(e)
	})
}

func (l *Log) each(fn func(file string, line int, e Entry, bad error) error) error {
	err := l.reading(func() error {
		files, err := l.files()
		if err != nil {
			return err
		}
		for i, file := range files {
			if err := eachOf(file, i == len(files)-1, fn); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	return nil
}

// errTorn says that the last line of the log has no end.
var errTorn = errors.New("cut off")

func eachOf(file string, last bool, fn func(file string, line int, e Entry, bad error) error) error {
	return chain.Each(file, func(n int, line []byte, whole bool) error {
		e, bad := decode(line)
		if !whole { // whatever it says, nobody was told that it is on record
			bad = errors.New("no end")
			if last {
				bad = errTorn
			}
		}
		return fn(filepath.Base(file), n, e, bad)
	})
}

// decode reads a line, which is one object with the known keys and nothing behind it.
func decode(line []byte) (e Entry, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return e, err
	}
	if again, err := json.Marshal(e); err != nil || !bytes.Equal(again, line) {
		return e, errors.New("not written by the log")
	}
	return e, nil
}
