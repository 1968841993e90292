package ingest_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
)

// part is a batch of events that is a part of its day and ends at a cursor.
func part(t *testing.T, period, cursor string, events ...int) *connectors.Batch {
	t.Helper()
	p, err := contract.ParsePart(period)
	if err != nil {
		t.Fatal(err)
	}
	var body strings.Builder
	for _, n := range events {
		fmt.Fprintf(&body, `{"event_id":%d,"application_no":"CE-2025-0000001","at":"2025-03-03T12:37:21+05:00","status":"На рассмотрении","candidate":{"iin":"000228100007"},"centreBin":"940140000385","profession":"4 уровень - Кондитер","lang":"kk"}`+"\n", n)
	}
	return &connectors.Batch{Want: connectors.Want{Provider: "administrator", Period: p}, Cursor: cursor, MediaType: connectors.MediaJSONLines, Origin: "test", Body: io.NopCloser(strings.NewReader(body.String()))}
}

// Parts of a period add up, a part told anew takes its own place only, and the balance of
// the ledger holds over all of them.
func TestPartsAddUp(t *testing.T) {
	h := newHouse(t)
	for _, b := range []*connectors.Batch{part(t, "2025-03-03", "", 1, 2), part(t, "2025-03-03+0a", "10", 3), part(t, "2025-03-03+0b", "20", 4, 5), part(t, "2025-03-03+0a", "10", 3, 6)} {
		if _, err := h.Run(t.Context(), b, "applications", noon); err != nil {
			t.Fatal(err)
		}
	}
	got := h.one(`SELECT string_agg(r.event_id, ',' ORDER BY r.event_id) FROM raw.applications AS r JOIN ledger.current AS c ON c.landing = r._landing WHERE r._state = 0`)
	if got != "1,2,3,4,5,6" {
		t.Errorf("events that count: %s", got)
	}
	if got := h.one(`SELECT concat_ws(' ', sum(received), sum(accepted), sum(superseded)) FROM ledger.balance`); got != "7 6 1" {
		t.Errorf("received, accepted, superseded: %s", got)
	}
	if err := h.Reconcile(t.Context()); err != nil {
		t.Error(err)
	}
}

// A pull goes on after what was read. What was only landed, as by a process that was killed
// then, is not past until it is read, and its cursor comes back from the label.
func TestCursorFollowsTheRows(t *testing.T) {
	h := newHouse(t)
	since := func(want string) {
		t.Helper()
		if got, err := ingest.Since(context.Background(), h.engine, "applications", "administrator"); err != nil || got != want {
			t.Errorf("goes on at %q, %v; want %q", got, err, want)
		}
	}
	since("")
	if _, err := h.Run(t.Context(), part(t, "2025-03-03+0a", "10", 1), "applications", noon); err != nil {
		t.Fatal(err)
	}
	since("10")
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	l, _, err := h.Land(t.Context(), part(t, "2025-03-03+0b", "20", 2), contract.Find(all, "applications"), noon)
	if err != nil {
		t.Fatal(err)
	}
	since("10")
	pending, err := ingest.Pending(t.Context(), h.engine)
	if err != nil || len(pending) != 1 || pending[0].Cursor != "20" || pending[0].Number != l.Number {
		t.Fatalf("pending %+v, %v", pending, err)
	}
	if _, err := h.Read(t.Context(), pending[0]); err != nil {
		t.Fatal(err)
	}
	since("20")
	h.take("applications", "administrator", "2025-03-04", connectors.MediaJSONLines, `{"event_id":9,"application_no":"CE-2025-0000002","at":"2025-03-04T12:37:21+05:00","status":"На рассмотрении","candidate":{"iin":"000228100007"},"centreBin":"940140000385","profession":"4 уровень - Кондитер","lang":"kk"}`+"\n")
	since("20") // a file beside the stream moves nothing
}

// What a signature is worth is kept with the landing: in the ledger, and on the label from
// which the ledger can be written again.
func TestSignatureIsKept(t *testing.T) {
	h := newHouse(t)
	const worth = "valid bin=990440000385 users=CEO at=2025-03-03T07:00:00Z"
	b := part(t, "2025-03-03", "", 1)
	b.Signature = worth
	out, err := h.Run(t.Context(), b, "applications", noon)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.one(`SELECT signature FROM ledger.landing`); got != worth {
		t.Errorf("in the ledger: %s", got)
	}
	all, err := ingest.NewStore(h.landings, nil).All()
	if err != nil || len(all) != 1 || all[0].Signature != worth || all[0].Number != out.Landing.Number {
		t.Errorf("on the label: %+v, %v", all, err)
	}
}
