package ingest_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/transform"
)

// A change is one word of a source about a key: of which kind it is now, or that it is no
// more. Of what is no more nothing but the key is told.
type change struct{ key, kind string }

func (c change) line() string {
	if c.kind == "" {
		return fmt.Sprintf(`{"id":%q,"gone":true}`+"\n", c.key)
	}
	return fmt.Sprintf(`{"id":%q,"kind":%q,"triggerOn":"2025-03-01"}`+"\n", c.key, c.kind)
}

func lines(all []change) (text string) {
	for _, c := range all {
		text += c.line()
	}
	return text
}

// A source is what a source has at a moment.
type source map[string]string

func (s source) after(all []change) source {
	s = maps.Clone(s)
	for _, c := range all {
		if s[c.key] = c.kind; c.kind == "" {
			delete(s, c.key)
		}
	}
	return s
}

func (s source) whole() (all []change) {
	for _, key := range slices.Sorted(maps.Keys(s)) {
		all = append(all, change{key, s[key]})
	}
	return all
}

// telling is a house whose registrations are told as changes.
func telling(t *testing.T) *house {
	h := newHouse(t)
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	c := contract.Find(all, "registrations")
	c.JSON, c.Deleted, c.Rules = &contract.JSONShape{Lines: true}, "gone", nil
	keys := t.TempDir()
	if _, err := ingest.InitKeys(keys); err != nil {
		t.Fatal(err)
	}
	k, err := ingest.LoadKeys(keys)
	if err != nil {
		t.Fatal(err)
	}
	h.Ingester.Close()
	if h.Ingester, err = ingest.New(t.Context(), h.engine, k, h.landings, all); err != nil {
		t.Fatal(err)
	}
	return h
}

// land takes changes in, as those of a period or a part of it, on a day.
func (h *house) land(provider, period string, day int, all []change) {
	h.t.Helper()
	p, err := contract.ParsePart(period)
	if err != nil {
		h.t.Fatal(err)
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: provider, Period: p}, MediaType: connectors.MediaJSONLines, Origin: "test", Body: io.NopCloser(strings.NewReader(lines(all)))}
	out, err := h.Run(context.Background(), b, "registrations", noon.AddDate(0, 0, day))
	if err != nil {
		h.t.Fatal(err)
	}
	if out.Rejected > 0 || out.Accepted+out.Duplicate != out.Received {
		h.t.Errorf("%s %s: %+v\n%s", provider, period, out.Counts, h.findings(out))
	}
}

// staged is what staging has, by provider, as known on a day.
func (h *house) staged(day int) map[string]source {
	h.t.Helper()
	db := h.engine.DB()
	models, err := transform.Load(transform.Models())
	if err != nil {
		h.t.Fatal(err)
	}
	models = slices.DeleteFunc(models, func(m transform.Model) bool {
		return !slices.Contains([]string{"staging.counted", "staging.overtaken", "staging.registrations"}, m.Name)
	})
	if _, err := db.Exec(`DELETE FROM reference.parameter; INSERT INTO reference.parameter (as_of) VALUES ('` + noon.AddDate(0, 0, day).Format(time.DateOnly) + `')`); err != nil {
		h.t.Fatal(err)
	}
	if err := transform.Run(h.t.Context(), db, models); err != nil {
		h.t.Fatal(err)
	}
	rows, err := db.Query(`SELECT _provider, user_id, kind FROM staging.registrations`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	all := make(map[string]source)
	for rows.Next() {
		var provider, key, kind string
		if err := rows.Scan(&provider, &key, &kind); err != nil {
			h.t.Fatal(err)
		}
		if all[provider] == nil {
			all[provider] = make(source)
		}
		if all[provider][key] != "" {
			h.t.Errorf("%s has %s twice", provider, key)
		}
		all[provider][key] = kind
	}
	return all
}

// However changes are cut into increments, staging has in the end what a full pull brings;
// and as known on the day of any increment, what the source had then. Some increments are
// told anew and longer, in their own place, as after a process that was killed; some bring
// each word about a key, some only the last.
func TestIncrementsComeToWhatAFullPullBrings(t *testing.T) {
	h := telling(t)
	dice := rand.New(rand.NewPCG(11, 2025))
	const days, rounds = 3, 4
	was := make([]map[string]source, days) // by day and provider
	for day := range days {
		was[day] = make(map[string]source)
		for round := range rounds {
			now := source{}
			if day > 0 {
				now = was[day-1][fmt.Sprint("parts ", round)]
			}
			provider := fmt.Sprint("parts ", round)
			var told []change
			for range 1 + dice.IntN(12) {
				told = append(told, change{fmt.Sprint("u", dice.IntN(8)), []string{"centre", "chamber", "state-body", ""}[dice.IntN(4)]})
			}
			period := fmt.Sprintf("2025-0%d+%c", 3+day/2, 'a'+day)
			if dice.IntN(2) == 0 {
				h.land(provider, period, day, told[:len(told)/2+1])
			}
			if round%2 == 0 { // the last word about each key, in any order
				last := source{}
				for _, c := range told {
					last[c.key] = c.kind
				}
				told = told[:0]
				for key, kind := range last {
					told = append(told, change{key, kind})
				}
			}
			h.land(provider, period, day, told)
			was[day][provider] = now.after(told)
			h.land(fmt.Sprint("full ", round, " on ", day), "2025-03", day, was[day][provider].whole())
		}
	}
	for day := range days {
		got := h.staged(day)
		for round := range rounds {
			provider := fmt.Sprint("parts ", round)
			full := got[fmt.Sprint("full ", round, " on ", day)]
			if want := was[day][provider]; !maps.Equal(got[provider], want) || !maps.Equal(full, want) {
				t.Errorf("day %d, %s: increments %v, full pull %v, the source had %v", day, provider, got[provider], full, want)
			}
		}
	}
	if err := h.Reconcile(t.Context()); err != nil {
		t.Error(err)
	}
}

// A deletion told by a whole return takes back what returns of earlier periods said, and
// returns that share a key otherwise stand side by side.
func TestADeletionInAWholeReturn(t *testing.T) {
	h := telling(t)
	h.land("p", "2025-03", 0, []change{{"a", "centre"}, {"b", "centre"}})
	h.land("p", "2025-04", 1, []change{{"a", ""}, {"c", "chamber"}})
	h.land("other", "2025-03", 0, []change{{"a", "centre"}})
	if got := h.staged(1); !maps.Equal(got["p"], source{"b": "centre", "c": "chamber"}) || len(got["other"]) != 1 {
		t.Errorf("%v", got)
	}
	if got := h.staged(0); !maps.Equal(got["p"], source{"a": "centre", "b": "centre"}) {
		t.Errorf("the day before: %v", got)
	}
	if got := h.one(`SELECT concat_ws(' ', sum(received), sum(accepted), sum(rejected)) FROM ledger.balance`); got != "5 5 0" {
		t.Errorf("received, accepted, rejected: %s", got)
	}
	if err := h.Reconcile(t.Context()); err != nil {
		t.Error(err)
	}
}
