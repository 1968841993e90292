package reports

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A draw is n trials of one unit, each a hit with the given rate. Its key is that of the finding
// which the rule owes; empty if the unit is ordinary.
type draw struct {
	unit, group string
	n           int
	rate        float64
	key         string
}

// A synthetic rule has years of units, few of them planted, as rows of the tables it reads.
type syntheticRule struct {
	rule  string
	years int
	rows  string // INSERT from one: unit, grp, i, hit and u, which is even over 0 to 1
	plan  func(*rand.Rand) []draw
}

// one is every single trial of the draws of a year; the same seed gives the same trials on
// every machine.
const one = `CREATE VIEW one AS SELECT unit, grp, i, u < rate AS hit, u, rate FROM (
	SELECT d.unit, d.grp, i, d.rate, (hash(d.seed || '/' || d.unit || '/' || d.grp || '/' || i) % 1000003) / 1000003.0 AS u
	FROM draw d, LATERAL (SELECT UNNEST(RANGE(d.n)) AS i))`

// unusual are the units of which one in twelve is planted: hits at rate odd instead of usual.
func unusual(units int, n [2]int, usual, odd float64, suffix string) func(*rand.Rand) []draw {
	return func(r *rand.Rand) []draw {
		var list []draw
		for i := range units {
			d := draw{unit: fmt.Sprintf("u%02d", i), n: n[0] + r.IntN(n[0]/2), rate: usual}
			if i%12 == 5 {
				d.n, d.rate, d.key = n[1], odd, d.unit+suffix
			}
			list = append(list, d)
		}
		return list
	}
}

// parted are units in which groups a and b hit alike, but for one in five.
func parted(units, n int, usual, odd float64, suffix string) func(*rand.Rand) []draw {
	return func(*rand.Rand) []draw {
		var list []draw
		for i := range units {
			a := draw{unit: fmt.Sprintf("u%02d", i), group: "a", n: n, rate: usual}
			b := a
			if b.group = "b"; i%5 == 2 {
				a.rate, a.key = odd, a.unit+suffix
			}
			list = append(list, a, b)
		}
		return list
	}
}

// named gives the keys of a plan that has only these units.
func named(names []string, plan func(*rand.Rand) []draw) func(*rand.Rand) []draw {
	return func(r *rand.Rand) []draw {
		list := plan(r)
		for i, d := range list {
			var no int
			fmt.Sscanf(d.unit, "u%d", &no)
			list[i].unit = names[no]
			list[i].key = strings.Replace(d.key, d.unit, names[no], 1)
		}
		return list
	}
}

const (
	examined = "INSERT INTO core.application (app, person_key, centre, profession, level, sector, sex, lang, birth_year, submitted_on, outcome, outcome_on, final_on) " +
		"SELECT unit || grp || i, unit || grp || i, %s, %s, 4, %s, %s, %s, %s, %s, CASE WHEN hit THEN 'passed' ELSE 'failed' END, %[7]s, %[7]s FROM one"
	lately = "DATE '2025-05-01'"
	twice  = "CASE grp WHEN 'a' THEN DATE '2025-05-01' ELSE DATE '2024-05-01' END"
)

// exam is examined with the columns that differ.
func exam(centre, profession, sector, sex, lang, born, day string) string {
	return fmt.Sprintf(examined, centre, profession, sector, sex, lang, born, day)
}

// stay is a wait that ends each day with the same chance, around rate × 100 working days.
const stay = "CAST(1 + FLOOR(-LN(u + 0.000001) * rate * 100) AS BIGINT)"

