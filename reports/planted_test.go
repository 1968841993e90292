package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/google/go-cmp/cmp"

	"nsk/reports/words"
)

// A planting is what makes one rule speak: rows with one fault in them beside
// rows that look alike and have none.
type planting struct {
	rule string
	rows []string // statements; {series} ones are made by helpers below
	want []string // keys found
}

// values writes n rows of a table from a template in which %d is the number of
// the row from the first on.
func values(table string, first, n int, template string) string {
	var list []string
	for i := first; i < first+n; i++ {
		list = append(list, "("+strings.ReplaceAll(template, "%d", fmt.Sprint(i))+")")
	}
	return "INSERT INTO " + table + " VALUES " + strings.Join(list, ", ")
}

const (
	sittingColumns     = "core.sitting (app, scheduled_for, held_on, live, result, reason, protocol_no, protocol_date, centre, profession, level)"
	applicationColumns = "core.application (app, person_key, centre, profession, level, sector, sex, lang, birth_year, submitted_on, decided_on, decision, contracted_on, outcome, outcome_on, final_on, recognised_on, doc_signed_on, open_state)"
	documentColumns    = "core.document (serial, centre, profession, level, issued_on, expires_on, annulled_on)"
	returnColumns      = "core.return (provider, source, period_from, expected, timeliness, content, rows_received, rows_rejected, due_eff)"
)

// emptyRelease is the schema of a release with the window of the small republic, two
// regions, three centres and a profession in force.
func emptyRelease(t *testing.T) *sql.DB {
	t.Helper()
	db := newSchema(t)
	must(t, db, "INSERT INTO reference.parameter VALUES ('2025-11-20', '2025-01-01', '2025-10-31', '2024-11-01', '2024-01-01', '2024-10-31')")
	must(t, db, "INSERT INTO reference.region (region, name_kk, name_ru) VALUES ('71', 'Астана', 'Астана'), ('75', 'Алматы', 'Алматы')")
	must(t, db, "INSERT INTO core.profession VALUES ('p1', 'Аспаз', 'Повар', '5120', 'I', true, '2020-01-01', NULL), ('p2', 'Есепші', 'Бухгалтер', '3313', 'M', false, '2020-01-01', NULL)")
	for i, region := range []string{"71", "71", "75", "75"} {
		c := fmt.Sprintf("c%d", i+1)
		must(t, db, "INSERT INTO core.centre VALUES (?, ?, ?, ?)", c, "Орталық "+c, "Центр "+c, region)
		must(t, db, "INSERT INTO core.centre_active VALUES (?, '2020-01-01', NULL)", c)
		must(t, db, "INSERT INTO core.centre_scope VALUES (?, 'p1', 4, '2020-01-01', NULL)", c)
	}
	republic{db: db}.days(t)
	return db
}

// quiet knows the day of the document and no fact.
var quiet = Facts{AsOf: words.Date{Year: 2025, Month: 11, Day: 20}}

