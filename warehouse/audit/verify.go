package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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
	Unreadable FaultKind = "unreadable" // no entry, or cut off
	Changed    FaultKind = "changed"    // its hash is not that of its fields
	Broken     FaultKind = "broken"     // it does not follow the entry before: one was removed, added or moved
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

// Head is the anchor of the newest entry.
func (l *Log) Head() (Anchor, error) {
	e, err := l.last()
	if err != nil {
		return Anchor{}, fmt.Errorf("audit log: %w", err)
	}
	return Anchor{e.Seq, e.Hash}, nil
}

// Verify reads the whole log. It returns the number of entries, and every place where the
// chain or an anchor does not hold.
func (l *Log) Verify(anchors ...Anchor) (entries int64, faults []Fault, err error) {
	v := &verifying{noted: make(map[int64]string)}
	for _, a := range anchors {
		v.noted[a.Seq] = a.Hash
	}
	err = l.each(func(file string, line int, e Entry, bad error) error {
		v.look(file, line, e, bad)
		return nil
	})
	for _, a := range anchors {
		if a.Seq > v.last.Seq {
			v.faults = append(v.faults, Fault{File: v.file, Line: v.line, Kind: Cut, Seq: a.Seq})
		}
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
	case e.sum() != e.Hash:
		kind = Changed
	case e.Seq != v.last.Seq+1 || e.Prev != v.last.Hash:
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
	files, err := l.files()
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	for _, file := range files {
		if err := eachOf(file, fn); err != nil {
			return fmt.Errorf("audit log: %w", err)
		}
	}
	return nil
}

func eachOf(file string, fn func(file string, line int, e Entry, bad error) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, tailSize)
	for n := 1; lines.Scan(); n++ {
		var e Entry
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		bad := d.Decode(&e)
		if err := fn(filepath.Base(file), n, e, bad); err != nil {
			return err
		}
	}
	return lines.Err()
}
