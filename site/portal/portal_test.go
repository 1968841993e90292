package portal_test

import (
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nsk/schedules"
	"nsk/site"
	"nsk/site/account"
	"nsk/site/sitetest"
)

// A world is a site over a small open warehouse with two centres that are signed in.
type world struct {
	*sitetest.Stand
	t           *testing.T
	mine, other *http.Client
	house       *schedules.House
	dir         string // of what is being received
	under       string // a file under way
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t}
	open := sitetest.House(t)
	w.Stand = sitetest.New(t, func(o *site.Options) {
		open(o)
		w.house, w.dir = o.Portal.House, o.Portal.Dir
	})
	w.mine, w.other = w.Client(t, account.Centre), w.Client(t, sitetest.Other)
	return w
}

// files are the bytes of everything that lies in the folder of the portal.
func (w *world) files() (all []string) {
	w.t.Helper()
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all = append(all, string(text))
		return err
	})
	if err != nil || len(all) == 0 {
		w.t.Error("nothing lies there", err)
	}
	return all
}

// One world is stood up for all: it takes seconds. Each part works on a month of its own.
func TestPortal(t *testing.T) {
	w := newWorld(t)
	for _, part := range []struct {
		name string
		test func(*world)
	}{
		{"calendar", calendar}, {"template", template}, {"sending", sending}, {"pieces", pieces}, {"answering", answering}, {"others", others}, {"hostile", hostile},
	} {
		t.Run(part.name, func(t *testing.T) {
			here := *w
			here.t = t
			part.test(&here)
		})
	}
}

// get is the answer to a question, and its text.
func (w *world) get(c *http.Client, path string) (code int, text string) {
	w.t.Helper()
	r, err := c.Get(w.Address + path)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(r)
}

func (w *world) read(r *http.Response) (code int, text string) {
	w.t.Helper()
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

func (w *world) has(text string, all ...string) {
	w.t.Helper()
	for _, s := range all {
		if !strings.Contains(text, s) {
			w.t.Errorf("no %q in\n%s", s, text)
		}
	}
}

// A centre sees what it owes, by which day, and where that stands.
func calendar(w *world) {
	t := w.t
	code, text := w.get(w.mine, "/portal?lang=ru")
	if code != http.StatusOK {
		t.Fatal(code, text)
	}
	w.has(text, "Требуется сейчас", "октябрь 2025 года", "База данных о физических лицах", "/portal/template/recognition-persons/2025-10", "просрочка")
	if strings.Contains(text, sitetest.OtherBIN) {
		t.Error("another centre is named")
	}
}

// The template has the professions of the centre of the account, as the release knows them.
func template(w *world) {
	t := w.t
	if err := w.Accounts.Add(t.Context(), account.Account{Name: "known", Role: account.Centre, Provider: "c1"}, sitetest.Password); err != nil {
		t.Fatal(err)
	}
	known := w.Client(t, "known")
	r, err := known.Get(w.Address + "/portal/template/recognition-persons/2025-10?lang=kk")
	if err != nil {
		t.Fatal(err)
	}
	if code, text := w.read(r); code != http.StatusOK || !strings.HasPrefix(text, "PK") || !strings.Contains(r.Header.Get("Content-Disposition"), "c1_2025-10.xlsx") {
		t.Error(code, r.Header)
	}
	if code, text := w.get(w.mine, "/portal/template/recognition-persons/2025-10?lang=ru"); code != http.StatusNotFound || !strings.Contains(text, "области аккредитации") {
		t.Error(code, text)
	}
	for _, path := range []string{"recognition-persons/2026-10", "recognition-persons/2025-Q3", "vacancies/2025-10", "recognition-persons/x"} {
		if code, _ := w.get(known, "/portal/template/"+path); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}
