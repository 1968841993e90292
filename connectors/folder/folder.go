// Package folder takes files out of a folder at a distance, whatever it is reached by.
//
// A folder is read as the inbox is: its files are named <provider>_<period>.<ext>, and a
// further version _<anything> before the dot. Or the place of each return is known, and
// only the one file is asked for. A file is handed over whole or not at all: its size is
// compared with what was listed, a cut is gone on with where it was only if the file is
// still the same one, and what has changed meanwhile is an error, never a mixture.
package folder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// ErrChanged means that a file is no longer the one that was listed.
var ErrChanged = errors.New("the file was changed meanwhile; it is taken anew with the next pull")

// A File is one file as it was listed.
type File struct {
	Name string    // below the base of the place, with slashes
	Size int64     // bytes
	At   time.Time // it was last written, by the clock of the place
	Mark string    // another one for another content, as far as the place can tell
}

// A Sum is a check sum that the whole content must have.
type Sum struct {
	Name string
	New  func() hash.Hash
	Want []byte
}

// A Summed is what Open returns where the place says what the content must add up to.
type Summed interface{ Sums() []Sum }

// A Place is where files lie. Its methods try again what can be tried again, and may be
// called from several goroutines.
type Place interface {
	// Files lists the files that lie directly in a folder, whose name ends in a slash or is
	// "", or the one file of another name; none where that is not there. A folder that is
	// not there is an error that wraps fs.ErrNotExist; so is a base that is not there, for a file.
	Files(ctx context.Context, name string) ([]File, error)
	// Open reads a file from an offset on. The error wraps ErrChanged if it is no longer the
	// one that was listed, then or when the last byte was read, and fs.ErrNotExist if it is gone.
	Open(ctx context.Context, f File, offset int64) (io.ReadCloser, error)
	// Aside moves a file into a folder beside it, where it gets a number if its name is
	// taken, or removes it if that is "". One that has changed stays where it is.
	Aside(ctx context.Context, f File, into string) error
}

// Settle is what becomes of a file that is on record.
const (
	Leave  = "leave"
	Move   = "move"
	Delete = "delete"
)

// Options are what a contract says of a folder, the same for every kind that has one.
func Options() []connectors.Option {
	return []connectors.Option{
		{Name: "endpoint", About: "name of the system; its address stands under endpoints in nsk.yaml", Required: true},
		{Name: "path", About: "folder below the address, with a slash at its end, whose files are named as in the inbox; or the file of a return, in which {period} and {provider} stand for its own"},
		{Name: "pattern", About: "which files of the folder, such as *.csv; others are left alone"},
		{Name: "settle", About: "what becomes of a file of the folder once it is on record: it is left; it is moved into processed or refused beside it; it is deleted if it was accepted and moved into refused if not", Values: []string{Leave, Move, Delete}, Default: Leave},
		{Name: "age", About: "a file is taken once it was not written to for so long, so that none is taken under way", Form: connectors.Duration, Default: "1m"},
	}
}

// A Folder is the folder of one source.
type Folder struct {
	Setting
	dir      string // "" or with a slash at its end
	pattern  string
	settle   string
	age      time.Duration
	attempts int
	cadence  contract.Cadence
	now      func() time.Time

	mu     sync.Mutex
	listed []File            // by the last List
	taken  map[string]File   // by name, fetched and not settled
	done   map[string]string // mark by name, on record and left where it is
}

// A Setting is what a kind makes of a site.
type Setting struct {
	Place   Place
	Says    string // its address for people, where that is not the one in nsk.yaml
	Recheck bool   // neither Open, at the last byte, nor Aside can tell for sure whether a file is still the same: it is looked at again
}

// New returns what the contract asks for: a folder, or a file for each return. Reach makes
// a place of the site; nothing is asked of it yet.
func New(k connectors.Kind, c *contract.Contract, env connectors.Env, reach func(*Site) (Setting, error)) (connectors.Connector, error) {
	site, err := locate(k, c, env)
	if err != nil {
		return nil, err
	}
	s, err := reach(site)
	if err != nil {
		return nil, site.wrong(c, err)
	}
	at, options := site.Settings["path"], site.Settings
	f := &Folder{Setting: s, dir: at, pattern: options["pattern"], settle: options["settle"], age: options.Duration("age"),
		attempts: site.Attempts, cadence: c.Cadence, now: env.Now, taken: make(map[string]File), done: make(map[string]string)}
	f.Says = cmp.Or(s.Says, strings.TrimSuffix(site.Address, "/"))
	if _, err := path.Match(f.pattern, "x"); err != nil {
		return nil, fmt.Errorf("source %s: options.pattern: %q cannot be read; write such as *.csv", c.Source, f.pattern)
	}
	if at == "" || strings.HasSuffix(at, "/") {
		if strings.ContainsAny(at, "{}") {
			return nil, fmt.Errorf("source %s: options.path: %q is a folder, and what lies there says by its name whose it is; write it without braces", c.Source, at)
		}
		return f, nil
	}
	return single(c, f)
}