var plantings = []planting{
	{"r13", []string{ // both centres of region 71 share a founder, those of 75 do not
		"INSERT INTO core.centre_founder VALUES ('c1', 'f1', '2020-01-01', NULL), ('c2', 'f1', '2020-01-01', NULL), ('c3', 'f2', '2020-01-01', NULL), ('c4', 'f3', '2020-01-01', NULL)",
		"INSERT INTO core.centre_founder VALUES ('c3', 'f4', '2020-01-01', '2024-12-31'), ('c4', 'f4', '2020-01-01', '2024-12-31')", // shared once, no longer
	}, []string{"p1/71"}},
	{"r14", []string{ // c1 works, c2 did not send everything, c3 began this year, c4 is idle
		values(applicationColumns, 0, 1, "'a%d', 'h', 'c1', 'p1', 4, 'I', 'f', 'kk', 1990, '2025-01-01', '2025-01-02', 'accepted', NULL, 'passed', '2025-02-01', '2025-02-01', NULL, NULL, NULL"),
		"INSERT INTO " + returnColumns + " VALUES ('c2', 'recognition-persons', '2025-02-01', true, 'missing', NULL, 0, 0, '2025-03-10'), ('c4', 'recognition-persons', '2025-02-01', true, 'on_time', 'nil', 0, 0, '2025-03-10')",
		"UPDATE core.centre_active SET vf = '2025-03-01' WHERE centre = 'c3'",
	}, []string{"c4"}},
	{"r20", []string{ // ten wait long; others wait little or have a reason of another kind
		values(sittingColumns, 0, 10, "'a%d', '2025-08-01', NULL, true, 'no_show', 'health', NULL, NULL, 'c1', 'p1', 4"),
		values(sittingColumns, 10, 5, "'a%d', '2025-10-15', NULL, true, 'no_show', 'health', NULL, NULL, 'c1', 'p1', 4"),
		values(applicationColumns, 0, 15, "'a%d', 'h%d', 'c1', 'p1', 4, 'I', 'f', 'kk', 1990, '2025-01-01', '2025-01-02', 'accepted', NULL, NULL, NULL, NULL, NULL, NULL, 'waiting_reassign'"),
	}, []string{"KZ"}},
	{"r26", []string{ // five overdue at c1, four at c2, five fresh ones at c3
		values(sittingColumns, 0, 5, "'a%d', '2025-09-01', NULL, true, NULL, NULL, NULL, NULL, 'c1', 'p1', 4"),
		values(sittingColumns, 5, 4, "'a%d', '2025-09-01', NULL, true, NULL, NULL, NULL, NULL, 'c2', 'p1', 4"),
		values(sittingColumns, 9, 5, "'a%d', '2025-10-30', NULL, true, NULL, NULL, NULL, NULL, 'c3', 'p1', 4"),
	}, []string{"c1"}},
	{"r27", []string{
		values(sittingColumns, 0, 30, "'a%d', '2025-09-01', '2025-09-01', true, 'passed', NULL, 'N%d', '2025-09-01', 'c1', 'p1', 4"),
		values(sittingColumns, 30, 6, "'a%d', '2025-09-01', '2025-09-01', true, 'passed', NULL, NULL, NULL, 'c2', 'p1', 4"),
		values(sittingColumns, 36, 1, "'a%d', '2025-09-03', '2025-09-03', true, 'passed', NULL, 'N%d', '2025-09-01', 'c3', 'p1', 4"),
		values(applicationColumns, 37, 1, "'a%d', 'h', 'c4', 'p1', 4, 'I', 'f', 'kk', 1990, '2025-01-01', '2025-01-02', 'accepted', NULL, 'passed', '2025-02-10', '2025-02-10', '2025-02-20', '2025-02-15', NULL"),
		values(applicationColumns, 38, 1, "'a%d', 'h', 'c4', 'p1', 4, 'I', 'f', 'kk', 1990, '2025-01-01', '2025-01-02', 'accepted', NULL, 'passed', '2025-02-10', '2025-02-10', '2025-02-05', '2025-02-15', NULL"),
		values(applicationColumns, 39, 1, "'a%d', 'h', 'c1', 'p1', 4, 'I', 'f', 'kk', 1990, '2025-01-01', '2025-01-02', 'accepted', NULL, 'passed', '2025-02-10', '2025-02-10', '2025-02-12', '2025-02-15', NULL"),
	}, []string{"c2/no_protocol", "c3/protocol_before_exam", "c4/document_before_recognition", "c4/recognition_before_exam"}},
	{"r31", []string{ // of p1 half lapse next year; of p2 nineteen of many
		values(documentColumns, 0, 30, "'s%d', 'c1', 'p1', 4, '2023-01-10', '2026-01-10', NULL"),
		values(documentColumns, 30, 30, "'s%d', 'c1', 'p1', 4, '2025-01-10', '2028-01-10', NULL"),
		values(documentColumns, 60, 19, "'s%d', 'c1', 'p2', 4, '2023-01-10', '2026-01-10', NULL"),
		values(documentColumns, 79, 5, "'s%d', 'c1', 'p2', 4, '2023-01-10', '2026-01-10', '2025-05-05'"),
	}, []string{"p1/2026"}},
	{"r39", []string{
		"INSERT INTO mart.agreement_month VALUES ('c1', '2025-02-01', 80, 10, 0), ('c2', '2025-02-01', 10, 2, 2), ('c3', '2025-02-01', 200, 3, 4), ('c4', '2023-02-01', 1, 9, 9)",
	}, []string{"c1"}},
	{"r45", []string{ // w1 is open long, w2 not; three of five courses were held
		"INSERT INTO core.standard_review VALUES ('w0', 's0', '2025-01-06', '2025-02-06', 'positive'), ('w1', 's1', '2025-03-03', NULL, NULL), ('w2', 's2', '2025-10-01', NULL, NULL)",
		"INSERT INTO core.training VALUES ('t1', 'x', '2025-02-01', '2025-02-01'), ('t2', 'x', '2025-02-01', '2025-02-01'), ('t3', 'x', '2025-02-01', '2025-02-01'), ('t4', 'x', '2025-02-01', NULL), ('t5', 'x', '2025-02-01', NULL)",
	}, []string{"standard/s1", "training"}},
	{"r15", []string{ // fewer passed than last year; the composition is the same
		outcomes(0, 60, 54, "c1", "2024-05-01"), outcomes(100, 60, 27, "c1", "2025-05-01"),
	}, []string{"passed"}},
	{"r16", []string{ // decisions take three times as long; contracts as long as ever
		durations("this", "decision", "c1", 40, 15), durations("previous", "decision", "c1", 40, 5),
		durations("this", "contract", "c1", 40, 7), durations("previous", "contract", "c1", 40, 7),
	}, []string{"decision"}},
	{"r17", []string{ // c1 is slow in decisions
		durations("this", "decision", "c1", 40, 15), durations("this", "decision", "c2", 60, 5), durations("this", "decision", "c3", 60, 5),
		durations("this", "decision", "c4", 10, 50), // too few
	}, []string{"c1/decision/high"}},
	{"r21", []string{ // c1 passes few; its neighbours as they should
		outcomes(0, 60, 25, "c1", "2025-05-01"), outcomes(100, 60, 50, "c2", "2025-05-01"), outcomes(200, 60, 48, "c3", "2025-05-01"),
	}, []string{"c1"}},
	{"r22", []string{
		outcomes(0, 60, 60, "c1", "2025-05-01"), outcomes(100, 60, 40, "c2", "2025-05-01"), outcomes(200, 60, 40, "c3", "2025-05-01"),
	}, []string{"c1"}},
	{"r23", []string{
		appointed(0, 30, 15, "c1"), appointed(1000, 300, 30, "c2"), appointed(2000, 300, 31, "c3"), appointed(3000, 15, 4, "c4"), // c4 is too small
	}, []string{"c1/high"}},
	{"r24", []string{
		decisions(0, 40, 22, "c1"), decisions(1000, 300, 36, "c2"), decisions(2000, 300, 38, "c3"),
	}, []string{"c1/high"}},
	{"r25", []string{
		outcomes(0, 60, 54, "c1", "2024-05-01"), outcomes(100, 60, 27, "c1", "2025-05-01"),
		"UPDATE core.application SET centre = 'c2' WHERE app < 'a20'", // more than one centre
	}, []string{"p1/4"}},
	{"r29", []string{
		values(documentColumns, 0, 60, "'s%d', 'c1', 'p1', 4, '2024-12-01', '2027-12-01', NULL"),
		values(documentColumns, 1000, 600, "'s%d', 'c2', 'p1', 4, '2024-12-01', '2027-12-01', NULL"),
		values(documentColumns, 2000, 600, "'s%d', 'c3', 'p1', 4, '2024-12-01', '2027-12-01', NULL"),
		values(documentColumns, 3000, 8, "'s%d', 'c2', 'p1', 4, '2024-12-01', '2027-12-01', '2025-10-01'"),
		values(documentColumns, 3100, 9, "'s%d', 'c3', 'p1', 4, '2024-12-01', '2027-12-01', '2025-10-01'"),
		values(documentColumns, 3200, 10, "'s%d', 'c1', 'p1', 4, '2024-12-01', '2027-12-01', '2025-10-01'"),
	}, []string{"c1/high"}},
	{"r32", []string{ // women pass half as often; the sector is the whole country here
		"INSERT INTO core.sector VALUES ('I', 'b1', 'Тамақтандыру', 'Питание')",
		outcomes(0, 60, 54, "c1", "2025-05-01"), outcomes(100, 60, 27, "c1", "2025-05-01"),
		"UPDATE core.application SET sex = 'm' WHERE CAST(SUBSTR(app, 2) AS INTEGER) < 100",
	}, []string{"I", "KZ"}},
	{"r33", []string{
		outcomes(0, 60, 54, "c1", "2025-05-01"), outcomes(100, 60, 27, "c1", "2025-05-01"),
		"UPDATE core.application SET lang = 'ru' WHERE CAST(SUBSTR(app, 2) AS INTEGER) < 100",
	}, []string{"KZ"}},
	{"r34", []string{
		outcomes(0, 60, 54, "c1", "2025-05-01"), outcomes(100, 60, 27, "c1", "2025-05-01"),
		"UPDATE core.application SET birth_year = 1970 WHERE CAST(SUBSTR(app, 2) AS INTEGER) < 100",
	}, []string{"KZ"}},
	{"r35", []string{ // as many employed in both regions, applicants in one
		"INSERT INTO core.labour VALUES ('71', NULL, 2024, 50000, 100000), ('75', NULL, 2024, 50000, 100000), ('00', NULL, 2024, 100000, 200000)",
		outcomes(0, 100, 80, "c1", "2025-05-01"), outcomes(100, 5, 4, "c3", "2025-05-01"),
		"UPDATE core.application SET home_region = CASE WHEN centre = 'c1' THEN '71' ELSE '75' END",
	}, []string{"75"}},
	{"r38", []string{returned("c1", 18, 20), returned("c2", 18, 4)}, []string{"c1/vacancies"}},
	{"r47", nil, []string{"7(4)"}}, // the founders of centres: a condition stands in the Kazakh text only
	{"r41", []string{
		values("core.incident", 0, 3, "'i%d', 'tools', '2024-05-01 10:00:00', '2024-05-01 11:00:00', false"),
		values("core.incident", 10, 16, "'i%d', 'tools', '2025-05-01 10:00:00', '2025-05-01 11:00:00', false"),
		values("core.incident", 30, 5, "'i%d', 'staff', '2024-05-01 10:00:00', '2024-05-01 11:00:00', false"),
		values("core.incident", 40, 6, "'i%d', 'staff', '2025-05-01 10:00:00', '2025-05-01 11:00:00', false"),
	}, []string{"tools"}},
}

