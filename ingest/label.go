package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nsk/connectors/contract"
)

// labelSuffix ends the name of a label; before it stands the name of the bytes.
const labelSuffix = ".json"

// asideSuffix ends the name of a label that a recovery could not read and put aside.
const asideSuffix = ".damaged"

// A label says what the bytes beside it are: all that the ledger knows of a landing. It
// holds no personal datum.
type label struct {
	Number    int64     `json:"number"`
	ID        string    `json:"id"`
	Source    string    `json:"source"`
	Provider  string    `json:"provider"`
	Period    string    `json:"period"`
	Origin    string    `json:"origin"`
	MediaType string    `json:"media_type"`
	SHA256    string    `json:"sha256"` // of the bytes as received
	Bytes     int64     `json:"bytes"`
	Encrypted bool      `json:"encrypted"`
	LandedAt  time.Time `json:"landed_at"`
	Cursor    string    `json:"cursor,omitempty"`
	Signature string    `json:"signature,omitempty"`
	Evidence  string    `json:"evidence,omitempty"` // hash of what lies sealed beside the bytes
	Check     string    `json:"check"`              // hash of the label without it
}

// check is over the texts and not over the JSON, so that it does not hang on how that is
// laid out.
func (b label) check() string {
	text := fmt.Appendf(nil, "%d\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%d\x1f%t\x1f%s", b.Number, b.ID, b.Source, b.Provider,
		b.Period, b.Origin, b.MediaType, b.SHA256, b.Bytes, b.Encrypted, b.LandedAt.UTC().Format(time.RFC3339))
	if b.Cursor != "" {
		text = append(append(text, 0x1f), b.Cursor...)
	}
	if b.Signature != "" {
		text = append(append(text, 0x1e), b.Signature...)
	}
	if b.Evidence != "" {
		text = append(append(text, 0x1d), b.Evidence...)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

func writeLabel(w io.Writer, l Landing) error {
	b := label{Number: l.Number, ID: l.ID, Source: l.Source, Provider: l.Provider, Period: l.Period.String(), Origin: l.Origin,
		MediaType: l.MediaType, SHA256: l.SHA256, Bytes: l.Bytes, Encrypted: l.Encrypted, LandedAt: l.At.UTC().Truncate(time.Second), Cursor: l.Cursor, Signature: l.Signature, Evidence: l.Evidence}
	b.Check = b.check()
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		panic(err) // texts, numbers and an instant
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// readLabel reads the label of the bytes at path, below the folder. The error is a
// *DamagedError unless there is none.
func (s *Store) readLabel(path string) (l Landing, err error) {
	file := filepath.Join(s.dir, path) + labelSuffix
	l, err = parseLabel(file)
	if err == nil && l.Path != path {
		return l, &DamagedError{Path: file, What: "the label belongs to other bytes"}
	}
	return l, err
}

// parseLabel reads a label wherever it lies; the bytes it belongs to are at its path.
func parseLabel(file string) (l Landing, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return l, err
	}
	var b label
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&b); err != nil {
		return l, &DamagedError{Path: file, What: "it is no label: " + err.Error()}
	}
	if b.check() != b.Check {
		return l, &DamagedError{Path: file, What: "the label has changed since it was written"}
	}
	l = Landing{Number: b.Number, ID: b.ID, Source: b.Source, Provider: b.Provider, Origin: b.Origin, MediaType: b.MediaType,
		SHA256: b.SHA256, Bytes: b.Bytes, Encrypted: b.Encrypted, At: b.LandedAt, Cursor: b.Cursor, Signature: b.Signature, Evidence: b.Evidence}
	l.Period, err = contract.ParsePart(b.Period)
	if err != nil || l.Number < 1 || l.id() != l.ID {
		return l, &DamagedError{Path: file, What: "the label belongs to other bytes"}
	}
	l.Path = l.path()
	return l, nil
}

// number is that of the label where these bytes have one already, because a process was
// killed before they were on record; else the next.
func (s *Store) number(l Landing) (int64, error) {
	switch labelled, err := s.readLabel(l.Path); {
	case err == nil:
		return labelled.Number, nil
	case !errors.Is(err, fs.ErrNotExist):
		return 0, err
	}
	if s.last == 0 {
		if err := s.count(); err != nil {
			return 0, err
		}
	}
	return s.last + 1, nil
}

// count finds the highest number that a label bears.
func (s *Store) count() error {
	c, err := s.Files()
	if err != nil {
		return err
	}
	for _, path := range c.Labelled {
		l, err := s.readLabel(path)
		if err != nil {
			return err
		}
		s.last = max(s.last, l.Number)
	}
	return nil
}

// Files are those of a landing folder, as paths below it.
type Files struct {
	Labelled  []string // bytes with a label
	Bare      []string // bytes without one: not landed to the end, or the label is lost
	Lost      []string // bytes that are not there, though their label is
	Temporary []string // left behind by a process that was killed
}

// Files looks at names only.
func (s *Store) Files() (c Files, err error) {
	files := make(map[string]bool)
	err = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(s.dir, path)
		if strings.HasPrefix(d.Name(), temporaryPrefix) {
			c.Temporary = append(c.Temporary, name)
			return err
		}
		files[name] = true
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, fmt.Errorf("landing folder: %w", err)
	}
	for name := range files {
		if evidence, ok := strings.CutSuffix(name, evidenceSuffix); ok && files[evidence] {
			continue // of bytes that are told by themselves
		}
		bytes, isLabel := strings.CutSuffix(name, labelSuffix)
		switch {
		case isLabel && files[bytes]:
			c.Labelled = append(c.Labelled, bytes)
		case isLabel:
			c.Lost = append(c.Lost, bytes)
		case !files[name+labelSuffix] && !strings.HasSuffix(name, labelSuffix+asideSuffix):
			c.Bare = append(c.Bare, name)
		}
	}
	for _, list := range [][]string{c.Labelled, c.Bare, c.Lost} {
		slices.Sort(list)
	}
	return c, nil
}

