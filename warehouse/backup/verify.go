package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// A DamagedError says that what is stored is not what was sent.
type DamagedError struct {
	File    string // of the installation, or the backup if it is its manifest
	Place   string // where the copy is, or should be
	Missing bool
}

func (e *DamagedError) Error() string {
	if e.Missing {
		return fmt.Sprintf("%s: there is no copy at %s", e.File, e.Place)
	}
	return fmt.Sprintf("%s: the copy at %s is not what was backed up", e.File, e.Place)
}

func check(ctx context.Context, from Place, f File) error { return fetch(ctx, from, f, io.Discard) }

// fetch copies the content of a file and compares it with its hash.
func fetch(ctx context.Context, from Place, f File, to io.Writer) error {
	if f.Bytes == 0 {
		return nil
	}
	if len(f.SHA256) != 2*sha256.Size {
		return &DamagedError{File: f.Path}
	}
	body, err := from.Get(ctx, object(f.SHA256))
	if errors.Is(err, fs.ErrNotExist) {
		return &DamagedError{File: f.Path, Place: object(f.SHA256), Missing: true}
	}
	if err != nil {
		return err
	}
	defer body.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, sum), body); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		return &DamagedError{File: f.Path, Place: object(f.SHA256)}
	}
	return nil
}

// A Verifier reads backups back. A content that several name is read once.
type Verifier struct {
	From Place
	seen map[string]*DamagedError // nil: sound
}

// Verify reads every file of a backup and returns those that are missing or changed. An
// error means that it could not look.
func (v *Verifier) Verify(ctx context.Context, m Manifest) (damaged []*DamagedError, err error) {
	if v.seen == nil {
		v.seen = make(map[string]*DamagedError)
	}
	for _, f := range m.Files {
		bad, known := v.seen[f.SHA256]
		if !known {
			err := check(ctx, v.From, f)
			if err != nil && !errors.As(err, &bad) {
				return damaged, fmt.Errorf("verify backup: %w", err)
			}
			v.seen[f.SHA256] = bad
		}
		if bad != nil {
			damaged = append(damaged, &DamagedError{File: f.Path, Place: bad.Place, Missing: bad.Missing})
		}
	}
	return damaged, nil
}
