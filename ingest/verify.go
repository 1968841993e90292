package ingest

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"nsk/connectors"
)

// A DamagedError says that a file of the landing folder is not what was stored there. It
// is never a fault of the sender.
type DamagedError struct {
	Path string
	What string

	sealed bool // for the landing key it looks as if encrypted with another
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("landing %s is damaged: %s; restore the file from a backup", e.Path, e.What)
}

func (s *Store) damaged(l Landing, format string, args ...any) error {
	return &DamagedError{Path: filepath.Join(s.dir, l.Path), What: fmt.Sprintf(format, args...)}
}

// Open gives the bytes of a landing back as they were received, and never others: damage
// is a *DamagedError, of Open or of the reader.
//
// Encrypted bytes are authenticated piece by piece as they are read. Others are verified
// as a whole before the first is given out; so are those whose decoders cannot tell an
// error of the reader from a mistake of the sender.
func (s *Store) Open(l Landing) (io.ReadCloser, error) {
	if (!l.Encrypted || l.MediaType != connectors.MediaCSV) && s.sound != l.ID {
		if err := s.Verify(l); err != nil {
			return nil, err
		}
		s.sound = l.ID
	}
	return s.open(l)
}

// Verify reads a landing to its end and compares length and hash with what was received.
func (s *Store) Verify(l Landing) error {
	r, err := s.open(l)
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != l.SHA256 {
		return s.damaged(l, "its bytes have changed (sha256 %s, on record %s)", got, l.SHA256)
	}
	return nil
}

// Keyed makes sure that the landing key opens at least one of the encrypted landings, if
// there are any: with another key all of them look damaged.
func (s *Store) Keyed(all []Landing) error {
	sealed := 0
	for _, l := range all {
		if !l.Encrypted {
			continue
		}
		r, err := s.open(l)
		if err == nil {
			return r.Close()
		}
		var damaged *DamagedError
		if errors.As(err, &damaged) && damaged.sealed {
			sealed++
		}
	}
	if sealed > 0 {
		return &KeyError{What: KeyForeign, Sealed: sealed}
	}
	return nil
}

func (s *Store) open(l Landing) (io.ReadCloser, error) {
	f, err := os.Open(filepath.Join(s.dir, l.Path))
	if errors.Is(err, os.ErrNotExist) {
		return nil, s.damaged(l, "the file is missing")
	}
	if err != nil {
		return nil, fmt.Errorf("open landing: %w", err)
	}
	r, err := s.content(f, l)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &exact{store: s, landing: l, r: r, file: f}, nil
}

// content checks the length of the file and lets its bytes be read as received.
func (s *Store) content(f *os.File, l Landing) (io.Reader, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open landing: %w", err)
	}
	want := l.Bytes
	if l.Encrypted {
		head, err := age.ExtractHeader(bufio.NewReader(io.NewSectionReader(f, 0, info.Size())))
		if err != nil {
			return nil, s.damaged(l, "%d of %d bytes, without the beginning of an encrypted file", info.Size(), l.Bytes)
		}
		want = int64(len(head)) + sealedSize(l.Bytes)
	}
	if info.Size() != want {
		return nil, s.damaged(l, "%d of %d bytes", info.Size(), want)
	}
	if !l.Encrypted {
		return f, nil
	}
	r, err := age.Decrypt(bufio.NewReaderSize(f, 256<<10), s.keys.identity)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return nil, &DamagedError{filepath.Join(s.dir, l.Path), "the landing key does not open it: its first bytes have changed, or it was encrypted with another key", true}
	}
	if err != nil {
		return nil, s.damaged(l, "%v", err)
	}
	return r, nil
}

// sealedSize is how long n bytes are behind the header: a nonce, and a seal on every piece
// (https://age-encryption.org/v1).
func sealedSize(n int64) int64 {
	const nonce, piece, seal = 16, 64 << 10, 16
	return nonce + n + seal*max(1, (n+piece-1)/piece)
}

// exact reads as many bytes as were received, or says that it could not.
type exact struct {
	store   *Store
	landing Landing
	r       io.Reader
	file    *os.File
	n       int64
}

func (e *exact) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.n += int64(n)
	switch {
	case errors.Is(err, io.EOF) && e.n == e.landing.Bytes, err == nil:
		return n, err
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	return n, e.store.damaged(e.landing, "%d of %d bytes can be read (%v)", e.n, e.landing.Bytes, err)
}

func (e *exact) Close() error { return e.file.Close() }
