package query_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"nsk/warehouse"
	"nsk/warehouse/query"
)

// attempts are those of the file, and those too long or too odd to be written down.
func attempts(t *testing.T) []txtar.File {
	t.Helper()
	a, err := txtar.ParseFile("testdata/attempts.txtar")
	if err != nil {
		t.Fatal(err)
	}
	long := func(name, sql string) { a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(sql)}) }
	long("bounded: ten thousand brackets", "SELECT "+strings.Repeat("(", 10000)+"1"+strings.Repeat(")", 10000))
	long("bounded: a hundred thousand signs", "SELECT "+strings.Repeat("- ", 100000)+"1")
	long("bounded: ten thousand subqueries", strings.Repeat("SELECT * FROM (", 10000)+"SELECT 1"+strings.Repeat(")", 10000))
	long("bounded: a hundred thousand times OR", "SELECT 1 WHERE 1=2"+strings.Repeat(" OR 1=2", 100000))
	long("bounded: ten thousand unions", "SELECT 1"+strings.Repeat(" UNION ALL SELECT 1", 10000))
	long("bounded: a list of lists", "SELECT "+strings.Repeat("[", 3000)+"1"+strings.Repeat("]", 3000))
	long("bounded: eight megabytes of text", "SELECT '"+strings.Repeat("я", 4<<20)+"' FROM range(1000)")
	long("bounded: a NUL byte", "SELECT 'a\x00b'; DROP TABLE core.c")
	long("bounded: not UTF-8", "SELECT '\xff\xfe' FROM \xc3\x28")
	long("bounded: words turned around", "SELECT '\u202e' FROM \u202ecore.c")
	long("refused: a path in other letters", "SELECT * FROM read_text('/etc/pass\u200bwd')")
	return a.Files
}

// Every attempt ends as the file says, shows nothing of the machine, and neither the release
// nor who asks beside it notices.
func TestAttempts(t *testing.T) {
	r := stand(t, small+`; CREATE TABLE raw.secret AS SELECT 'raw' AS s; CREATE VIEW staging.v AS SELECT s FROM raw.secret`)
	r.At = query.Limits{Memory: "128MB", Time: 3 * time.Second, Rows: 200000, Bytes: 32 << 20}
	other := warehouse.ReleasePath(r.Data, "2025-11-19-0000000b")
	if err := os.WriteFile(other, []byte("another release"), 0o400); err != nil {
		t.Fatal(err)
	}
	file := warehouse.ReleasePath(r.Data, id)
	before := sum(t, file)
	stop, beside := make(chan struct{}), make(chan error, 1)
	go func() { beside <- neighbour(t, r, stop) }()
	all := attempts(t)
	if len(all) < 80 {
		t.Errorf("only %d attempts", len(all))
	}
	var failed atomic.Int32
	t.Run("each", func(t *testing.T) {
		for _, f := range all {
			want, name, _ := strings.Cut(f.Name, ": ")
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				attempt(t, r, want, string(f.Data))
				if t.Failed() {
					failed.Add(1)
				}
			})
		}
	})
	close(stop)
	if err := <-beside; err != nil {
		t.Errorf("who asked beside: %v", err)
	}
	if sum(t, file) != before {
		t.Error("the release changed")
	}
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "nsk-query-*"))
	t.Logf("%d attempts, %d failed; folders of children left: %d", len(all), failed.Load(), len(left))
}

func attempt(t *testing.T, r *query.Runner, want, sql string) {
	began := time.Now()
	a, err := r.Ask(t.Context(), query.Question{SQL: sql})
	if err == nil {
		defer a.Close()
		var shown []string
		for {
			b, e := a.Next()
			if e != nil {
				err = e
				break
			}
			if b.NumRows() < 1000 {
				text, _ := b.MarshalJSON()
				shown = append(shown, string(text))
			}
			b.Release()
		}
		leaks(t, r, strings.Join(shown, "\n"))
	}
	var f *query.Fault
	switch got := errors.As(err, &f); {
	case want == "harmless" && got, want != "harmless" && want != "bounded" && !got, got && want != "bounded" && want != string(f.Kind):
		t.Errorf("want %s, got %v (%+v)", want, err, f)
	case got:
		leaks(t, r, f.Text.KK, f.Text.RU, f.Text.EN)
		t.Logf("%s: %s", f.Kind, f.Text.EN)
	}
	if took := time.Since(began); took > 60*time.Second {
		t.Errorf("took %s", took)
	}
}

// leaks finds what nobody outside may see.
func leaks(t *testing.T, r *query.Runner, texts ...string) {
	t.Helper()
	program, _ := os.Executable()
	for _, text := range texts {
		if text == "" && len(texts) == 3 {
			t.Error("a fault without words")
		}
		for _, secret := range []string{r.Data, os.TempDir() + "/nsk", filepath.Dir(program), "root:x:", "driver", "goroutine", "stack_trace", "exception_type", "HOME="} {
			if strings.Contains(text, secret) {
				at := strings.Index(text, secret)
				t.Errorf("%q is shown: %.200s", secret, text[max(0, at-50):])
			}
		}
	}
}

// neighbour asks all the time and must always be answered.
func neighbour(t *testing.T, attacked *query.Runner, stop chan struct{}) error {
	r := &query.Runner{Data: attacked.Data, Program: attacked.Program, At: query.Limits{Memory: "128MB", Time: time.Minute}}
	for n := 0; ; n++ {
		select {
		case <-stop:
			t.Logf("%d questions beside were answered", n)
			return nil
		case <-time.After(200 * time.Millisecond):
		}
		a, err := r.Ask(t.Context(), query.Question{SQL: "SELECT sum(n) AS s FROM core.c"})
		if err != nil {
			return err
		}
		_, got, err := read(a)
		if err != nil {
			return err
		}
		if text := fmt.Sprint(got[len(got)-1].Column(0)); !strings.Contains(text, "4999950000") {
			return fmt.Errorf("answered %s", text)
		}
		a.Close()
	}
}

func sum(t *testing.T, file string) [32]byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(data)
}
