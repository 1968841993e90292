package connectortest

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
)

const killed = "what is pulled in parts survives kills: nothing is lost or doubled"

// The case of sources that are pulled in parts.
var partTrials = []trial{{killed, Suite.killed}}

// killed pulls from a source that grows. Some pulls are killed before what they brought is
// on record, some before they have read to the end. What is on record is kept as ingest
// keeps it: by part, each told anew in its own place, and the cursor with it.
func (s Suite) killed(t *testing.T) {
	if s.Growing == nil || s.Texts == nil {
		t.Fatal("bring Suite.Growing and Suite.Texts, or say in Suite.Not why this cannot be")
	}
	dice := rand.New(rand.NewPCG(7, 2025))
	c, add := s.Growing(t)
	kept := make(map[contract.Period][]string)
	since, n := "", 0
	for range 60 {
		var more []string
		for range dice.IntN(2 * PageSize) {
			n++
			more = append(more, "row "+strconv.Itoa(n))
		}
		add(more)
		since = s.part(t, c, since, dice.IntN(4), kept)
	}
	s.part(t, c, since, 3, kept)
	var got []string
	for _, rows := range kept {
		got = append(got, rows...)
	}
	var want []string
	for i := range n {
		want = append(want, "row "+strconv.Itoa(i+1))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d rows on record, %d in the source", len(got), len(want))
	}
}

// part pulls once and returns where the next goes on. Luck 0 dies before it has read all,
// 1 before it is on record.
func (s Suite) part(t *testing.T, c connectors.Connector, since string, luck int, kept map[contract.Period][]string) string {
	t.Helper()
	w := March
	w.Since = since
	b, err := c.Fetch(t.Context(), w)
	if isNothing(err) {
		return since
	}
	if err != nil {
		t.Fatal(err)
	}
	defer b.Body.Close()
	if luck == 0 {
		return since
	}
	body, err := readAll(b)
	if err != nil {
		t.Fatal(err)
	}
	if luck == 1 {
		return since
	}
	rows := s.Texts(body)
	if b.Period.Whole() != March.Period || len(rows) > 0 && (b.Cursor == "" || b.Period.Part == "") {
		t.Errorf("a part without cursor or name: %v, cursor %q", b.Want, b.Cursor)
	}
	kept[b.Period] = rows
	return b.Cursor
}
