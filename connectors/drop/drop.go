// Package drop reads files that people and systems drop into a folder.
//
// A file is called <provider>_<period>.<ext>, or <provider>_<period>_<anything>.<ext> for
// a further version: 990440000385_2025-03.csv, 990440000385_2025-03_v2.xlsx. A provider
// that had nothing to report, or cannot report, drops <provider>_<period>.declaration.json
// instead. Once it is on record a file moves into the folder processed or refused beside
// it. A file with personal data is not left lying there in plain text: its bytes are
// encrypted in the landing, and a receipt takes its place.
package drop

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// Drop is the folder of one source.
type Drop struct {
	dir      string
	cadence  contract.Cadence
	personal bool
	quiet    time.Duration
	now      func() time.Time
}

// Kind is this transport.
func Kind() connectors.Kind {
	return connectors.Kind{Name: "drop", About: "Files that people and systems put into the folder of a source in the inbox.", New: New}
}

// New returns the drop folder of the contract, <inbox>/<source>.
func New(c *contract.Contract, env connectors.Env) (connectors.Connector, error) {
	if env.Inbox == "" {
		return nil, fmt.Errorf("source %s: no inbox folder is configured", c.Source)
	}
	return &Drop{dir: filepath.Join(env.Inbox, c.Source), cadence: c.Cadence, personal: c.HasPersonal(), quiet: env.Quiet, now: env.Now}, nil
}

// MediaType tells how a file is read from its name alone; "" means no known form.
func MediaType(name string) string { return connectors.MediaTypeOf(name) }

// ParseName reads provider and period out of a file name.
func ParseName(name string) (connectors.Want, error) { return connectors.ParseName(name) }

// List names what lies in the folder, a want for each file, by period, then name. Files
// whose names say nothing are left where they are; Strays names them.
func (d *Drop) List(ctx context.Context) ([]connectors.Want, error) {
	names, err := d.names()
	if err := errors.Join(err, ctx.Err()); err != nil {
		return nil, err
	}
	var wants []connectors.Want
	for _, name := range names {
		if w, ok := d.understood(name); ok {
			wants = append(wants, w)
		}
	}
	sort.SliceStable(wants, func(i, j int) bool { return before(wants[i], wants[j]) })
	return wants, nil
}

func before(a, b connectors.Want) bool {
	x, _ := a.Period.Bounds()
	y, _ := b.Period.Bounds()
	return x.Before(y)
}

// Strays names the files whose name gives no provider and period of this source, or
// whose form is unknown.
func (d *Drop) Strays() ([]string, error) {
	names, err := d.names()
	var strays []string
	for _, name := range names {
		if _, ok := d.understood(name); !ok {
			strays = append(strays, filepath.Join(d.dir, name))
		}
	}
	return strays, err
}

func (d *Drop) understood(name string) (connectors.Want, bool) {
	w, err := ParseName(name)
	return w, err == nil && w.Period.Fits(d.cadence) && MediaType(name) != ""
}

// names lists the files of the folder in the order of their versions; a folder not made
// yet is empty. Names that begin with a dot are files still being written, as are those
// that are not quiet yet.
func (d *Drop) names() ([]string, error) {
	entries, err := os.ReadDir(d.dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("drop folder: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") && d.still(e) {
			names = append(names, e.Name())
		}
	}
	sort.SliceStable(names, func(i, j int) bool { return connectors.VersionOrder(names[i]) < connectors.VersionOrder(names[j]) })
	return names, nil
}

// still reports whether a file has not been written to for a while. One from the future was
// copied with the time of another machine, and counts as still if that is not near.
func (d *Drop) still(e os.DirEntry) bool {
	if d.quiet == 0 {
		return true
	}
	info, err := e.Info()
	if err != nil {
		return false // gone meanwhile
	}
	return d.now().Sub(info.ModTime()).Abs() >= d.quiet
}

// Fetch opens the first file, in the order of versions, of the wanted provider and period.
// Later versions are fetched after the earlier has been settled.
func (d *Drop) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	names, err := d.names()
	if err := errors.Join(err, ctx.Err()); err != nil {
		return nil, err
	}
	for _, name := range names {
		if got, ok := d.understood(name); ok && got == w {
			return open(filepath.Join(d.dir, name), w)
		}
	}
	return nil, fmt.Errorf("%s %s in %s: %w", w.Provider, w.Period, d.dir, connectors.ErrNotPublished)
}

func open(path string, w connectors.Want) (*connectors.Batch, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("drop: %w", err)
	}
	name := filepath.Base(path)
	return &connectors.Batch{Want: w, Origin: "drop:" + name, MediaType: MediaType(name), Name: name, Body: f}, nil
}

// Settle puts the file of b aside. A name already taken there gets a number, because
// nothing that was received is overwritten.
func (d *Drop) Settle(_ context.Context, b *connectors.Batch, accepted bool) error {
	aside := "processed"
	if !accepted {
		aside = "refused"
	}
	dir := filepath.Join(d.dir, aside)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("drop: %w", err)
	}
	from := filepath.Join(d.dir, b.Name)
	if d.personal {
		return d.receipt(from, free(dir, b.Provider+"_"+b.Period.String()+filepath.Ext(b.Name)+".receipt.json"))
	}
	if err := os.Rename(from, free(dir, b.Name)); err != nil {
		return fmt.Errorf("drop: move aside: %w", err)
	}
	return nil
}

// free is a name in dir that nothing has yet.
func free(dir, name string) string {
	to := filepath.Join(dir, name)
	for n := 2; exists(to); n++ {
		to = filepath.Join(dir, fmt.Sprintf("%d-%s", n, name))
	}
	return to
}

// receipt writes what the file was and removes it. The sender can compare the hash with
// that of their own copy; the name it had is not kept, because people write the names of
// others into names of files.
func (d *Drop) receipt(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("drop: %w", err)
	}
	text, err := json.Marshal(map[string]any{"file": strings.TrimSuffix(filepath.Base(to), ".receipt.json"), "bytes": len(data), "sha256": fmt.Sprintf("%x", sha256.Sum256(data))})
	if err != nil {
		panic(err) // plain texts and a number
	}
	if err := os.WriteFile(to, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("drop: %w", err)
	}
	if err := os.Remove(from); err != nil {
		return fmt.Errorf("drop: %w", err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
