package transform

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// step is one event on the way of an application: the status in the words of
// the platform, and what the event carries beside it.
type step struct{ day, status, attempt, exam, reason, held string }

// The common beginning of those who got as far as an appointed exam, and the
// longer one of those who missed a first exam for health.
var (
	review     = []step{{day: "2025-02-03", status: "На рассмотрении"}}
	accepted   = append(review[:1:1], step{day: "2025-02-05", status: "Документы приняты"})
	sent       = append(accepted[:2:2], step{day: "2025-02-06", status: "На подписи у кандидата"})
	countered  = append(sent[:3:3], step{day: "2025-02-07", status: "На подписи у ЦППК"})
	contracted = append(countered[:4:4], step{day: "2025-02-10", status: "Договор заключен"})
	appointed  = append(contracted[:5:5], step{day: "2025-02-11", status: "Назначено", attempt: "1", exam: "2025-03-03"})
	passed     = append(appointed[:6:6], step{day: "2025-03-04", status: "Экзамен сдан", attempt: "1", exam: "2025-03-03", held: "2025-03-03"})
	recognised = append(passed[:7:7], step{day: "2025-03-06", status: "Получил признание"})
	signed     = append(recognised[:8:8], step{day: "2025-03-11", status: "Документ о признании подписан"})
	missed     = append(appointed[:6:6],
		step{day: "2025-03-04", status: "Неявка на экзамен", attempt: "1", exam: "2025-03-03", reason: "в связи со здоровьем"})
	again = append(missed[:7:7],
		step{day: "2025-03-10", status: "Назначено", attempt: "2", exam: "2025-04-01"},
		step{day: "2025-04-02", status: "Экзамен сдан", attempt: "2", exam: "2025-04-01", held: "2025-04-01"},
		step{day: "2025-04-04", status: "Получил признание"},
		step{day: "2025-04-08", status: "Документ о признании подписан"})
)

// cohort is the worked example 7.12 of the analysis: 120 applications.
var cohort = []struct {
	n     int
	steps []step
}{
	{8, review},
	{12, append(review[:1:1], step{day: "2025-02-05", status: "Отказано"})},
	{3, accepted},
	{5, sent},
	{2, countered},
	{6, contracted},
	{2, append(contracted[:5:5], step{day: "2025-10-20", status: "Назначено", attempt: "1", exam: "2025-11-10"})},
	{2, passed},
	{3, recognised},
	{49, signed},
	{1, append(signed[:9:9], step{day: "2025-06-02", status: "Аннулирован"})},
	{5, again},
	{14, append(appointed[:6:6], step{day: "2025-03-04", status: "Экзамен не сдан", attempt: "1", exam: "2025-03-03", held: "2025-03-03"})},
	{4, append(appointed[:6:6], step{day: "2025-03-04", status: "Неявка на экзамен", attempt: "1", exam: "2025-03-03", reason: "по собственному желанию"})},
	{2, missed},
	{1, append(appointed[:6:6], step{day: "2025-03-04", status: "Неявка на экзамен", attempt: "1", exam: "2025-03-03"})},
	{1, appointed},
}

// country returns a warehouse in which the cohort has arrived and every model
// has been built.
func country(t *testing.T) *sql.DB {
	t.Helper()
	return settled(t, events())
}

// settled is the country with the events of the platform in the given order.
func settled(t *testing.T, events string) *sql.DB {
	t.Helper()
	db := arrived(t)
	fill(t, db, "ledger.landing", "landing,source,provider,period,period_from,period_to,landed_on\n"+
		"1,applications,administrator,2025-11-10,2025-11-10,2025-11-10,2025-11-11\n"+
		"2,profession-registry,authorised-body,2025-H1,2025-01-01,2025-06-30,2025-07-10\n"+
		"3,accredited-centres,national-chamber,2025-10,2025-10-01,2025-10-31,2025-11-05\n")
	fill(t, db, "ledger.version", "landing,source,provider,period\n"+
		"1,applications,administrator,2025-11-10\n"+
		"2,profession-registry,authorised-body,2025-H1\n"+
		"3,accredited-centres,national-chamber,2025-10\n")
	fill(t, db, "raw.profession_registry", "_landing,code,name_ru,level_name_ru,nkz,level,sector,mandatory,included_on\n"+
		"2,3412-1-001,Социальный работник,4 уровень - Социальный работник,3412-1,4,Q,true,2023-01-01\n")
	fill(t, db, "raw.accredited_centres", "_landing,bin,name_ru,region,certificate_no,issued_on,valid_to,status,status_on,profession,level,scope_from\n"+
		"3,c1,Центр,75,K-1,2024-01-10,2027-01-09,issued,2024-01-10,3412-1-001,4,2024-01-10\n")
	fill(t, db, "reference.region", "region,name_ru\n75,Алматы\n71,Астана\n")
	fill(t, db, "raw.applications", events)
	models, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(context.Background(), db, models); err != nil {
		t.Fatal(err)
	}
	return db
}

