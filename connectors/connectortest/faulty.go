package connectortest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/wire/certtest"
)

// An outcome is what must come of a fault.
type outcome int

const (
	isWhole outcome = iota // every byte all the same
	isTold                 // an error that is a failure
	isEither
)

// A wrong is a case of one fault and what must come of it.
type wrong struct {
	name  string
	fault Fault
	want  outcome
	says  []string // one of these words must be in the error
}

// lines are faults that any protocol on TCP can have.
var lines = []wrong{
	{"nobody takes the connection", Fault{Line: Line{Refuse: true}}, isTold, nil},
	{"the line is slow, and all comes", Fault{Line: Line{Pause: time.Millisecond, Chunk: 200}}, isWhole, nil},
	{"the line falls once at the first byte", Fault{Line: Line{Cut: 1, Cuts: 1}}, isEither, nil},
	{"the line falls once in the middle", Fault{Line: Line{Cut: 400, Cuts: 1}}, isEither, nil},
	{"the line falls again and again", Fault{Line: Line{Cut: 60, Cuts: -1}}, isTold, nil},
}

// certificates are faults of what a server shows.
var certificates = []wrong{
	{"a sound certificate is accepted", Fault{Cert: certtest.Sound}, isWhole, nil},
	{"an expired certificate is refused", Fault{Cert: certtest.Expired}, isTold, []string{"expired"}},
	{"a certificate of an unknown authority is refused", Fault{Cert: certtest.Unknown}, isTold, []string{"unknown authority"}},
	{"a certificate of another name is refused", Fault{Cert: certtest.Misnamed}, isTold, []string{"certificate"}},
}

var denied = wrong{"wrong credentials are told", Fault{Denied: true}, isTold, nil}

// answers are faults of services of HTTP.
func answers() []wrong {
	of := func(a answer) Fault { return Fault{Answer: a} }
	return []wrong{
		{"429 with Retry-After is waited for", of(first(1, only(wait))), isWhole, nil},
		{"500 and then good", of(first(1, status(500))), isWhole, nil},
		{"503 for ever is told", of(status(503)), isTold, []string{"503"}},
		{"403 is told", of(status(403)), isTold, []string{"403"}},
		{"204 says nothing about rows", of(only(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })), isTold, []string{"204"}},
		{"200 with an empty body is told", of(text("application/json", "")), isTold, []string{"empty"}},
		{"HTML in place of data is told", of(text("text/html", "<!doctype html><title>Войдите</title>")), isTold, []string{"HTML", "html", "JSON", "XML"}},
		{"a length that is not kept is told", of(changed(longer)), isTold, nil},
		{"plain text that is said to be compressed is told", of(changed(squeezed)), isTold, nil},
		{"a redirect that leads in circles is told", of(only(around)), isTold, nil},
		{"a clock that is years away changes nothing", of(changed(skewed)), isWhole, nil},
	}
}

// pages are faults of services that page.
func pages() []wrong {
	return []wrong{
		{"a page that comes twice is told", Fault{Answer: repeated()}, isTold, nil},
		{"a page withdrawn while paging is told", Fault{Answer: after(1, only(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "{}", 404) }))}, isTold, nil},
	}
}

// The names of cases that go together, to say in Suite.Not of which there can be none.
var (
	Lines        = append(names(lines), hanging, dripping, anywhere)
	Certificates = names(certificates)
	HTTP         = append(names(answers()), elsewhere)
	Pages        = names(pages())
	Parted       = []string{killed}
	Credentials  = []string{denied.name}
)

const (
	hanging   = "a source that never answers can be left"
	dripping  = "a source that drips is bounded by its time"
	anywhere  = "the line falls at any byte"
	elsewhere = "a redirect to another host is not followed"
)

func names(all []wrong) (out []string) {
	for _, w := range all {
		out = append(out, w.name)
	}
	return out
}

// faultTrials makes every fault anew: some count what they have answered.
func faultTrials() (all []trial) {
	for _, w := range slices.Concat(lines, certificates, answers(), pages(), []wrong{denied}) {
		all = append(all, trial{w.name, func(s Suite, t *testing.T) { s.comes(t, w) }})
	}
	all = append(all, trial{hanging, Suite.hanging}, trial{dripping, Suite.dripping}, trial{anywhere, Suite.fallsAnywhere}, trial{elsewhere, Suite.elsewhere})
	for i, c := range all {
		all[i].run = func(s Suite, t *testing.T) {
			t.Parallel() // much is waited out
			c.run(s, t)
		}
	}
	return all
}

// behind is a connector over three pages and more, with the fault in between.
func (s Suite) behind(t *testing.T, f Fault) (connectors.Connector, [][]byte) {
	t.Helper()
	if s.Faulty == nil {
		t.Fatal("bring Suite.Faulty, or say in Suite.Not why this cannot be")
	}
	parts := s.Parts(texts(3*PageSize + 1))
	return s.Faulty(t, Published{March: parts}, f), parts
}

func (s Suite) comes(t *testing.T, w wrong) {
	c, parts := s.behind(t, w.fault)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	got, err := pull(ctx, c, March)
	switch w.want {
	case isWhole:
		s.whole(t, got, err, parts)
	case isTold:
		s.told(t, err, w.says...)
	case isEither:
		s.wholeOrTold(t, got, err, parts)
	}
}

// hanging leaves a source that has taken the connection and says nothing.
func (s Suite) hanging(t *testing.T) { s.left(t, Fault{Line: Line{Hang: true}}) }

// dripping leaves a source that would take for ever.
func (s Suite) dripping(t *testing.T) {
	s.left(t, Fault{Line: Line{Pause: 40 * time.Millisecond, Chunk: 1}})
}

// left pulls with a context that ends soon.
func (s Suite) left(t *testing.T, f Fault) {
	c, _ := s.behind(t, f)
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	done := make(chan error, 1)
	go func() { _, err := pull(ctx, c, March); done <- err }()
	select {
	case err := <-done:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want context.DeadlineExceeded", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the pull did not end after its context did")
	}
}

// fallsAnywhere cuts all connections after ever more bytes.
func (s Suite) fallsAnywhere(t *testing.T) {
	for _, at := range []int64{1, 50, 120, 200, 300, 500, 800} {
		c, parts := s.behind(t, Fault{Line: Line{Cut: at, Cuts: -1}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second) // to try again for ever is not the case here
		got, err := pull(ctx, c, March)
		cancel()
		s.wholeOrTold(t, got, err, parts)
	}
}

// elsewhere leads to another host, which must not be asked: what was asked may hold a key.
func (s Suite) elsewhere(t *testing.T) {
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer other.Close()
	c, _ := s.behind(t, Fault{Answer: away(other.URL)})
	_, err := pull(t.Context(), c, March)
	s.told(t, err)
	if n := asked.Load(); n != 0 {
		t.Errorf("the other host was asked %d times", n)
	}
}
