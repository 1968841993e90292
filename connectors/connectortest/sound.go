package connectortest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
)

// The cases in which the transport does what it should.
var soundTrials = []trial{
	{"nothing published", Suite.nothingPublished},
	{"one batch", Suite.oneBatch},
	{"no rows is not nothing", func(s Suite, t *testing.T) { s.keeps(t, nil) }},
	{"exactly one page", func(s Suite, t *testing.T) { s.keeps(t, texts(PageSize)) }},
	{"a row less and a row more than a page", func(s Suite, t *testing.T) { s.keeps(t, texts(PageSize-1)); s.keeps(t, texts(PageSize+1)) }},
	{"many pages", func(s Suite, t *testing.T) { s.keeps(t, texts(2*PageSize)); s.keeps(t, texts(7*PageSize+3)) }},
	{"every letter is kept", Suite.everyLetter},
	{"forms of one letter are kept apart", func(s Suite, t *testing.T) {
		s.keeps(t, []string{"e\u0301", "\u00e9", "и\u0306", "й", "\uff21", "A"})
	}},
	{"a huge field is kept", func(s Suite, t *testing.T) { s.keeps(t, []string{"first", strings.Repeat("қ", 500_000), "last"}) }},
	{"bytes that are no letters come as they are, or not at all", Suite.lyingEncoding},
	{PeriodsApart, Suite.periodsApart},
	{ProvidersApart, Suite.providersApart},
	{"asking twice changes nothing", Suite.twice},
	{"two are pulled at once", Suite.atOnce},
	{BoundedMemory, Suite.boundedMemory},
	{"a body may be left half read", Suite.halfRead},
	{"what is left leaves nothing running", Suite.nothingRuns},
	{"a cancelled context stops it", Suite.cancelled},
	{"a pull may be cancelled at any moment", Suite.cancelledAnywhere},
	{"List names what lies ready", Suite.list},
	{"Settle puts the original aside", Suite.settle},
}

// Cases that a kind may have to leave out: its systems are asked by less than period and
// provider, or answer at once.
const (
	BoundedMemory  = "memory does not grow with what is pulled"
	PeriodsApart   = "periods are kept apart"
	ProvidersApart = "providers are kept apart"
)

func (s Suite) nothingPublished(t *testing.T) {
	_, err := s.New(t, nil).Fetch(t.Context(), March)
	if !errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("error %v, want ErrNotPublished", err)
	}
}

func (s Suite) oneBatch(t *testing.T) {
	parts := s.Parts([]string{"Алматы"})
	b := fetch(t, s.New(t, Published{March: parts}), March)
	if b.Want != March || b.MediaType != s.MediaType || b.Origin == "" || b.Name == "" {
		t.Errorf("batch of %v, media type %q, origin %q, name %q", b.Want, b.MediaType, b.Origin, b.Name)
	}
	s.discreet(t, b.Origin+"\n"+b.Name)
	s.compare(t, b, parts)
}

func (s Suite) everyLetter(t *testing.T) {
	s.keeps(t, []string{"Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ёё", "“кавычки” \\ / ' <b>&", "\u2028\u2029\u00a0\u200b", "e\u0301 é 🇰🇿 𝔘", "  spaces  "})
}

// lyingEncoding publishes bytes that are not what they are said to be.
func (s Suite) lyingEncoding(t *testing.T) {
	parts := s.Parts([]string{"QQQQ"})
	for i := range parts {
		parts[i] = bytes.ReplaceAll(parts[i], []byte("QQQQ"), []byte("\xca\xe0\xe7\xff")) // Windows-1251
	}
	got, err := pull(t.Context(), s.New(t, Published{March: parts}), March)
	s.wholeOrTold(t, got, err, parts)
}

func texts(n int) []string {
	var all []string
	for i := range n {
		all = append(all, "row "+strconv.Itoa(i))
	}
	return all
}

// keeps publishes rows and fetches them.
func (s Suite) keeps(t *testing.T, rows []string) {
	t.Helper()
	parts := s.Parts(rows)
	s.compare(t, fetch(t, s.New(t, Published{March: parts}), March), parts)
}

func (s Suite) periodsApart(t *testing.T) {
	held := Published{March: s.Parts([]string{"march"}), April: s.Parts([]string{"april"})}
	c := s.New(t, held)
	for _, w := range []connectors.Want{April, March} {
		s.compare(t, fetch(t, c, w), held[w])
	}
}

func (s Suite) providersApart(t *testing.T) {
	other := connectors.Want{Provider: "990440000386", Period: March.Period}
	held := Published{March: s.Parts([]string{"one"}), other: s.Parts([]string{"other"})}
	c := s.New(t, held)
	for _, w := range []connectors.Want{other, March} {
		s.compare(t, fetch(t, c, w), held[w])
	}
}

func (s Suite) twice(t *testing.T) {
	parts := s.Parts(texts(PageSize + 1))
	c := s.New(t, Published{March: parts})
	for range 2 {
		s.compare(t, fetch(t, c, March), parts)
	}
}

