package synthetic

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"nsk/schedules/calendar"
)

// small is the republic of the tests: the smallest that plants every kind.
var small = Options{Seed: 7, Scale: Scale{Centres: 31, Applications: 2000}}

// world is a republic whose whole year has been published, read back.
type world struct {
	r      *Republic
	oracle *Oracle
	inbox  string
	files  []string // source/name, sorted
	events []event
	server http.Handler
	all    map[string]map[string][][]string // all rows, by source and period or file
}

var theWorld = sync.OnceValues(func() (*world, error) {
	dir, err := os.MkdirTemp("", "republic")
	if err != nil {
		return nil, err
	}
	w := &world{r: New(small), inbox: dir}
	if err := w.r.Publish(end(w.r), dir); err != nil {
		return nil, err
	}
	w.oracle = w.r.Oracle()
	return w, w.read()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if w, err := theWorld(); err == nil {
		os.RemoveAll(w.inbox)
	}
	os.Exit(code)
}

// end is the day by which the last late return is there.
func end(r *Republic) time.Time { return calendar.Date(r.year+1, 1, 31).Start() }

func published(t *testing.T) *world {
	t.Helper()
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	if w.all == nil {
		w.all = w.everything(t)
	}
	return w
}

func (w *world) read() error {
	paths, err := filepath.Glob(filepath.Join(w.inbox, "*", "*"))
	if err != nil {
		return err
	}
	sort.Strings(paths)
	for _, p := range paths {
		name, _ := filepath.Rel(w.inbox, p)
		w.files = append(w.files, filepath.ToSlash(name))
		if strings.HasPrefix(name, "applications") && strings.HasSuffix(name, ".jsonl") {
			if err := w.stream(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) stream(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for d := json.NewDecoder(bytes.NewReader(b)); d.More(); {
		var e event
		if err := d.Decode(&e); err != nil {
			return err
		}
		at, err := time.Parse(time.RFC3339, e.At)
		if err != nil {
			return err
		}
		e.day = calendar.LocalDay(at)
		w.events = append(w.events, e)
	}
	return nil
}

// names are the files of a source that end so.
func (w *world) names(source, suffix string) (out []string) {
	for _, f := range w.files {
		if strings.HasPrefix(f, source+"/") && strings.HasSuffix(f, suffix) {
			out = append(out, f)
		}
	}
	return out
}

func (w *world) bytes(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(w.inbox, file))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// csv reads a return by its header, whatever its dialect, in the contract's column order.
func (w *world) csv(t *testing.T, file string) ([][]string, error) {
	t.Helper()
	b := w.bytes(t, file)
	in := csv.NewReader(bytes.NewReader(b))
	if ansi(b) {
		in = csv.NewReader(charmap.Windows1251.NewDecoder().Reader(bytes.NewReader(b)))
		in.Comma = ';'
	}
	all, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	c := w.r.contract(strings.Split(file, "/")[0])
	known := false
	for l := technical; l <= kazakh; l++ {
		known = known || strings.Join(header(c, l), "|") == strings.Join(all[0], "|")
	}
	if !known {
		t.Errorf("%s: header %v is not the contract's", file, all[0])
	}
	return all[1:], nil
}

// ansi reports whether a file is in the other dialect: semicolons in its header.
func ansi(b []byte) bool { return bytes.IndexByte(b[:bytes.IndexByte(b, '\n')], ';') >= 0 }

// nameParts reads provider, period and version out of the file name of a return.
func nameParts(file string) (provider, period string, version int) {
	base := strings.TrimSuffix(filepath.Base(file), ".csv")
	parts := strings.Split(base, "_")
	version = 1
	if len(parts) == 3 {
		version = number(parts[2][1:])
	}
	return parts[0], parts[1], version
}