// outcomes are n first outcomes of a centre on a day, the first x of them passed.
func outcomes(first, n, x int, centre, day string) string {
	row := "'a%d', 'h%d', '" + centre + "', 'p1', 4, 'I', 'f', 'kk', 1995, '" + day + "', NULL, NULL, NULL, '$', '" + day + "', '" + day + "', NULL, NULL, NULL"
	return values(applicationColumns, first, x, strings.Replace(row, "$", "passed", 1)) + more(values(applicationColumns, first+x, n-x, strings.Replace(row, "$", "failed", 1)))
}

// more is the rows of an insert, to follow those of another.
func more(insert string) string {
	_, rows, _ := strings.Cut(insert, " VALUES ")
	if rows == "" {
		return ""
	}
	return ", " + rows
}

// decisions are n decisions of a centre, the first x of them refusals.
func decisions(first, n, x int, centre string) string {
	row := "'a%d', 'h%d', '" + centre + "', 'p1', 4, 'I', 'f', 'kk', 1995, '2025-04-01', '2025-05-01', '$', NULL, NULL, NULL, NULL, NULL, NULL, NULL"
	return values(applicationColumns, first, x, strings.Replace(row, "$", "refused", 1)) + more(values(applicationColumns, first+x, n-x, strings.Replace(row, "$", "accepted", 1)))
}

