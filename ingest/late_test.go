package ingest_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/warehouse"
)

// A quoted cell that first appears in row 100 000 is read like any other, with the line
// feed and the delimiter in it, and so are the rows after it.
func TestQuotesComeLate(t *testing.T) {
	h := newCorpus(t)
	var text strings.Builder
	text.WriteString("k,t,n\n")
	for row := 2; row < 100_010; row++ {
		switch row {
		case 100_000:
			text.WriteString("late,\"x, \"\"y\"\"\r\nz\",1\n")
		default:
			fmt.Fprintf(&text, "%d,x,%d\n", row, row)
		}
	}
	out := h.take(t, "cells", connectors.MediaCSV, []byte(text.String()))
	if out.Verdict != ingest.Accepted || out.Accepted != 100_008 {
		t.Fatalf("%s %+v\n%s", out.Verdict, out.Counts, h.found(t, out))
	}
	var got, after string
	const q = `SELECT (SELECT k || t FROM raw.cells WHERE _row = 100000), (SELECT k || n FROM raw.cells WHERE _row = 100009)`
	if err := h.engine.DB().QueryRow(q).Scan(&got, &after); err != nil || got != "latex, \"y\"\r\nz" || after != "100009100009" {
		t.Errorf("%q, %q, %v", got, after, err)
	}
}

// A record longer than a megabyte is a fault, with its line, in whatever form; one a
// little shorter is read.
func TestLongRecords(t *testing.T) {
	h := newCorpus(t)
	const limit = 1 << 20
	for _, tt := range []struct{ name, body, want string }{
		{"csv", "k,t\na,x\nb," + strings.Repeat("ы", limit/2-10) + "\nc,z\n", "accepted"},
		{"csv", "k,t\na,x\nb," + strings.Repeat("ы", limit/2+10) + "\nc,z\n", `file.919 "3"`},
		{"csv", "k,t\na,x\nb,\"" + strings.Repeat("y\n", limit), `file.919 "3"`},
		{"csv", "k,t\na,x\nb,\"y\"z" + strings.Repeat("y\n", limit), `file.910 "3"`},
		{"json", `[{"k":"a","t":"` + strings.Repeat("x", limit-10) + `"}]`, "accepted"},
		{"json", `[{"k":"a","t":"` + strings.Repeat("x", limit+10) + `"}]`, `file.919 "1"`},
		{"json", `[{"k":"a","t":"` + strings.Repeat(`\"`, limit-10) + `"}]`, "accepted"},
	} {
		got := h.read(t, piece{name: tt.name, body: []byte(tt.body)})
		if !strings.Contains(got, tt.want) {
			t.Errorf("%.40q (%d): got %.300s, want %s", tt.body, len(tt.body), got, tt.want)
		}
	}
}

// Half a gigabyte of CSV is read within less memory than that: it does not grow with the file.
func TestHalfAGigabyte(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("half a gigabyte takes half a minute; it is left out with -short and under the race detector")
	}
	ctx := context.Background()
	e, err := warehouse.Open(ctx, t.TempDir(), warehouse.Options{MemoryLimit: "512MB"})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	contracts := variants(t)
	keys := t.TempDir()
	if _, err := ingest.InitKeys(keys); err != nil {
		t.Fatal(err)
	}
	k, err := ingest.LoadKeys(keys)
	if err != nil {
		t.Fatal(err)
	}
	in, err := ingest.New(ctx, e, k, t.TempDir(), contracts)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	before, began := residentPeak(t), time.Now()
	p, _ := contract.ParsePeriod("2025-03")
	const size = 1 << 29
	big := &large{left: size}
	b := &connectors.Batch{Want: connectors.Want{Provider: "1", Period: p}, MediaType: connectors.MediaCSV, Body: io.NopCloser(big)}
	out, err := in.Run(ctx, b, "cells", noon)
	if err != nil || out.Verdict != ingest.Accepted || out.Accepted != big.rows {
		t.Fatalf("%s %+v of %d rows, %v", out.Verdict, out.Counts, big.rows, err)
	}
	grown := residentPeak(t) - before
	t.Logf("%d rows in %s; the peak of memory grew by %d MB", big.rows, time.Since(began).Round(time.Second), grown>>20)
	if grown > size {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}

// large makes rows as they are read.
type large struct {
	left int
	rows int64
	buf  []byte
	rest []byte
}

func (g *large) Read(p []byte) (int, error) {
	if len(g.rest) == 0 {
		if g.left <= 0 {
			return 0, io.EOF
		}
		b := g.buf[:0]
		if g.rows == 0 {
			b = append(b, "k,t,n,x,d,b\n"...)
		}
		for len(b) < 1<<16 {
			g.rows++
			b = strconv.AppendInt(append(b, 'k'), g.rows, 10)
			b = append(b, ",\"Қазақстан Республикасының Еңбек және халықты әлеуметтік қорғау министрлігі, «Ұлттық біліктілік жүйесі», өңірлік тану орталығы № "...)
			b = strconv.AppendInt(b, g.rows%97, 10)
			b = append(b, "\",17,12.5,2025-03-14,да\n"...)
		}
		g.buf, g.rest = b, b
		g.left -= len(g.rest)
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// residentPeak is the most memory this process has had at once.
func residentPeak(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skipf("the peak of memory is not to be had here: %v", err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Skip("the peak of memory is not to be had here")
	return 0
}