// events writes the cohort as rows of the platform.
func events() string {
	var b strings.Builder
	b.WriteString("_landing,application_no,event_id,at,status,person_key,birth_year,sex,region,centre_bin,profession_text,lang," +
		"exam_no,attempt,scheduled_for,no_show_reason,held_on,exam_region,serial\n")
	app := 0
	for _, group := range cohort {
		for range group.n {
			app++
			for i, s := range group.steps {
				serial := ""
				if strings.HasPrefix(s.status, "Документ о") {
					serial = fmt.Sprintf("AA%09d", app)
				}
				fmt.Fprintf(&b, "1,CE-%03d,%d,%s 06:00:00,%s,p%d,1990,f,75,c1,4 уровень - Социальный работник,kk,%s,%s,%s,%s,%s,75,%s\n",
					app, i+1, s.day, s.status, app, s.attempt, s.attempt, s.exam, s.reason, s.held, serial)
			}
		}
	}
	return strings.ReplaceAll(b.String(), ",kk,2,2,", ",kk,1,2,") // a new date is the same part
}

// TestFunnel proves the worked example 7.12: every step of the funnel, the
// three denominators of the pass rate, sittings and not applications for the
// no-shows, and the marts built over the same facts agree with it.
func TestFunnel(t *testing.T) {
	db := country(t)
	tests := []struct{ name, query, want string }{
		{"funnel", `SELECT submitted, under_review, refused, accepted, not_sent, at_candidate, at_centre, contracted,
			not_appointed, appointed, future, due FROM mart.funnel_cohort`, "120 8 12 100 3 5 2 90 6 84 2 82"},
		{"results", `SELECT passed, failed, own_wish, health_waiting, unexplained, no_result, recognised, signed, annulled
			FROM mart.funnel_cohort`, "60 14 4 2 1 1 58 55 1"},
		{"open", "SELECT count(*) FROM core.application WHERE open_state IS NOT NULL", "30"},
		{"pass rates", `SELECT sum(passed), sum(passed + failed), sum(passed + failed + no_show_own) FROM mart.outcome_month`, "60 74 78"},
		{"age band and region", "SELECT DISTINCT age_band, centre_region, home_region FROM mart.outcome_month", "35-44 75 75"},
		{"sittings", "SELECT sum(due), sum(no_show), sum(health), sum(own_wish), sum(unexplained), sum(silent) FROM mart.sitting_month", "87 12 7 4 1 1"},
		{"results in time", "SELECT sum(held), sum(recorded_5wd), sum(due_5wd), sum(overdue_10wd), sum(with_protocol) FROM mart.sitting_month", "74 74 75 1 0"},
		{"centre", `SELECT accepted, refused, passed, failed, no_show_own, sittings_due, sittings_own_wish, sittings_unexplained,
			sittings_health, issued, annulled FROM mart.centre_12m`, "100 12 60 14 4 87 4 1 7 55 1"},
		{"region", `SELECT region, centres, applications, persons, sittings_due, no_shows, passed, failed, no_show_own,
			documents_issued, documents_valid FROM mart.region_overview WHERE applications > 0`, "75 1 120 120 87 12 60 14 4 55 0"},
		{"level", `SELECT level, professions, scopes, applications, refused, passed, failed, no_show_own, documents_issued
			FROM mart.level_overview`, "4 1 1 120 12 60 14 4 55"},
		{"documents", "SELECT state, count(*) FROM mart.document_state GROUP BY state ORDER BY state", "annulled 1; unknown 54"},
		{"waits", `SELECT count(*), count(*) FILTER (WHERE ended) FROM mart.stage_duration WHERE stage = 'outcome'`, "120 90"},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, values(t, db, test.query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// values returns the rows of query, cells parted by spaces and rows by "; ".
func values(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	exec(t, db, "CREATE OR REPLACE TEMP VIEW answer AS "+query)
	_, rows, _ := strings.Cut(strings.TrimSpace(dump(t, db, "answer", nil)), "\n")
	return strings.NewReplacer(",", " ", "\n", "; ").Replace(rows)
}

// TestOrderOfRowsDoesNotMatter proves that the same facts give the same tables,
// however the rows happen to lie in raw.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	header, rows, _ := strings.Cut(events(), "\n")
	lines := strings.Split(strings.TrimSpace(rows), "\n")
	slices.Reverse(lines)
	one, other := country(t), settled(t, header+"\n"+strings.Join(lines, "\n")+"\n")
	models, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if diff := cmp.Diff(dump(t, one, m.Name, nil), dump(t, other, m.Name, nil)); diff != "" {
			t.Errorf("%s depends on the order of rows:\n%s", m.Name, diff)
		}
	}
}
