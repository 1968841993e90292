package main

import (
	"bytes"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/connectors/synthetic"
	"nsk/ingest"
	"nsk/schedules/calendar"
)

// streams are the sources that report every day. Nothing is planted in them after January,
// in all but one of them after the middle of it.
var streams = []string{"applications", "incidents", "support-requests"}

// spoiltDays are the days on which the republic with defects is pulled, and what is pulled:
// every day of January, then only when returns come, and later only registers.
func spoiltDays(all []*contract.Contract) (days []calendar.Day, sources map[calendar.Day][]string) {
	sources = make(map[calendar.Day][]string)
	var slow []string
	for _, c := range all {
		if !slices.Contains(streams, c.Source) {
			slow = append(slow, c.Source)
		}
	}
	for d := calendar.Date(2025, 1, 1); d <= calendar.Date(2025, 1, 28); d++ {
		days = append(days, d)
		if d > calendar.Date(2025, 1, 16) {
			sources[d] = append(slices.Clone(slow), "applications")
		}
	}
	for month, on := range map[time.Month][]int{2: {3, 4, 5, 6, 7, 8, 9, 10, 12}, 3: {3, 4, 5, 6, 7, 8, 9, 10}, 4: {3, 4, 5, 6, 7, 8, 9, 10}} {
		for _, n := range on {
			d := calendar.Date(2025, month, n)
			days, sources[d] = append(days, d), slow
		}
	}
	may, july := calendar.Date(2025, 5, 13), calendar.Date(2025, 7, 9)
	sources[may] = []string{"labour-statistics", "vacancies"}
	sources[july] = []string{"profession-registry", "programmes-higher", "programmes-tvet"}
	january := calendar.Date(2026, 1, 10) // what comes when the year is over
	sources[january] = []string{"population", "profession-registry"}
	days = append(days, may, july, january)
	slices.Sort(days)
	return days, sources
}

// spoilt is the republic with defects, as far as it was lived.
type spoilt struct {
	*year
	t   *testing.T
	out *bytes.Buffer // all that was said
}

// live walks through the days; on one of them the house is searched. What is still in the
// inbox then was not received, so that it must be empty of persons.
func (s *spoilt) live() {
	s.t.Helper()
	days, sources := spoiltDays(s.house.Contracts)
	sources[searchDay] = append(slices.Clone(sources[searchDay]), "applications")
	for _, d := range days {
		if err := s.republic.Publish(d.Time(), s.cfg.Inbox); err != nil {
			s.t.Fatal(err)
		}
		if _, err := s.house.Pull(context.Background(), d.Start().Add(20*time.Hour), sources[d]...); err != nil {
			s.t.Fatal(err)
		}
		s.answer(d)
		if d == searchDay {
			s.t.Run("nobody readable", s.nobodyReadable)
		}
	}
}

// answer confirms the pages whose senders answer on a day.
func (s *spoilt) answer(d calendar.Day) {
	s.t.Helper()
	for _, a := range s.republic.Answers() {
		if a.On != d {
			continue
		}
		at := d.Start().Add(21 * time.Hour)
		c := &ingest.Confirmation{Who: a.Provider, Why: "сведения верны", At: at}
		const q = `SELECT l.landing_id FROM ledger.version v JOIN ledger.landing l ON l.landing = v.landing
			WHERE v.verdict = 'held' AND v.source = ? AND v.provider = ? AND v.period = ?`
		if err := s.house.Engine.DB().QueryRow(q, a.Source, a.Provider, a.Period).Scan(&c.Landing); err != nil {
			s.t.Fatalf("%s %s is not held: %v", a.Source, a.Period, err)
		}
		if _, err := s.house.Ingester.Decide(context.Background(), ingest.Act{Confirmation: c}, "national-body", at); err != nil {
			s.t.Fatal(err)
		}
	}
}