var syntheticRules = []syntheticRule{
	{"r15", 16, exam("'c1'", "'p1'", "'I'", "'f'", "'kk'", "1990", twice), func(r *rand.Rand) []draw {
		a, b := draw{unit: "x", group: "a", n: 300, rate: 0.8}, draw{unit: "x", group: "b", n: 300, rate: 0.8}
		if r.IntN(2) == 0 {
			a.rate, a.key = 0.6, "passed"
		}
		return []draw{a, b}
	}},
	{"r16", 8, "INSERT INTO mart.stage_duration SELECT CASE grp WHEN 'a' THEN 'this' ELSE 'previous' END, unit, 'a', 'c1', '71', 'I', 'p1', 4, NULL, NULL, i % 10 > 0, NULL, " + stay + " FROM one",
		named([]string{"decision", "contract", "sitting", "document"}, parted(4, 300, 0.06, 0.12, ""))},
	{"r17", 20, "INSERT INTO mart.stage_duration SELECT 'this', 'decision', 'a', unit, '71', 'I', 'p1', 4, NULL, NULL, i % 10 > 0, NULL, " + stay + " FROM one",
		unusual(36, [2]int{60, 80}, 0.06, 0.20, "/decision/high")},
	{"r21", 16, exam("unit", "'p1'", "'I'", "'f'", "'kk'", "1990", lately), unusual(36, [2]int{40, 80}, 0.8, 0.45, "")},
	{"r22", 8, exam("unit", "'p1'", "'I'", "'f'", "'kk'", "1990", lately), unusual(36, [2]int{40, 80}, 0.6, 0.98, "")},
	{"r23", 16, "INSERT INTO core.sitting (app, scheduled_for, held_on, live, result, centre, profession, level) SELECT unit || i, '2025-05-01', '2025-05-01', true, CASE WHEN hit THEN 'no_show' ELSE 'passed' END, unit, 'p1', 4 FROM one",
		unusual(36, [2]int{40, 80}, 0.1, 0.45, "/high")},
	{"r24", 8, "INSERT INTO core.application (app, centre, profession, level, sector, decided_on, decision) SELECT unit || i, unit, 'p1', 4, 'I', '2025-05-01', CASE WHEN hit THEN 'refused' ELSE 'accepted' END FROM one",
		unusual(36, [2]int{40, 80}, 0.12, 0.45, "/high")},
	{"r25", 12, exam("'c1'", "unit", "'I'", "'f'", "'kk'", "1990", twice), parted(20, 120, 0.8, 0.45, "/4")},
	{"r29", 8, "INSERT INTO core.document (serial, centre, profession, level, issued_on, expires_on, annulled_on) SELECT unit || i, unit, 'p1', 4, '2024-12-01', '2027-12-01', CASE WHEN hit THEN DATE '2025-10-01' END FROM one",
		unusual(36, [2]int{80, 120}, 0.01, 0.18, "/high")},
	{"r32", 6, exam("'c1'", "'p1'", "unit", "CASE grp WHEN 'a' THEN 'f' ELSE 'm' END", "'kk'", "1990", lately), parted(20, 120, 0.8, 0.45, "")},
	{"r33", 6, exam("'c1'", "'p1'", "unit", "'f'", "CASE grp WHEN 'a' THEN 'kk' ELSE 'ru' END", "1990", lately), parted(20, 120, 0.8, 0.45, "")},
	{"r34", 12, exam("'c1'", "'p1'", "unit", "'f'", "'kk'", "CASE grp WHEN 'a' THEN 1960 ELSE 1990 END", lately), parted(20, 120, 0.8, 0.45, "")},
	{"r35", 8, "INSERT INTO core.application (app, person_key, home_region, submitted_on) SELECT unit || i, unit || i, unit, '2025-05-01' FROM one WHERE hit", named(regionsOf(), unusual(20, [2]int{80, 80}, 0.8, 0.1, ""))},
	{"r38", 8, "INSERT INTO core.return (provider, source, period_from, expected, timeliness, content, rows_received, rows_rejected, due_eff) " +
		"SELECT unit, 'vacancies', DATE '2025-10-01' - INTERVAL (CAST(grp AS INTEGER)) MONTH, true, 'on_time', 'data', COUNT(*), COUNT(*) FILTER (WHERE hit), '2025-11-10' FROM one GROUP BY unit, grp", monthly},
	{"r41", 16, "INSERT INTO core.incident SELECT unit || grp || i, unit, CASE grp WHEN 'a' THEN TIMESTAMP '2025-05-01 10:00:00' ELSE TIMESTAMP '2024-05-01 10:00:00' END, NULL, false FROM one WHERE hit",
		named([]string{"tools", "user_message", "staff", "logs", "soc"}, parted(5, 300, 0.05, 0.2, ""))},
}

