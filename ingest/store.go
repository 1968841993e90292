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
	"regexp"
	"strings"
	"time"

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
	Cursor    string // where the next pull goes on; "" where each brings all
	Signature string // what it is worth, as connectors.Batch says; "" where nobody looked
	Evidence  string // hash of what proves it, which lies sealed beside the bytes; "" where nothing does
}

// A Store keeps the bytes as they were received, below one folder, each file with a label
// beside it. The folder is the truth of what has landed: a landing exists from the moment
// its label does, and the ledger can be written again from the labels alone.
type Store struct {
	dir   string
	keys  *Keys
	last  int64  // highest number given; 0 until known
	sound string // the landing verified last
}

// NewStore is the store in dir; keys are needed to open encrypted landings.
func NewStore(dir string, keys *Keys) *Store { return &Store{dir: dir, keys: keys} }

// put writes the bytes of b, encrypted if the contract has personal fields, and makes
// them durable before it returns. An error of reading b leaves nothing. The file's name is
// not final until adopt, and it has no number. What is told with the bytes is taken when
// they have been read: a kind may learn its cursor with the last of them.
func (s *Store) put(b *connectors.Batch, c *contract.Contract) (l Landing, tmp string, err error) {
	l = Landing{Source: c.Source, Provider: b.Provider, Period: b.Period, Origin: discreetOrigin(b.Origin), MediaType: b.MediaType, Encrypted: c.HasPersonal()}
	sum := sha256.New()
	tmp, err = s.temporary(func(f *os.File) error {
		var err error
		l.Bytes, err = s.write(f, io.TeeReader(b.Body, sum), l.Encrypted)
		return err
	})
	if err != nil {
		return l, "", fmt.Errorf("land: %w", errors.Join(err, gone(tmp)))
	}
	l.Cursor, l.Signature = b.Cursor, b.Signature
	l.Evidence = digest(b.Evidence)
	l.identify(sum)
	return l, tmp, nil
}

// temporary makes a durable file that nobody reads. Its name is returned also with an
// error, for the caller to remove.
func (s *Store) temporary(write func(*os.File) error) (name string, err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(s.dir, temporaryPrefix+"*")
	if err != nil {
		return "", err
	}
	return f.Name(), errors.Join(write(f), f.Sync(), f.Close())
}

// temporaryPrefix begins the names of files that are not landings yet.
const temporaryPrefix = ".landing-"

func (l *Landing) identify(sum hash.Hash) {
	l.SHA256 = hex.EncodeToString(sum.Sum(nil))
	l.ID = l.id()
	l.Path = l.path()
}

func (l *Landing) id() string {
	id := sha256.Sum256([]byte(l.Source + "\x1f" + l.Provider + "\x1f" + l.Period.String() + "\x1f" + l.SHA256))
	return hex.EncodeToString(id[:])
}

func (l *Landing) path() string {
	path := filepath.Join(l.Source, l.Period.String(), l.ID[:32])
	if l.Encrypted {
		path += ".age"
	}
	return path
}

// nameOnly is a file name that consists of provider, period, version and form.
var nameOnly = regexp.MustCompile(`^(drop|file):[a-z0-9-]{1,40}_[0-9]{4}[0-9QH-]{0,6}(_v?[0-9]{1,3})?((\.[a-z]{1,12}){1,2})$`)

// discreetOrigin keeps of a file name only what says nothing about a person: people write
// the names and numbers of others into names of files.
func discreetOrigin(origin string) string {
	kind, name, _ := strings.Cut(origin, ":")
	if kind != "drop" && kind != "file" || nameOnly.MatchString(origin) {
		return origin
	}
	ext := filepath.Ext(name)
	if len(ext) > 9 {
		ext = ""
	}
	return kind + ":…" + strings.ToLower(ext)
}

func (s *Store) write(w io.Writer, r io.Reader, encrypted bool) (int64, error) {
	if !encrypted {
		return io.Copy(w, r)
	}
	bw := bufio.NewWriterSize(w, 256<<10)
	sealed, err := s.keys.Seal(bw)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(sealed, r)
	return n, errors.Join(err, sealed.Close(), bw.Flush())
}

// adopt gives bytes and label their final names and makes that durable. The label comes
// last: with it the landing exists. Journals of file systems keep the order of renames in
// one folder, so that the folder need be synced once only.
func (s *Store) adopt(tmp string, l Landing, evidence []byte) error {
	to := filepath.Join(s.dir, l.Path)
	if err := s.makeFolder(filepath.Dir(to)); err != nil {
		return fmt.Errorf("land: %w", err)
	}
	if len(evidence) > 0 {
		if err := s.attest(to, evidence); err != nil {
			return fmt.Errorf("land: %w", err)
		}
	}
	label, err := s.temporary(func(f *os.File) error { return writeLabel(f, l) })
	if err == nil {
		err = errors.Join(os.Rename(tmp, to), os.Rename(label, to+labelSuffix))
	}
	if err != nil {
		return fmt.Errorf("land: %w", errors.Join(err, gone(label)))
	}
	s.last = max(s.last, l.Number)
	if err := durable(filepath.Dir(to)); err != nil {
		return fmt.Errorf("land: %w", err)
	}
	return nil
}

// makeFolder makes a folder below that of the store, and the names of all on the way
// durable.
func (s *Store) makeFolder(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for dir != s.dir {
		dir = filepath.Dir(dir)
		if err := durable(dir); err != nil {
			return err
		}
	}
	return nil
}

func durable(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// gone removes a file that may be gone already.
func gone(path string) error {
	if err := os.Remove(path); err != nil && path != "" && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
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

// record writes the landing into the ledger. Its label makes sure that this is done again
// by the next process where this one fails or is killed.
func record(ctx context.Context, e *warehouse.Engine, l *Landing) error {
	return e.Tx(ctx, func(tx *warehouse.Tx) error { return enter(ctx, tx, l) })
}

func enter(ctx context.Context, tx *warehouse.Tx, l *Landing) error {
	from, end := l.Period.Bounds()
	_, err := tx.ExecPlanned(ctx, `INSERT INTO ledger.landing VALUES (?, ?, ?, ?, ?, ?::DATE, ?::DATE, ?, ?, ?, ?, ?, ?, ?::TIMESTAMP, ?::DATE, nullif(?, ''), nullif(?, ''))`,
		l.Number, l.ID, l.Source, l.Provider, l.Period.String(), day(from), day(end.AddDate(0, 0, -1)),
		l.Origin, l.MediaType, l.SHA256, l.Bytes, l.Encrypted, l.Path,
		l.At.UTC().Format("2006-01-02 15:04:05"), calendar.LocalDay(l.At).String(), l.Cursor, l.Signature)
	return err
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