// atOnce reads a bit of one body, then a bit of the other, to the ends of both.
func (s Suite) atOnce(t *testing.T) {
	held := Published{March: s.Parts(texts(2 * PageSize)), April: s.Parts(texts(3*PageSize + 1))}
	one, other := s.New(t, held), s.New(t, held)
	a, b := fetch(t, one, March), fetch(t, other, April)
	half := make([]byte, len(s.Bytes(held[March]))/2)
	if _, err := io.ReadFull(a.Body, half); err != nil {
		t.Fatal(err)
	}
	s.compare(t, b, held[April])
	rest, err := io.ReadAll(a.Body)
	if err := errors.Join(err, a.Body.Close()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(append(half, rest...), s.Bytes(held[March])) {
		t.Error("a pull is disturbed by another")
	}
}

// boundedMemory pulls 32 MB and looks at what is alive on the way: what the test itself
// holds is there before.
func (s Suite) boundedMemory(t *testing.T) {
	rows := texts(200 * PageSize)
	for i := range rows {
		rows[i] += strings.Repeat(" 16 KB a row", 1<<14/12)
	}
	held := Published{March: s.Parts(rows)}
	rows = nil
	c := s.New(t, held)
	before := alive()
	b := fetch(t, c, March)
	size, most := 0, alive()
	for {
		n, err := io.CopyN(io.Discard, b.Body, 8<<20)
		size, most = size+int(n), max(most, alive())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if grown := int(most) - int(before); grown > size/2 {
		t.Errorf("%d MB are alive on the way through %d MB; produce the body while it is read", grown>>20, size>>20)
	}
}

func alive() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (s Suite) halfRead(t *testing.T) {
	parts := s.Parts(texts(PageSize + 1))
	c := s.New(t, Published{March: parts})
	b := fetch(t, c, March)
	if _, err := io.ReadFull(b.Body, make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	if err := b.Body.Close(); err != nil {
		t.Errorf("close half read: %v", err)
	}
	s.compare(t, fetch(t, c, March), parts)
}

// nothingRuns closes bodies that nobody has read, or half.
func (s Suite) nothingRuns(t *testing.T) {
	c := s.New(t, Published{March: s.Parts(texts(20 * PageSize))})
	s.compare(t, fetch(t, c, March), s.Parts(texts(20*PageSize))) // connections that are kept are there
	before := runtime.NumGoroutine()
	for i := range 30 {
		b := fetch(t, c, March)
		_, _ = io.CopyN(io.Discard, b.Body, int64(i%3)) // what comes of it is other cases' affair
		if err := b.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for range 500 {
		if runtime.NumGoroutine() <= before+10 { // some connections may be kept
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after 30 bodies were closed", before, runtime.NumGoroutine())
}

func (s Suite) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := pull(ctx, s.New(t, Published{March: s.Parts([]string{"x"})}), March)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// cancelledAnywhere cancels after some bytes of the body: the rest comes whole or not at
// all, and at the end it is told.
func (s Suite) cancelledAnywhere(t *testing.T) {
	parts := s.Parts(texts(3*PageSize + 1))
	want := s.Bytes(parts)
	for _, at := range []int{0, 1, len(want) / 3, len(want) / 2, len(want) - 1} {
		ctx, cancel := context.WithCancel(t.Context())
		b, err := s.New(t, Published{March: parts}).Fetch(ctx, March)
		if err != nil {
			t.Fatal(err)
		}
		head := make([]byte, at)
		if _, err := io.ReadFull(b.Body, head); err != nil {
			t.Fatal(err)
		}
		cancel()
		rest, err := io.ReadAll(b.Body)
		_ = b.Body.Close() // it was left
		if err == nil && !bytes.Equal(append(head, rest...), want) {
			t.Errorf("cancelled after %d bytes: %d of %d bytes came and no error", at, at+len(rest), len(want))
		}
	}
}

func (s Suite) list(t *testing.T) {
	l, ok := s.New(t, nil).(connectors.Lister)
	if !ok {
		t.Skip("not a Lister")
	}
	if got, err := l.List(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("an empty transport lists %v, %v", got, err)
	}
	held := Published{April: s.Parts([]string{"a"}), March: s.Parts([]string{"m"})}
	got, err := s.New(t, held).(connectors.Lister).List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0] != March || got[1] != April {
		t.Errorf("listed %v, want March, then April", got)
	}
}

// settle settles what was read: it is not there to be fetched again, or nothing new.
func (s Suite) settle(t *testing.T) {
	for _, accepted := range []bool{true, false} {
		c := s.New(t, Published{March: s.Parts([]string{"m"}), April: s.Parts([]string{"a"})})
		settler, ok := c.(connectors.Settler)
		if !ok {
			t.Skip("not a Settler")
		}
		b := fetch(t, c, March)
		_, err := io.Copy(io.Discard, b.Body)
		if err := errors.Join(err, b.Body.Close(), settler.Settle(t.Context(), b, accepted)); err != nil {
			t.Fatal(err)
		}
		again, err := pull(t.Context(), c, March)
		if !errors.Is(err, connectors.ErrNotPublished) && !errors.Is(err, connectors.ErrUnchanged) && !bytes.Equal(again, s.Bytes(s.Parts([]string{"m"}))) {
			t.Errorf("settled (accepted %t), then fetched again: %v", accepted, err)
		}
		s.compare(t, fetch(t, c, April), s.Parts([]string{"a"}))
	}
}