// regionsOf are the twenty regions by code.
func regionsOf() []string {
	return strings.Fields("10 11 15 19 23 27 31 33 35 39 43 47 55 59 61 62 63 71 75 79")
}

// monthly are 24 months of 24 providers; of two the last month is bad.
func monthly(*rand.Rand) []draw {
	var list []draw
	for i := range 24 {
		for m := range 24 {
			d := draw{unit: fmt.Sprintf("u%02d", i), group: fmt.Sprint(m), n: 500, rate: 0.02}
			if m == 0 && i%12 == 5 {
				d.rate, d.key = 0.09, d.unit+"/vacancies"
			}
			list = append(list, d)
		}
	}
	return list
}

// Over many synthetic years every statistical rule finds at least 95 % of what is planted, and
// of what it finds at most 5 % is ordinary. Charts have no control of false discoveries: of
// their ordinary series at most 5 % may speak (analysis, section 3.1).
func TestPlantedYearsOfEveryRule(t *testing.T) {
	rules := must1(Rules())(t)
	for _, s := range syntheticRules {
		t.Run(s.rule, func(t *testing.T) {
			planted, found, wrong, ordinary := 0, 0, 0, 0
			for year := range s.years {
				want, units, got := s.year(t, only(rules, s.rule), uint64(year))
				planted, ordinary = planted+len(want), ordinary+units-len(want)
				for _, key := range got {
					switch {
					case slices.Contains(want, key):
						found++
					case key != Nation: // the country holds the planted sectors
						wrong++
					}
				}
			}
			recall, falsely := float64(found)/float64(planted), float64(wrong)/float64(max(found+wrong, 1))
			t.Logf("%d years, %d planted: %.1f %% found; %d of %d ordinary named, %.1f %% of all named", s.years, planted, 100*recall, wrong, ordinary, 100*falsely)
			if s.rule == "r38" {
				falsely = float64(wrong) / float64(ordinary)
			}
			if planted == 0 || recall < 0.95 || falsely > 0.05 {
				t.Errorf("found %.3f, at least 0.95; false %.3f, at most 0.05", recall, falsely)
			}
		})
	}
}

// year runs a rule on one synthetic year: the keys planted, the number of units, the keys found.
func (s syntheticRule) year(t *testing.T, rules []Rule, seed uint64) (want []string, units int, got []string) {
	t.Helper()
	db := newSchema(t)
	must(t, db, "INSERT INTO reference.parameter VALUES ('2025-11-20', '2025-01-01', '2025-10-31', '2024-11-01', '2024-01-01', '2024-10-31')")
	must(t, db, "CREATE TABLE draw (seed VARCHAR, unit VARCHAR, grp VARCHAR, n INTEGER, rate DOUBLE)")
	must(t, db, one)
	var values []string
	seen := map[string]bool{}
	for _, d := range s.plan(rand.New(rand.NewPCG(391, seed))) {
		values = append(values, fmt.Sprintf("('%s/%d', '%s', '%s', %d, %g)", s.rule, seed, d.unit, d.group, d.n, d.rate))
		seen[d.unit] = true
		if d.key != "" {
			want = append(want, d.key)
		}
	}
	must(t, db, "INSERT INTO draw VALUES "+strings.Join(values, ", "))
	for _, table := range []string{
		"core.profession SELECT DISTINCT unit, unit, unit, '5120', 'I', false, DATE '2020-01-01', NULL FROM draw", "core.sector SELECT DISTINCT unit, 'b1', unit, unit FROM draw",
		"core.labour SELECT DISTINCT unit, NULL, 2024, 100000, 200000 FROM draw", "reference.region (region, name_kk, name_ru) SELECT DISTINCT unit, unit, unit FROM draw",
	} {
		must(t, db, "INSERT INTO "+table)
	}
	must(t, db, s.rows)
	found, err := Find(context.Background(), db, rules, quiet, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found.Findings {
		got = append(got, f.Key)
	}
	db.Close()
	return want, len(seen), got
}
