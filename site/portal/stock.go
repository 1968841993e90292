package portal

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"filippo.io/age"

	"nsk/connectors"
)

// Limits of what is being received.
const (
	mostBytes   = 1 << 30  // of one file
	mostPiece   = 64 << 20 // of one piece of a file that comes in pieces
	mostParcels = 5        // of one provider, under way at once
	mostStock   = 8 << 30  // of all, declared
	idle        = 24 * time.Hour
)

// A stock holds what is being received until it has landed. No byte of it lies on disk in
// plain text: each piece is sealed as it comes, with a key that nothing but this process
// has. What a process leaves behind is therefore worthless, and the next one clears it.
type stock struct {
	dir string
	now func() time.Time
	key *age.X25519Identity

	mu   sync.Mutex
	held map[string]*parcel
	made bool // the folder is there, and empty of what was before
}

func newStock(dir string, now func() time.Time) *stock {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		panic("portal: no random numbers: " + err.Error()) // cannot be
	}
	return &stock{dir: filepath.Join(dir, "uploads"), now: now, key: key, held: make(map[string]*parcel)}
}

// A parcel is one file being received.
type parcel struct {
	connectors.Want
	ID, Account, Source, Media, Ext string
	Total                           int64 // bytes; -1 until known

	writing sync.Mutex // one request at a time adds to it
	handed  sync.Once  // over to be checked
	mu      sync.Mutex // guards what follows
	offset  int64
	pieces  int
	sum     hash.Hash
	touched time.Time
	state   state
}

// Errors of receiving that its sender is told.
var (
	errBusy   = errors.New("another request is writing")
	errOffset = errors.New("not where the file has come to")
	errLarge  = errors.New("larger than a file may be")
	errMany   = errors.New("too many files under way")
	errStore  = errors.New("what came cannot be kept")
)

// open begins a parcel.
func (s *stock) open(p *parcel) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(); err != nil {
		return err
	}
	now := s.now()
	mine, all := 0, max(p.Total, 0)
	for id, q := range s.held {
		switch {
		case q.over(now):
			s.drop(q)
			delete(s.held, id)
			continue
		case q.Provider == p.Provider && q.receiving():
			mine++
		}
		all += max(q.Total, 0)
	}
	switch {
	case p.Total > mostBytes:
		return errLarge
	case mine >= mostParcels || all > mostStock:
		return errMany
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id) // never fails
	p.ID, p.touched, p.sum = hex.EncodeToString(id), now, sha256.New()
	p.state.Phase = receiving
	s.held[p.ID] = p
	return nil
}

// ready makes the folder. What another process left there cannot be read any more.
func (s *stock) ready() error {
	if s.made {
		return nil
	}
	err := errors.Join(os.RemoveAll(s.dir), os.MkdirAll(s.dir, 0o700))
	s.made = err == nil
	return err
}

// find is a parcel of a provider; fs.ErrNotExist if it has no such.
func (s *stock) find(provider, id string) (*parcel, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.held[id]
	if p == nil || p.Provider != provider {
		return nil, fs.ErrNotExist
	}
	return p, nil
}

// over reports whether a parcel is of no more use: nobody sends it on, or asks about it.
func (p *parcel) over(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return now.Sub(p.touched) > idle && p.state.Phase != checking
}

func (p *parcel) receiving() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state.Phase == receiving
}

// add receives what comes after the first at bytes. What came before a connection broke is
// kept, and the sender may go on from there. The number of bytes now there is returned.
func (s *stock) add(p *parcel, at int64, body io.Reader) (offset int64, err error) {
	if !p.writing.TryLock() {
		return 0, errBusy
	}
	defer p.writing.Unlock()
	p.mu.Lock()
	offset = p.offset
	late := at != offset || p.state.Phase != receiving
	p.mu.Unlock()
	if late {
		return offset, errOffset
	}
	n, err := s.piece(p, io.LimitReader(body, s.left(p)+1))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.offset += n
	p.pieces++
	p.touched = s.now()
	if p.offset > mostBytes || p.Total >= 0 && p.offset > p.Total {
		err = errors.Join(err, errLarge)
	}
	if errors.Is(err, errLarge) || errors.Is(err, errStore) {
		p.state.Phase = failed
		s.drop(p)
	}
	return p.offset, err
}

// left is how many bytes a parcel may still take.
func (s *stock) left(p *parcel) int64 {
	most := int64(mostBytes)
	if p.Total >= 0 {
		most = p.Total
	}
	return most - p.offset
}

// piece seals what comes into a file of its own.
func (s *stock) piece(p *parcel, body io.Reader) (n int64, err error) {
	f, err := os.OpenFile(s.path(p, p.pieces), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, errors.Join(errStore, err)
	}
	w := bufio.NewWriterSize(f, 256<<10)
	sealed, err := age.Encrypt(w, s.key.Recipient())
	if err != nil {
		return 0, errors.Join(errStore, err, f.Close())
	}
	n, err = io.Copy(io.MultiWriter(sealed, p.sum), body)
	if closing := errors.Join(sealed.Close(), w.Flush(), f.Close()); closing != nil {
		return 0, errors.Join(errStore, closing, err)
	}
	return n, err
}

func (s *stock) path(p *parcel, piece int) string {
	return filepath.Join(s.dir, p.ID+"."+strconv.Itoa(piece))
}

// body is the whole parcel in plain.
func (s *stock) body(p *parcel) (io.ReadCloser, error) {
	b := new(opened)
	for i := range p.pieces {
		f, err := os.Open(s.path(p, i))
		if err != nil {
			return nil, errors.Join(err, b.Close())
		}
		b.files = append(b.files, f)
		plain, err := age.Decrypt(bufio.NewReader(f), s.key)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("upload: %w", err), b.Close())
		}
		b.parts = append(b.parts, plain)
	}
	b.Reader = io.MultiReader(b.parts...)
	return b, nil
}

// opened are the pieces of a parcel one after the other.
type opened struct {
	io.Reader
	parts []io.Reader
	files []*os.File
}

func (b *opened) Close() error {
	var errs []error
	for _, f := range b.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// drop removes the bytes of a parcel.
func (s *stock) drop(p *parcel) {
	for i := range p.pieces {
		_ = os.Remove(s.path(p, i)) // the next process clears what stays
	}
}

// hash is that of the bytes received.
func (p *parcel) hash() string { return hex.EncodeToString(p.sum.Sum(nil)) }

// forget gives up a parcel that did not come whole.
func (s *stock) forget(p *parcel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(p)
	delete(s.held, p.ID)
}