// All lists the landings of the folder by number. The error joins a *DamagedError for each
// file that is not as it should be; the list holds the others. The bytes themselves are
// for Verify to judge, and bytes without a label are no landing: Files names them.
func (s *Store) All() ([]Landing, error) {
	c, err := s.Files()
	if err != nil {
		return nil, err
	}
	var all []Landing
	var errs []error
	for _, path := range c.Labelled {
		l, err := s.readLabel(path)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all = append(all, l)
	}
	for _, path := range c.Lost {
		errs = append(errs, &DamagedError{Path: filepath.Join(s.dir, path), What: "the file is missing, its label is there"})
	}
	slices.SortFunc(all, byNumber)
	return all, errors.Join(append(errs, s.unnumbered(all)...)...)
}

// unnumbered finds numbers that two landings bear, and those that none does: numbers are
// given without a gap, so that a missing one was a landing.
func (s *Store) unnumbered(all []Landing) (errs []error) {
	last := Landing{}
	for _, l := range all {
		if l.Number == last.Number {
			errs = append(errs, &DamagedError{Path: filepath.Join(s.dir, l.Path), What: fmt.Sprintf("its number %d is also that of %s", l.Number, last.Path)})
		}
		for n := last.Number + 1; n < l.Number; n++ {
			errs = append(errs, &DamagedError{Path: s.dir, What: fmt.Sprintf("landing %d is missing", n)})
		}
		last = l
	}
	return errs
}

// PutAside renames the labels that cannot be read, so that the landings that can be read
// are not held up by them. It returns the new names.
func (s *Store) PutAside() (aside []string, err error) {
	c, err := s.Files()
	if err != nil {
		return nil, err
	}
	var damaged *DamagedError
	for _, path := range c.Labelled {
		if _, err := s.readLabel(path); !errors.As(err, &damaged) {
			continue
		}
		to := damaged.Path + asideSuffix
		if err := os.Rename(damaged.Path, to); err != nil {
			return aside, fmt.Errorf("landing folder: %w", err)
		}
		aside = append(aside, to)
	}
	return aside, nil
}
