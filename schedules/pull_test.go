package schedules_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
)

const (
	good = "code,n\na,1\nb,2\n"
	json = `[{"code":"a","n":1},{"code":"b","n":2}]`
)

func (h *house) must(want string) {
	h.t.Helper()
	got, err := h.pull()
	if err != nil || got != want {
		h.t.Errorf("pull: %s, %v\nwant  %s", got, err, want)
	}
}

// What is due is pulled once; what is not published stays due and is asked for again.
func TestPullBringsWhatIsDue(t *testing.T) {
	h := newHouse(t)
	h.drop("chamber_2025-01.csv", good)
	h.publish("/rows 2025-01", json)
	h.publish("/more 2025-01", `[]`)
	h.must("landed 3 already 0 refused 0 unpublished 2; received 4 accepted 4 rejected 0")
	if got := h.inFolder(); got != "processed/chamber_2025-01.csv" {
		t.Errorf("the folder holds %s", got)
	}
	h.asked = nil
	h.publish("/rows 2025-02", json)
	h.must("landed 1 already 0 refused 0 unpublished 1; received 2 accepted 2 rejected 0")
	if got := strings.Join(h.asked, ", "); got != "/rows 2025-02, /more 2025-02" {
		t.Errorf("asked for %s", got)
	}
	if got := h.one(`SELECT string_agg(concat_ws(' ', source, period, content), ', ' ORDER BY source, period) FROM ledger.version`); got !=
		"more 2025-01 nil, notes 2025-01 data, rows 2025-01 data, rows 2025-02 data" {
		t.Errorf("on record: %s", got)
	}
}

// A source that fails stops no other, and every failure is told.
func TestAFailingSourceStopsNoOther(t *testing.T) {
	h := newHouse(t)
	h.publish("/rows 2025-01", "fail")
	h.publish("/rows 2025-02", json)
	h.publish("/more 2025-01", "<html>")
	h.drop("chamber_2025-01.csv", good)
	got, err := h.pull()
	if got != "landed 2 already 0 refused 0 unpublished 1; received 4 accepted 4 rejected 0" {
		t.Error(got)
	}
	if err == nil || !strings.Contains(err.Error(), "pull rows chamber 2025-01") || !strings.Contains(err.Error(), "pull more chamber 2025-01") {
		t.Errorf("error %v", err)
	}
	h.publish("/rows 2025-01", json)
	h.publish("/more 2025-01", json)
	h.must("landed 2 already 0 refused 0 unpublished 1; received 4 accepted 4 rejected 0")
}

// A source whose connector cannot be made is told too, and stops no other.
func TestASourceWithoutATransport(t *testing.T) {
	h := newHouse(t)
	h.Contracts[1].Connector = "pigeon"
	h.drop("chamber_2025-01.csv", good)
	got, err := h.pull()
	if err == nil || !strings.Contains(err.Error(), "pigeon") || !strings.HasPrefix(got, "landed 1 ") {
		t.Errorf("%s, %v", got, err)
	}
}

func TestPullOfNamedSources(t *testing.T) {
	h := newHouse(t)
	h.publish("/rows 2025-01", json)
	h.publish("/more 2025-01", json)
	if got, err := h.pull("more"); err != nil || got != "landed 1 already 0 refused 0 unpublished 1; received 2 accepted 2 rejected 0" {
		t.Errorf("%s, %v", got, err)
	}
}

// Versions of one return are read in turn, and the last counts.
func TestVersionsAreReadInTurn(t *testing.T) {
	h := newHouse(t)
	h.drop("chamber_2025-01_v10.csv", "code,n\na,10\n")
	h.drop("chamber_2025-01_v9.csv", "code,n\na,9\n")
	h.drop("chamber_2025-01.csv", "code,n\na,1\n")
	h.must("landed 3 already 0 refused 0 unpublished 4; received 3 accepted 3 rejected 0")
	const q = `SELECT CAST(n AS VARCHAR) FROM raw.notes WHERE _landing = (SELECT max(landing) FROM ledger.version WHERE source = 'notes')`
	if got := h.one(q); got != "10" {
		t.Errorf("the version that counts says %s", got)
	}
}