// List names what lies in the folder and is not on record, a want for each file, by
// period, then version. Files whose names say nothing are left where they are.
func (f *Folder) List(ctx context.Context) ([]connectors.Want, error) {
	files, err := f.look(ctx)
	if err != nil {
		return nil, err
	}
	var wants []connectors.Want
	for _, file := range files {
		w, _ := f.understood(file)
		wants = append(wants, w)
	}
	slices.SortStableFunc(wants, func(a, b connectors.Want) int {
		x, _ := a.Period.Bounds()
		y, _ := b.Period.Bounds()
		return x.Compare(y)
	})
	return wants, nil
}

// look lists the files that can be taken, in the order of their versions.
func (f *Folder) look(ctx context.Context) ([]File, error) {
	files, err := f.Place.Files(ctx, f.dir)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", f.Says, f.missing(err))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	left := make(map[string]string)
	var all []File
	for _, file := range files {
		if mark, known := f.done[file.Name]; known && mark == file.Mark {
			left[file.Name] = mark
		} else if _, ok := f.understood(file); ok && f.still(file) {
			all = append(all, file)
		}
	}
	slices.SortStableFunc(all, func(a, b File) int {
		return strings.Compare(connectors.VersionOrder(path.Base(a.Name)), connectors.VersionOrder(path.Base(b.Name)))
	})
	f.listed, f.done = all, left // what is gone need not be remembered
	return slices.Clone(all), nil
}

// missing says what to do about a folder that is not there.
func (f *Folder) missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder is not there; check the address in nsk.yaml and options.path of the contract (%w)", err)
	}
	return err
}

// understood reads whose file it is; one that begins with a dot is being written.
func (f *Folder) understood(file File) (connectors.Want, bool) {
	name := path.Base(file.Name)
	w, err := connectors.ParseName(name)
	if err != nil || strings.HasPrefix(name, ".") || !w.Period.Fits(f.cadence) || connectors.MediaTypeOf(name) == "" {
		return w, false
	}
	fits, _ := path.Match(f.pattern, name) // New has read the pattern
	return w, f.pattern == "" || fits
}

// still reports whether a file has not been written to for a while. One from a future that
// is not near was written by another clock, and counts as still.
func (f *Folder) still(file File) bool {
	return f.now == nil || f.now().Sub(file.At).Abs() >= f.age
}

// Fetch opens the first file, in the order of versions, of the wanted provider and period
// that is not on record. The folder is listed only where the last List knows of none, or
// of one that is no longer there.
func (f *Folder) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	f.mu.Lock()
	listed := slices.Clone(f.listed)
	f.mu.Unlock()
	if b, err := f.first(ctx, listed, w); err == nil || !stale(err) {
		return b, err
	}
	files, err := f.look(ctx)
	if err != nil {
		return nil, err
	}
	b, err := f.first(ctx, files, w)
	if errors.Is(err, connectors.ErrNotPublished) && f.known(w) {
		return nil, fmt.Errorf("%s %s in %s: %w", w.Provider, w.Period, f.Says, connectors.ErrUnchanged)
	}
	return b, err
}

// known reports whether a file of the wanted return is on record and lies there still.
func (f *Folder) known(w connectors.Want) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name := range f.done {
		if got, _ := f.understood(File{Name: name}); got.Provider == w.Provider && got.Period == w.Period {
			return true
		}
	}
	return false
}

func stale(err error) bool {
	return errors.Is(err, connectors.ErrNotPublished) || errors.Is(err, ErrChanged) || errors.Is(err, fs.ErrNotExist)
}

func (f *Folder) first(ctx context.Context, files []File, w connectors.Want) (*connectors.Batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, file := range files {
		if got, ok := f.understood(file); ok && got.Provider == w.Provider && got.Period == w.Period {
			return f.open(ctx, file, w)
		}
	}
	return nil, fmt.Errorf("%s %s in %s: %w", w.Provider, w.Period, f.Says, connectors.ErrNotPublished)
}

func (f *Folder) open(ctx context.Context, file File, w connectors.Want) (*connectors.Batch, error) {
	name := path.Base(file.Name)
	b := &body{ctx: ctx, folder: f, file: file}
	if err := b.begin(); err != nil {
		return nil, fmt.Errorf("fetch from %s: %w", f.Says, err)
	}
	f.mu.Lock()
	f.taken[name] = file
	f.mu.Unlock()
	return &connectors.Batch{Want: w, Origin: f.Says + "/" + discreet(name, w), MediaType: connectors.MediaTypeOf(name), Name: name, Body: b}, nil
}

// discreet keeps of a name only what says nothing about a person: people write the names
// and numbers of others into names of files.
func discreet(name string, w connectors.Want) string {
	plain := w.Provider + "_" + w.Period.String()
	stem, ext, _ := strings.Cut(name, ".")
	if stem == plain {
		return name
	}
	return plain + "_…." + ext
}