// appointed are n exams of a centre to which x did not come.
func appointed(first, n, x int, centre string) string {
	row := "'a%d', '2025-05-01', '2025-05-01', true, '$', NULL, 'N%d', '2025-05-01', '" + centre + "', 'p1', 4"
	return values(sittingColumns, first, x, strings.Replace(row, "$", "no_show", 1)) + more(values(sittingColumns, first+x, n-x, strings.Replace(row, "$", "passed", 1)))
}

// durations are n waits of a centre around a number of days, every tenth open.
func durations(span, stage, centre string, n, days int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("('%s', '%s', 'a', '%s', '71', 'I', 'p1', 4, '2025-01-01', '2025-02-01', %t, NULL, %d)", span, stage, centre, i%10 > 0, days-2+i%5))
	}
	return "INSERT INTO mart.stage_duration VALUES " + strings.Join(list, ", ")
}

// returned are the months of a provider up to the last of the window, with 3 to
// 5 of 1,000 rows rejected and in the last one as many as said.
func returned(provider string, months, last int) string {
	var list []string
	for i := range months {
		rejected := 3 + i%3
		if i == months-1 {
			rejected = last
		}
		list = append(list, fmt.Sprintf("('%s', 'vacancies', DATE '2025-10-01' - INTERVAL %d MONTH, true, 'on_time', 'data', 1000, %d, '2025-11-10')", provider, months-1-i, rejected))
	}
	return "INSERT INTO " + returnColumns + " VALUES " + strings.Join(list, ", ")
}