// A refused file goes to refused, also when the same bytes come again; the period stays due.
func TestRefusedFilesGoToRefused(t *testing.T) {
	h := newHouse(t)
	h.drop("chamber_2025-01.csv", "something,else\n1,2\n")
	h.must("landed 1 already 0 refused 1 unpublished 4; received 0 accepted 0 rejected 0")
	h.drop("chamber_2025-01.csv", "something,else\n1,2\n")
	h.must("landed 0 already 1 refused 0 unpublished 4; received 0 accepted 0 rejected 0")
	if got := h.inFolder(); got != "refused/2-chamber_2025-01.csv refused/chamber_2025-01.csv" {
		t.Errorf("the folder holds %s", got)
	}
	tasks, err := h.Plan(t.Context(), now)
	if err != nil || len(tasks) != 6 {
		t.Errorf("%d tasks, %v; the refused return must stay due", len(tasks), err)
	}
}

// The same good bytes again change nothing.
func TestTheSameFileAgain(t *testing.T) {
	h := newHouse(t)
	h.drop("chamber_2025-01.csv", good)
	h.must("landed 1 already 0 refused 0 unpublished 4; received 2 accepted 2 rejected 0")
	h.drop("chamber_2025-01_again.csv", good)
	h.must("landed 0 already 1 refused 0 unpublished 4; received 0 accepted 0 rejected 0")
	if got := h.inFolder(); got != "processed/chamber_2025-01.csv processed/chamber_2025-01_again.csv" {
		t.Errorf("the folder holds %s", got)
	}
}

// land stores bytes without reading them, as a crash in between would leave it.
func (h *house) land(c *contract.Contract, text string) {
	h.t.Helper()
	p, err := contract.ParsePeriod("2025-01")
	if err != nil {
		h.t.Fatal(err)
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: "chamber", Period: p}, MediaType: connectors.MediaCSV, Origin: "drop:x", Body: io.NopCloser(strings.NewReader(text))}
	if _, _, err := h.Ingester.Land(h.t.Context(), b, c, now); err != nil {
		h.t.Fatal(err)
	}
}

// What was landed before a crash is read first; a file that lies there still is then seen
// as read before.
func TestResume(t *testing.T) {
	h := newHouse(t)
	h.land(h.Contracts[0], good)
	h.drop("chamber_2025-01.csv", good)
	h.must("landed 1 already 1 refused 0 unpublished 4; received 2 accepted 2 rejected 0")
	if got := h.inFolder(); got != "processed/chamber_2025-01.csv" {
		t.Errorf("the folder holds %s", got)
	}
	if got := h.one(`SELECT CAST(count(*) AS VARCHAR) FROM raw.notes`); got != "2" {
		t.Errorf("%s rows", got)
	}
}

// A landing that cannot be read any more stops neither the other landings nor the pull.
func TestResumeGoesOn(t *testing.T) {
	h := newHouse(t)
	lost := *h.Contracts[0]
	lost.Source = "lost" // its contract is gone
	h.land(&lost, good)
	h.land(h.Contracts[0], good)
	h.publish("/rows 2025-01", json)
	got, err := h.pull()
	if got != "landed 2 already 0 refused 0 unpublished 3; received 4 accepted 4 rejected 0" {
		t.Error(got)
	}
	if err == nil || !strings.Contains(err.Error(), "resume lost chamber 2025-01") {
		t.Errorf("error %v", err)
	}
}

// When its context ends a pull ends, and says so once.
func TestACancelledPullEnds(t *testing.T) {
	h := newHouse(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Pull(ctx, now); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(h.asked) != 0 {
		t.Errorf("asked for %v", h.asked)
	}
}

// Whatever is cited is pulled before what cites it.
func TestRegistersComeFirst(t *testing.T) {
	h := newHouse(t)
	h.Contracts = []*contract.Contract{h.Contracts[0], citing(h.Contracts[1], "more"), h.Contracts[2]}
	for _, p := range []string{"/rows 2025-01", "/rows 2025-02", "/more 2025-01", "/more 2025-02"} {
		h.publish(p, json)
	}
	if _, err := h.pull(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(h.asked, ", "); got != "/more 2025-01, /more 2025-02, /rows 2025-01, /rows 2025-02" {
		t.Errorf("asked for %s", got)
	}
}

// citing is the contract, with its first column referring to a source.
func citing(c *contract.Contract, source string) *contract.Contract {
	copied := *c
	copied.Columns = append([]contract.Column(nil), c.Columns...)
	copied.Columns[0].Ref = &contract.Ref{Source: source, Column: "code", Severity: contract.SeverityWarning}
	return &copied
}