// foundIn lists what was found, standing or settled: rows once, files as often as it was
// said, rows without a key as many as there are.
func foundIn(t *testing.T, db *sql.DB) map[string]int {
	t.Helper()
	all := make(map[string]int)
	for _, l := range listed(t, db, `SELECT DISTINCT concat_ws(' | ', f.rule, l.provider, l.period, coalesce(f.sender_key, '')), CASE WHEN f.row IS NULL THEN f.value WHEN coalesce(f.sender_key, '') = '' THEN CAST(f.row AS VARCHAR) END
		FROM (SELECT landing, row, sender_key, value, rule FROM ledger.finding UNION ALL SELECT landing, row, sender_key, value, rule FROM ledger.settled) AS f
		JOIN ledger.landing AS l ON l.landing = f.landing`) {
		all[l]++
	}
	return all
}

// plantedIn lists what must be found, by the end of a day, in the returns that were received.
func plantedIn(t *testing.T, db *sql.DB, o *synthetic.Oracle, by calendar.Day) map[string]int {
	t.Helper()
	received := listed(t, db, `SELECT DISTINCT concat_ws(' | ', source, provider, period), NULL FROM ledger.version WHERE verdict <> 'act' ORDER BY 1`)
	all := make(map[string]int)
	for _, f := range o.Findings {
		if _, ok := slices.BinarySearch(received, line(f.Source, f.Provider, f.Period)); ok && f.Seen <= by {
			at := line(f.Rule, f.Provider, f.Period, f.Key)
			if f.Key != "" {
				all[at] = 0 // a row is planted once, whatever tells of it
			}
			all[at] += f.Count
		}
	}
	return all
}

func line(parts ...string) string { return strings.Join(parts, " | ") }

// listed is the first of the two columns of a query.
func listed(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var first string
		var second any
		if err := rows.Scan(&first, &second); err != nil {
			t.Fatal(err)
		}
		all = append(all, first)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// Every rule of the contracts is broken by what the book of defects plants, and the
// validator says so of exactly these rows and files, and of no other. And nobody can be read
// in all that comes of it.
func TestEveryDefectIsFound(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("lives months of the republic with defects, which takes a minute: not with -short, nor with the race detector")
	}
	y, out := rehearse(t, 2000)
	s := &spoilt{year: y, t: t, out: out}
	s.live()
	db := s.house.Engine.DB()
	found, planted := foundIn(t, db), plantedIn(t, db, s.republic.Oracle(), calendar.Date(2025, 4, 10))
	for _, at := range differing(planted, found) {
		t.Errorf("%s: planted %d, found %d", at, planted[at], found[at])
	}
	s.everyRule(planted, found)
	s.waiting()
}

// waiting demands that the returns whose questions nobody answered are held, and no others.
func (s *spoilt) waiting() {
	s.t.Helper()
	db, want := s.house.Engine.DB(), make(map[string]bool)
	for _, f := range s.republic.Oracle().Findings {
		if f.Held {
			want[line(f.Source, f.Provider, f.Period)] = true
		}
	}
	held := listed(s.t, db, `SELECT DISTINCT concat_ws(' | ', source, provider, period), NULL FROM ledger.version WHERE verdict = 'held' ORDER BY 1`)
	if d := cmp.Diff(sortedKeys(want), held); d != "" {
		s.t.Errorf("held (-planted +found):\n%s", d)
	}
}

// differing lists what is not found as often as it was planted.
func differing(planted, found map[string]int) []string {
	both := maps.Clone(planted)
	maps.Copy(both, found)
	maps.DeleteFunc(both, func(at string, _ int) bool { return planted[at] == found[at] })
	return slices.Sorted(maps.Keys(both))
}

// beyondTheRepublic is about population before 2023: nobody asks the republic for it.
const beyondTheRepublic = "NSK.population.region.103"

// everyRule demands that the comparison fails with any one rule switched off.
func (s *spoilt) everyRule(planted, found map[string]int) {
	s.t.Helper()
	before := len(differing(planted, found))
	for _, c := range s.house.Contracts {
		for _, r := range c.Rules {
			without := maps.Clone(found)
			maps.DeleteFunc(without, func(at string, _ int) bool { return strings.HasPrefix(at, r.ID+" | ") })
			if r.ID != beyondTheRepublic && len(differing(planted, without)) == before {
				s.t.Errorf("%s: switching it off is not noticed", r.ID)
			}
		}
	}
}
