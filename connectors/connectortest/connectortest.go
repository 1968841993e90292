// Package connectortest is the one conformance suite that every kind passes.
//
// A kind brings a real transport, a folder or a service on the loopback address, and says
// how rows look on it. The suite publishes, fetches and compares bytes; it knows nothing
// of the wire.
package connectortest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// PageSize is the number of rows a page for suites whose kind pages.
const PageSize = 10

// Published is what a transport holds: of each return the parts in which it is served.
type Published map[connectors.Want][][]byte

// A Suite describes one kind to Run.
type Suite struct {
	// New returns a connector over a transport that holds what is published, for a contract
	// of monthly cadence.
	New func(t *testing.T, held Published) connectors.Connector
	// Parts lays rows, each of one text, out as the kind publishes them.
	Parts func(texts []string) [][]byte
	// Bytes is what Fetch must hand over for these parts.
	Bytes func(parts [][]byte) []byte
	// MediaType is what Batch.MediaType must say.
	MediaType string
	// Hanging returns a connector whose transport never answers; nil where a transport
	// cannot hang.
	Hanging func(t *testing.T) connectors.Connector
	// Mute says that the kind's services are asked by period alone, so that Want.Provider
	// makes no difference.
	Mute bool
}

// March and April are the returns that the suite publishes.
var (
	March = connectors.Want{Provider: "990440000385", Period: contract.Period{Cadence: contract.Monthly, Year: 2025, N: 3}}
	April = connectors.Want{Provider: "990440000385", Period: contract.Period{Cadence: contract.Monthly, Year: 2025, N: 4}}
)

// Run checks that the kind keeps every promise of connectors.Connector, and of the
// abilities Lister and Settler where it has them.
func Run(t *testing.T, s Suite) {
	t.Run("nothing published", s.nothingPublished)
	t.Run("one batch", s.oneBatch)
	t.Run("no rows is not nothing", s.noRows)
	t.Run("many rows add up", s.manyRows)
	t.Run("every letter is kept", s.everyLetter)
	t.Run("a huge field is kept", s.hugeField)
	t.Run("periods are kept apart", s.periodsApart)
	t.Run("providers are kept apart", s.providersApart)
	t.Run("asking twice changes nothing", s.twice)
	t.Run("a body may be left half read", s.halfRead)
	t.Run("a cancelled context stops it", s.cancelled)
	t.Run("a hanging transport can be left", s.hanging)
	t.Run("List names what lies ready", s.list)
	t.Run("Settle puts the original aside", s.settle)
}

func (s Suite) nothingPublished(t *testing.T) {
	_, err := s.New(t, nil).Fetch(t.Context(), March)
	if !errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("error %v, want ErrNotPublished", err)
	}
}

func (s Suite) oneBatch(t *testing.T) {
	parts := s.Parts([]string{"Алматы"})
	b, err := s.New(t, Published{March: parts}).Fetch(t.Context(), March)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Body.Close()
	if b.Want != March || b.MediaType != s.MediaType || b.Origin == "" || b.Name == "" {
		t.Errorf("batch of %v, media type %q, origin %q, name %q", b.Want, b.MediaType, b.Origin, b.Name)
	}
	s.compare(t, b, parts)
}

func (s Suite) noRows(t *testing.T)   { s.keeps(t, nil) }
func (s Suite) manyRows(t *testing.T) { s.keeps(t, texts(2*PageSize)); s.keeps(t, texts(2*PageSize+3)) }

func (s Suite) everyLetter(t *testing.T) {
	s.keeps(t, []string{"Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ёё", "“кавычки” \\ / ' <b>&", "\u2028\u2029\u00a0\u200b", "e\u0301 é 🇰🇿 𝔘", "  spaces  "})
}

func (s Suite) hugeField(t *testing.T) {
	s.keeps(t, []string{"first", strings.Repeat("қ", 500_000), "last"})
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
	if s.Mute {
		t.Skip("the service is asked by period alone")
	}
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

func (s Suite) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.New(t, Published{March: s.Parts([]string{"x"})}).Fetch(ctx, March)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func (s Suite) hanging(t *testing.T) {
	if s.Hanging == nil {
		t.Skip("this transport cannot hang")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	done := make(chan error, 1)
	c := s.Hanging(t)
	go func() { _, err := c.Fetch(ctx, March); done <- err }()
	select {
	case err := <-done:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want context.DeadlineExceeded", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Fetch did not return after its context ended")
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

func (s Suite) settle(t *testing.T) {
	for _, accepted := range []bool{true, false} {
		c := s.New(t, Published{March: s.Parts([]string{"m"}), April: s.Parts([]string{"a"})})
		settler, ok := c.(connectors.Settler)
		if !ok {
			t.Skip("not a Settler")
		}
		b := fetch(t, c, March)
		if err := errors.Join(b.Body.Close(), settler.Settle(t.Context(), b, accepted)); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Fetch(t.Context(), March); !errors.Is(err, connectors.ErrNotPublished) {
			t.Errorf("settled (accepted %t), then fetched again: %v", accepted, err)
		}
		s.compare(t, fetch(t, c, April), s.Parts([]string{"a"}))
	}
}

func fetch(t *testing.T, c connectors.Connector, w connectors.Want) *connectors.Batch {
	t.Helper()
	b, err := c.Fetch(t.Context(), w)
	if err != nil {
		t.Fatalf("fetch %s: %v", w.Period, err)
	}
	t.Cleanup(func() { b.Body.Close() })
	return b
}

// compare reads the body to its end, closes it and compares every byte.
func (s Suite) compare(t *testing.T, b *connectors.Batch, parts [][]byte) {
	t.Helper()
	got, err := io.ReadAll(b.Body)
	if err = errors.Join(err, b.Body.Close()); err != nil {
		t.Fatal(err)
	}
	if want := s.Bytes(parts); !bytes.Equal(got, want) {
		t.Errorf("%s: got %d bytes, want %d, first difference at %d", b.Period, len(got), len(want), differ(got, want))
	}
}

// differ is the place of the first byte in which a and b differ.
func differ(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
