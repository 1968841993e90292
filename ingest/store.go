package ingest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// A Landing is a batch of bytes safely stored. ID is the hash of source, provider,
// period and bytes, so that landing the same thing twice changes nothing.
type Landing struct {
	Number    int64
	ID        string
	Source    string
	Provider  string
	Period    contract.Period
	Origin    string
	MediaType string
	SHA256    string // of the bytes as received
	Bytes     int64
	Encrypted bool
	Path      string // below the landing folder
	At        time.Time
}

// A Store keeps the bytes as they were received, below one folder.
type Store struct {
	dir  string
	keys *Keys
}

// NewStore is the store in dir; keys are needed to open encrypted landings.
func NewStore(dir string, keys *Keys) *Store { return &Store{dir: dir, keys: keys} }

// put writes the bytes of b, encrypted if the contract has personal fields, and makes
// them durable before it returns. The file's name is not final until adopt.
func (s *Store) put(b *connectors.Batch, c *contract.Contract) (l Landing, tmp string, err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return l, "", fmt.Errorf("land: %w", err)
	}
	f, err := os.CreateTemp(s.dir, ".landing-*")
	if err != nil {
		return l, "", fmt.Errorf("land: %w", err)
	}
	l = Landing{Source: c.Source, Provider: b.Provider, Period: b.Period, Origin: b.Origin, MediaType: b.MediaType, Encrypted: c.HasPersonal()}
	sum := sha256.New()
	l.Bytes, err = s.write(f, io.TeeReader(b.Body, sum), l.Encrypted)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return l, f.Name(), fmt.Errorf("land: %w", err)
	}
	l.identify(sum)
	return l, f.Name(), nil
}

func (l *Landing) identify(sum hash.Hash) {
	l.SHA256 = hex.EncodeToString(sum.Sum(nil))
	id := sha256.Sum256([]byte(l.Source + "\x1f" + l.Provider + "\x1f" + l.Period.String() + "\x1f" + l.SHA256))
	l.ID = hex.EncodeToString(id[:])
	l.Path = filepath.Join(l.Source, l.Period.String(), l.ID[:32])
	if l.Encrypted {
		l.Path += ".age"
	}
}

func (s *Store) write(w io.Writer, r io.Reader, encrypted bool) (int64, error) {
	if !encrypted {
		return io.Copy(w, r)
	}
	bw := bufio.NewWriterSize(w, 256<<10)
	sealed, err := age.Encrypt(bw, s.keys.identity.Recipient())
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(sealed, r)
	return n, errors.Join(err, sealed.Close(), bw.Flush())
}

// adopt gives the bytes their final name and makes that durable.
func (s *Store) adopt(tmp string, l Landing) error {
	to := filepath.Join(s.dir, l.Path)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("land: %w", err)
	}
	if err := os.Rename(tmp, to); err != nil {
		return fmt.Errorf("land: %w", err)
	}
	d, err := os.Open(filepath.Dir(to))
	if err != nil {
		return fmt.Errorf("land: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open gives the bytes of a landing back as they were received.
func (s *Store) Open(l Landing) (io.ReadCloser, error) {
	f, err := os.Open(filepath.Join(s.dir, l.Path))
	if err != nil {
		return nil, fmt.Errorf("open landing: %w", err)
	}
	if !l.Encrypted {
		return f, nil
	}
	r, err := age.Decrypt(bufio.NewReaderSize(f, 256<<10), s.keys.identity)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open landing %s: %w", l.Path, err), f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{r, f}, nil
}

// find returns the number of the landing with this id, and whether it has been read.
func find(ctx context.Context, e *warehouse.Engine, id string) (number int64, read bool, err error) {
	const q = `SELECT l.landing, v.landing IS NOT NULL
		FROM ledger.landing l LEFT JOIN ledger.version v ON v.landing = l.landing WHERE l.landing_id = ?`
	err = e.DB().QueryRowContext(ctx, q, id).Scan(&number, &read)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return number, read, err
}

// record writes the landing into the ledger. From here on nothing of it can be lost.
func record(ctx context.Context, e *warehouse.Engine, l *Landing) error {
	from, end := l.Period.Bounds()
	return e.Tx(ctx, func(tx *warehouse.Tx) error {
		if err := tx.QueryRowPlanned(ctx, `SELECT nextval('ledger.landing_number')`).Scan(&l.Number); err != nil {
			return err
		}
		_, err := tx.ExecPlanned(ctx, `INSERT INTO ledger.landing VALUES (?, ?, ?, ?, ?, ?::DATE, ?::DATE, ?, ?, ?, ?, ?, ?, ?::TIMESTAMP, ?::DATE)`,
			l.Number, l.ID, l.Source, l.Provider, l.Period.String(), day(from), day(end.AddDate(0, 0, -1)),
			l.Origin, l.MediaType, l.SHA256, l.Bytes, l.Encrypted, l.Path,
			l.At.UTC().Format("2006-01-02 15:04:05"), calendar.LocalDay(l.At).String())
		return err
	})
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
