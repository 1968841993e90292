package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// evidenceSuffix ends the name of what proves the signature of the bytes whose name stands
// before it. It is encrypted always: an envelope holds more than a contract foresees.
const evidenceSuffix = ".evidence.age"

// ErrNoEvidence means that nothing was kept with a landing that would prove its signature.
var ErrNoEvidence = errors.New("no evidence was kept with this landing: its kind hands none over, or it was landed before")

// attest keeps evidence beside the bytes of a landing, durably once their folder is synced.
// It comes before the label: with that the landing exists, and whole.
func (s *Store) attest(to string, evidence []byte) error {
	tmp, err := s.temporary(func(f *os.File) error {
		_, err := s.write(f, bytes.NewReader(evidence), true)
		return err
	})
	if err == nil {
		err = os.Rename(tmp, to+evidenceSuffix)
	}
	if err != nil {
		return errors.Join(err, gone(tmp))
	}
	return nil
}

// digest is the hash by which a label knows its evidence; "" of none.
func digest(evidence []byte) string {
	if len(evidence) == 0 {
		return ""
	}
	sum := sha256.Sum256(evidence)
	return hex.EncodeToString(sum[:])
}

// Evidence is what proves the signature of a landing, byte for byte as it was received, or
// an error that wraps ErrNoEvidence. One that has changed since is a *DamagedError.
func (s *Store) Evidence(l Landing) ([]byte, error) {
	f, err := os.Open(filepath.Join(s.dir, l.Path) + evidenceSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		labelled, err := s.readLabel(l.Path)
		if err == nil && labelled.Evidence != "" {
			return nil, s.damaged(l, "the file of its evidence is missing")
		}
		return nil, fmt.Errorf("landing %d: %w", l.Number, errors.Join(err, ErrNoEvidence))
	}
	if err != nil {
		return nil, fmt.Errorf("evidence of landing %d: %w", l.Number, err)
	}
	defer f.Close()
	plain, err := s.keys.Unseal(f)
	if err != nil {
		return nil, s.damaged(l, "its evidence cannot be opened: %v", err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		return nil, s.damaged(l, "its evidence cannot be opened: %v", err)
	}
	labelled, err := s.readLabel(l.Path)
	if err != nil {
		return nil, fmt.Errorf("evidence of landing %d: %w", l.Number, err)
	}
	if labelled.Evidence != "" && digest(text) != labelled.Evidence { // a label that was lost and written anew knows no hash
		return nil, s.damaged(l, "its evidence is not what was received (sha256 %s, on the label %q)", digest(text), labelled.Evidence)
	}
	return text, nil
}

// Evidence is that of a landing by its number.
func (in *Ingester) Evidence(ctx context.Context, number int64) ([]byte, error) {
	found, err := landings(ctx, in.engine, fmt.Sprintf("WHERE l.landing = %d", number))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no landing %d is on record", number)
	}
	return in.store.Evidence(found[0])
}
