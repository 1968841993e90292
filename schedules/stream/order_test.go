package stream_test

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Events that come late, twice, in any order, in any partition and in batches of any size
// make the same events in the end as those that come in order.
func TestOrderDoesNotMatter(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	var life []event
	steps := []string{"На рассмотрении", "Документы приняты", "Договор заключен", "Получил признание"}
	for app := range 5 {
		for i, status := range steps {
			n := app*len(steps) + i
			life = append(life, event{app: app, id: n + 1, status: status, at: time.Date(2025, 3, 3+i, 6, n, 0, 0, time.UTC)})
		}
	}
	const state = `SELECT md5(string_agg(CAST(e AS VARCHAR), chr(10) ORDER BY CAST(e AS VARCHAR))) FROM core.application_event AS e`
	want := ""
	for round := range 4 {
		w := newWorld(t)
		told := append([]event(nil), life...)
		if round > 0 {
			for range 10 {
				told = append(told, life[dice.IntN(len(life))])
			}
			dice.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
			w.options["batch-rows"] = []string{"40", "5", "11", "20"}[round]
		}
		for len(told) > 0 {
			n := min(len(told), 10+dice.IntN(len(told)))
			w.publish(told[:n]...)
			told = told[n:]
			w.catchUp(nil)
		}
		if got := w.staged(); got != "20, 20" {
			t.Errorf("round %d: rows and events: %s", round, got)
		}
		got := w.one(state)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("round %d: the state differs", round)
		}
	}
}
