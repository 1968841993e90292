package synthetic

import (
	"bytes"
	"crypto/sha256"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/schedules/calendar"
)

// prints are the hashes of all files of a quarter and of one page of each REST source.
func prints(t *testing.T, opt Options) map[string][32]byte {
	t.Helper()
	r, dir := New(opt), t.TempDir()
	if err := r.Publish(calendar.Date(2025, 4, 12).Start(), dir); err != nil {
		t.Fatal(err)
	}
	out := map[string][32]byte{}
	paths, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(dir, p)
		out[name] = sha256.Sum256(b)
	}
	for _, c := range r.contracts {
		if path := c.Options["path"]; path != "" {
			w := httptest.NewRecorder()
			r.Handler().ServeHTTP(w, httptest.NewRequest("GET", path+"?period=2025-02&dateIds=2024-Q4&apiKey="+APIKey, nil))
			out[c.Source] = sha256.Sum256(w.Body.Bytes())
		}
	}
	return out
}

// The same options make the same bytes, another seed makes others.
func TestSameOptionsSameBytes(t *testing.T) {
	opt := Options{Seed: 3, Scale: Scale{Applications: 600, Centres: 30}}
	first := prints(t, opt)
	if diff := cmp.Diff(first, prints(t, opt)); diff != "" {
		t.Errorf("two republics of the same options differ:\n%s", diff)
	}
	if len(first) < 200 {
		t.Errorf("only %d files and pages in a quarter", len(first))
	}
	opt.Seed = 4
	other := prints(t, opt)
	for _, name := range []string{"applications/administrator_2024-12-31.jsonl", "vacancies", "accredited-centres"} {
		if first[name] == other[name] {
			t.Errorf("%s does not depend on the seed", name)
		}
	}
}

// A year published day by day is the year published at once, and publishing a day again
// writes nothing.
func TestClockOnlyMovesForward(t *testing.T) {
	dir, again := t.TempDir(), t.TempDir()
	r := New(Options{Scale: Scale{Applications: 300}})
	if !r.Now().IsZero() {
		t.Errorf("clock of a new republic stands at %v", r.Now())
	}
	for day := calendar.Date(2025, 1, 1); day <= calendar.Date(2025, 1, 20); day++ {
		if err := r.Publish(day.Start(), dir); err != nil {
			t.Fatal(err)
		}
	}
	if want := calendar.Date(2025, 1, 20).Start(); !r.Now().Equal(want) {
		t.Errorf("clock stands at %v, want %v", r.Now(), want)
	}
	if err := r.Publish(calendar.Date(2025, 1, 15).Start(), again); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(again); len(left) > 0 {
		t.Errorf("a day in the past was published again: %v", left)
	}
	once := t.TempDir()
	if err := New(Options{Scale: Scale{Applications: 300}}).Publish(calendar.Date(2025, 1, 20).Start(), once); err != nil {
		t.Fatal(err)
	}
	daily, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	whole, _ := filepath.Glob(filepath.Join(once, "*", "*"))
	if len(daily) != len(whole) || len(daily) == 0 {
		t.Errorf("%d files day by day, %d at once", len(daily), len(whole))
	}
}

// A folder that cannot be written is an error, and the day can be published again.
func TestPublishFails(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := New(Options{Scale: Scale{Applications: 300}})
	day := calendar.Date(2025, 1, 2).Start()
	if err := r.Publish(day, blocked); err == nil {
		t.Fatal("published into a file")
	}
	if err := r.Publish(day, t.TempDir()); err != nil || !r.Now().Equal(day) {
		t.Errorf("after a failure: %v, clock %v", err, r.Now())
	}
}

// A stream of returns is long, clean and takes no memory.
func TestStreamOfReturns(t *testing.T) {
	r := New(Options{Scale: Scale{Applications: 300}})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := &watermark{}
	if err := r.WriteReturns(peak, 100_000); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if peak.lines != 100_001 {
		t.Errorf("%d lines, want a header and 100,000 rows", peak.lines)
	}
	if peak.heap == 0 {
		t.Error("the heap was never measured")
	}
	if grown := int64(peak.heap) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("heap grew by %d bytes while streaming", grown)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("%d bytes stayed after streaming", grown)
	}
	if err := r.WriteReturns(full{}, 10); err == nil {
		t.Error("the error of the writer was lost")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// watermark counts lines and remembers the largest live heap it saw.
type watermark struct {
	lines, writes int
	heap          uint64
}

func (w *watermark) Write(p []byte) (int, error) {
	w.lines += bytes.Count(p, []byte("\n"))
	if w.writes++; w.writes%60 == 0 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		w.heap = max(w.heap, m.HeapAlloc)
	}
	return len(p), nil
}

// The stream of events tells the applications that the drop files tell.
func TestStreamOfEvents(t *testing.T) {
	r := New(Options{Scale: Scale{Applications: 300}})
	var b bytes.Buffer
	if err := r.WriteEvents(&b, 1<<30); err != nil {
		t.Fatal(err)
	}
	want := 0
	for n := range r.volume.total() {
		l := r.life(n)
		want += len(l.days())
	}
	if got := bytes.Count(b.Bytes(), []byte("\n")); got != want {
		t.Errorf("%d events, want %d", got, want)
	}
	if r.volume.total() != 525 {
		t.Errorf("%d applications in two years, want 225 and 300", r.volume.total())
	}
}

func BenchmarkWriteReturns(b *testing.B) {
	r := New(Options{})
	start := time.Now()
	if err := r.WriteReturns(io.Discard, b.N); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "rows/s")
}

func BenchmarkWriteEvents(b *testing.B) {
	r := New(Options{Scale: Scale{Applications: 1_000_000}})
	start := time.Now()
	if err := r.WriteEvents(io.Discard, b.N); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "applications/s")
}

// Other years live too, leap years included; a year the calendar does not know is a mistake
// of the caller.
func TestOtherYears(t *testing.T) {
	for _, year := range []int{2024, 2026} {
		r, dir := New(Options{Year: year, Scale: Scale{Applications: 200}}), t.TempDir()
		if err := r.Publish(r.date(3, 15).Start(), dir); err != nil {
			t.Fatal(err)
		}
		if files, _ := filepath.Glob(filepath.Join(dir, persons, "*")); len(files) < 100 {
			t.Errorf("%d: %d returns of persons", year, len(files))
		}
		if len(r.Oracle().Planted) == 0 {
			t.Errorf("%d: nothing planted", year)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("the republic of 1999 has no calendar")
		}
	}()
	New(Options{Year: 1999})
}
