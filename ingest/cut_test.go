package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A cutting is an ingester of two text columns, to see how text is taken apart and numbered.
type cutting struct {
	*Ingester
	n int
}

func newCutting(t testing.TB) *cutting {
	t.Helper()
	ctx := context.Background()
	e, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	c := &contract.Contract{Source: "lines", Key: []string{"a", "b"}, Dialects: []contract.Dialect{{Encoding: "utf-8", Delimiter: ","}},
		Columns: []contract.Column{{Name: "a", Type: contract.TypeText, Required: true}, {Name: "b", Type: contract.TypeText}}}
	in, err := New(ctx, e, &Keys{}, t.TempDir(), []*contract.Contract{c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return &cutting{Ingester: in}
}

// rows reads text after the header "a,b" and returns row number, state and values of
// each row. Each call is a provider of its own.
func (k *cutting) rows(text string, careful bool) (string, error) {
	ctx := context.Background()
	k.n++
	p, err := contract.ParsePeriod("2025-03")
	if err != nil {
		return "", err
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: fmt.Sprint(k.n), Period: p}, MediaType: connectors.MediaCSV,
		Body: io.NopCloser(strings.NewReader("a,b\n" + text))}
	l, _, err := k.Land(ctx, b, k.plans["lines"].contract, time.Date(2025, 4, 10, 12, 0, 0, 0, time.UTC))
	if err != nil {
		return "", err
	}
	if _, err := k.read(ctx, l, careful); err != nil {
		return "", err
	}
	var s string
	err = k.engine.DB().QueryRowContext(ctx, `SELECT string_agg(concat(_row, '/', _state, '/', coalesce(a, '-'), '/', coalesce(b, '-')), '|' ORDER BY _row)
		FROM raw.lines WHERE _landing = ?`, l.Number).Scan(&s)
	return s, err
}

// A row's number is its place among the records of the file as a person counts them in a
// spreadsheet: blank lines count, line feeds within quotes do not. Both readers agree,
// and it makes no difference where windows and chunks end.
func TestRowNumbers(t *testing.T) {
	k := newCutting(t)
	for _, tt := range []struct{ name, text, want string }{
		{"plain", "x,1\ny,2\n", "2/0/x/1|3/0/y/2"},
		{"no line feed at the end", "x,1\ny,2", "2/0/x/1|3/0/y/2"},
		{"carriage returns", "x,1\r\ny,2\r\n", "2/0/x/1|3/0/y/2"},
		{"blank lines", "\nx,1\n\n\ny,2\n\n", "3/0/x/1|6/0/y/2"},
		{"blank lines with carriage returns", "x,1\r\n\r\ny,2\r\n", "2/0/x/1|4/0/y/2"},
		{"line feed in quotes", "\"x\nx\",1\ny,2\n", "2/0/x\nx/1|3/0/y/2"},
		{"blank line in quotes", "\"x\n\nx\",1\n\ny,2\n", "2/0/x\n\nx/1|4/0/y/2"},
		{"quote and delimiter in quotes", "\"x\"\"\n,\",1\ny,2\n", "2/0/x\"\n,/1|3/0/y/2"},
		{"blanks around", " x ,1\n\u00a0y\t,\" 2\"\n", "2/0/x/1|3/0/y/2"},
		{"empty texts", "\"\",1\ny,\"\"\n", "2/1/-/1|3/0/y/-"},
		{"a delimiter at the end", "x,1,\ny,,\n", "2/0/x/1|3/0/y/-"},
		{"a marked row among others", "x,1\n,2\nz,3\n,4\nv,5\n", "2/0/x/1|3/1/-/2|4/0/z/3|5/1/-/4|6/0/v/5"},
	} {
		for _, window := range []int{16, 23, windowSize} {
			k.windowSize, k.portionSize = window, int64(window)
			for _, careful := range []bool{false, true} {
				if got, err := k.rows(tt.text, careful); err != nil || got != tt.want {
					t.Errorf("%s, window %d, careful %t: %q, %v; want %q", tt.name, window, careful, got, err, tt.want)
				}
			}
		}
	}
}

// Thousands of records, some of several lines, cut at every kind of place, keep number
// and text, and the marked ones are explained under their own number.
func TestChunksEndAnywhere(t *testing.T) {
	k := newCutting(t)
	k.windowSize, k.portionSize = 101, 499
	var text, want strings.Builder
	for i := range 1000 {
		a, state := fmt.Sprintf("x%d\n,\"\n%s", i, strings.Repeat("ы", i%17)), 0
		if i%100 == 7 {
			a, state = "", 1
		}
		fmt.Fprintf(&text, "\"%s\",%d\n", strings.ReplaceAll(a, `"`, `""`), i)
		if a == "" {
			a = "-"
		}
		fmt.Fprintf(&want, "|%d/%d/%s/%d", i+2, state, strings.Trim(a, " "), i)
	}
	got, err := k.rows(text.String(), false)
	if err != nil || got != want.String()[1:] {
		t.Fatalf("%v; got\n%.400s\nwant\n%.400s", err, got, want.String()[1:])
	}
	found, err := Findings(context.Background(), k.engine, 1)
	if err != nil || len(found) != 10 || found[1].Row != 109 {
		t.Errorf("%v, %v", found, err)
	}
}

// agree reads a text quickly and carefully: what one accepts the other accepts with the
// same rows and values. Only the careful one decides about line ends of both kinds, so
// the quick one may leave a text to it.
func agree(t *testing.T, k *cutting, text string) (read bool) {
	t.Helper()
	k.windowSize, k.portionSize = 64, 64
	quick, err := k.rows(text, false)
	slow, careful := k.rows(text, true)
	switch {
	case err == nil && careful != nil:
		t.Errorf("%q: read as %q, carefully refused: %v", text, quick, careful)
	case err == nil && quick != slow:
		t.Errorf("%q: read as %q, carefully as %q", text, quick, slow)
	}
	var known *Fault
	if careful != nil && !errors.As(careful, &known) {
		t.Errorf("%q: no fault but %v", text, careful)
	}
	return err == nil
}

func FuzzReadersAgree(f *testing.F) {
	for _, s := range []string{"x,1\n", "x,1\r\n\r\ny,2", "\"x\ny\",1\n\n", "\"\",\n", "a\"b,1\n", "x\n", "x,1,2\n", "x,y,\n", " x,\t\n", "\"x\" ,1\n", "x\r,1\n", "\r\r\n", "\"a\r\nb\",c\r\n", "x,\x00\n",
		"\"a\rb\",1\r\n", "\"a\",\"b\"\r\n\"c\",d", "\u00a0x,1\n", "x,\ufffd\n", "#x,1\n", "\\N,1\n", "'x',1\n", "x,1\n,\n"} {
		f.Add(s)
	}
	k := newCutting(f)
	f.Fuzz(func(t *testing.T, text string) { agree(t, k, text) })
}

// Files made at random of what matters to a reader of CSV are read alike.
func TestReadersAgree(t *testing.T) {
	k := newCutting(t)
	dice := rand.New(rand.NewPCG(7, 11))
	pieces := []string{"x", "Ә", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"\"", "\"y\",", "\"a\nb\",1\n", "x,1\n", "y,2\r\n", " ", "\t", "\u00a0", "\x00", "\ufffd", "\xff", "'", "#", "\\"}
	cells := []string{"x", "Ә y", "", " x ", "\u00a0x\t", "\"x\"", "\"\"", "\"x, \"\"y\"\"\"", "\"a\nb\"", "\"a\r\nb\"", "\"a\rb\"", "\"\n\"", "'x", "\\N", "1e3"}
	pick := func(from []string) string { return from[dice.IntN(len(from))] }
	read := 0
	for n := range 100 {
		var text strings.Builder
		end := pick([]string{"\n", "\r\n"})
		for range 1 + dice.IntN(12) {
			if n%2 == 0 {
				text.WriteString(pick(cells) + "," + pick(cells) + pick([]string{"", "", "", ","}) + end + pick([]string{"", "", "", end}))
				continue
			}
			text.WriteString(pick(pieces))
		}
		if agree(t, k, text.String()) {
			read++
		}
	}
	if read < 20 {
		t.Errorf("only %d files were read", read)
	}
}