// Every planting is found by its rule, and nothing else is.
func TestPlantedCases(t *testing.T) {
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range slices.Concat(plantings, plantedLists) {
		t.Run(p.rule, func(t *testing.T) {
			db := emptyRelease(t)
			for _, s := range p.rows {
				must(t, db, dated(s))
			}
			found, err := Find(context.Background(), db, only(rules, p.rule), quiet, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found.Findings {
				got = append(got, f.Key)
				t.Log(f.Severity, f.Sentence.KK)
				t.Log(f.Severity, f.Sentence.RU)
			}
			if diff := cmp.Diff(p.want, got); diff != "" {
				t.Errorf("%s", diff)
			}
		})
	}
}

func only(rules []Rule, id string) []Rule {
	for _, r := range rules {
		if r.ID == id {
			return []Rule{r}
		}
	}
	return nil
}

// Where nothing is planted nothing is found, and every rule says what it looked at.
func TestNothingPlanted(t *testing.T) {
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	db := emptyRelease(t)
	for _, p := range slices.Concat(plantings, plantedLists) {
		found, err := Find(context.Background(), db, only(rules, p.rule), quiet, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found.Findings {
			if p.rule != "r14" && p.rule != "r47" { // a centre without a single row is idle; the texts of the order differ anyway
				t.Errorf("%s finds %s in nothing", p.rule, f.Key)
			}
		}
		for _, s := range found.Inspections {
			if s.Found == 0 && (s.Statement.KK == "" || s.Statement.RU == "") {
				t.Errorf("%s says nothing of having found nothing", p.rule)
			}
		}
	}
}
