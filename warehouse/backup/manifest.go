package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"nsk/warehouse"
	"nsk/warehouse/audit"
)

// A Manifest says what a backup consists of.
type Manifest struct {
	ID       string             `json:"id"`      // the moment, and the beginning of Sum
	Made     time.Time          `json:"made_at"` // UTC
	Program  string             `json:"program"` // version that made it
	Audit    audit.Anchor       `json:"audit"`   // head of the log of acts at that moment
	Database warehouse.Contents `json:"database"`
	Files    []File             `json:"files"`
	Sum      string             `json:"sum"` // SHA-256 of all that but the id
}

// A File is one file of the installation.
type File struct {
	Path   string `json:"path"` // below the source it belongs to, such as landing/…
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Bytes is the size of all files.
func (m Manifest) Bytes() (n int64) {
	for _, f := range m.Files {
		n += f.Bytes
	}
	return n
}

// Find is the file with that path, below its source.
func (m Manifest) Find(path string) (File, bool) {
	for _, f := range m.Files {
		if f.Path == path {
			return f, true
		}
	}
	return File{}, false
}

// extension ends the names of manifests.
const extension = ".json"

// moment begins the id of a backup, so that names are in order of time.
const moment = "20060102T150405Z"

// MadeAt is the moment of the backup with that id.
func MadeAt(id string) (time.Time, error) {
	text, _, _ := strings.Cut(id, "-")
	at, err := time.Parse(moment, text)
	if err != nil {
		return at, fmt.Errorf("%q is no id of a backup", id)
	}
	return at, nil
}

// seal gives the manifest its sum and id, and returns its text.
func (m *Manifest) seal() []byte {
	m.Sum = m.sum()
	m.ID = m.id()
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		panic(err) // texts, numbers and an instant
	}
	return text
}

func (m Manifest) sum() string {
	m.ID, m.Sum = "", ""
	text, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (m Manifest) id() string { return m.Made.Format(moment) + "-" + m.Sum[:8] }

// IDs names the backups of a place, oldest first.
func IDs(ctx context.Context, from Place) (ids []string, err error) {
	stored, err := from.List(ctx, manifests)
	if err != nil {
		return nil, fmt.Errorf("backups: %w", err)
	}
	for _, o := range stored {
		id, ok := strings.CutSuffix(path.Base(o.Name), extension)
		if _, err := MadeAt(id); ok && err == nil {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Read reads the manifest of a backup. One that has changed is a *DamagedError.
func Read(ctx context.Context, from Place, id string) (m Manifest, err error) {
	name := manifests + id + extension
	body, err := from.Get(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("there is no backup %q here; nsk backup list names them", id)
	}
	if err != nil {
		return m, fmt.Errorf("backup %s: %w", id, err)
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		return m, fmt.Errorf("backup %s: %w", id, err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil || m.sum() != m.Sum || m.id() != id || m.ID != id {
		return m, &DamagedError{File: id, Place: name}
	}
	return m, nil
}

// Newest reads the manifest of the backup with that id, or of the newest for "".
func Newest(ctx context.Context, from Place, id string) (Manifest, error) {
	if id != "" {
		return Read(ctx, from, id)
	}
	ids, err := IDs(ctx, from)
	if err != nil {
		return Manifest{}, err
	}
	if len(ids) == 0 {
		return Manifest{}, ErrNone
	}
	return Read(ctx, from, ids[len(ids)-1])
}

// ErrNone means that a place holds no whole backup.
var ErrNone = errors.New("there is no backup here")
