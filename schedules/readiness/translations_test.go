package readiness

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/schedules"
	"nsk/warehouse"
)

// Three editions of the register of professions: a name that was never translated, one
// whose Russian changed alone, one whose Kazakh changed alone, one that was put right, one
// that is the same word in both, and one that is gone.
func TestTranslations(t *testing.T) {
	e, err := warehouse.Open(t.Context(), "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	const columns = `AS SELECT * FROM (VALUES
		('p', 'A', 'Учитель школы', 'Учитель школы', DATE '2026-06-30', DATE '2026-07-20'),
		('p', 'B', 'Дәнекерлеуші', 'Сварщик', DATE '2025-12-31', DATE '2026-01-20'),
		('p', 'B', 'Дәнекерлеуші', 'Электросварщик', DATE '2026-06-30', DATE '2026-07-20'),
		('p', 'C', 'Аспаз', 'Повар', DATE '2025-12-31', DATE '2026-01-20'),
		('p', 'C', 'Бас аспаз', 'Повар', DATE '2026-06-30', DATE '2026-07-20'),
		('p', 'D', 'Есепші', 'Счетовод', DATE '2025-06-30', DATE '2025-07-20'),
		('p', 'D', 'Есепші', 'Бухгалтер', DATE '2025-12-31', DATE '2026-01-20'),
		('p', 'D', 'Бухгалтер', 'Бухгалтер', DATE '2026-06-30', DATE '2026-07-20'),
		('p', 'E', 'Логист', 'Логист', DATE '2026-06-30', DATE '2026-07-20'),
		('p', 'F', '', 'Фонарщик', DATE '2025-12-31', DATE '2026-01-20')
	) AS v(_provider, code, name_kk, name_ru, _period_to, _known_on)`
	for _, q := range []string{
		`CREATE SCHEMA IF NOT EXISTS staging`,
		`CREATE TABLE staging.profession_registry ` + columns,
		`CREATE TABLE staging.professional_standards AS SELECT _provider, code AS standard_code, name_kk, name_ru, _period_to, _known_on FROM staging.profession_registry LIMIT 0`,
		`CREATE TABLE staging.activities AS FROM staging.profession_registry LIMIT 0`,
		`CREATE TABLE staging.accredited_centres AS SELECT 'n' AS _provider, '1' AS bin, 'ALFA GROUP LTD' AS name_kk, 'ALFA GROUP LTD' AS name_ru, DATE '2026-08-31' AS _period_to, DATE '2026-09-10' AS _known_on`,
		`INSERT INTO reference.parameter BY NAME SELECT DATE '2026-10-01' AS as_of, DATE '2026-01-01' AS period_from, DATE '2026-08-31' AS period_to`,
	} {
		if _, err := e.DB().ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	list, err := translations(t.Context(), &State{House: &schedules.House{Engine: e}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range list {
		got = append(got, fmt.Sprintf("%s | %s | %v | %s | %s | %s", b.Subject, b.Owner, b.Stops, b.Since, b.Text.RU, b.Text.KK))
	}
	want := `profession-registry p missing | p | true | 2026-07-20 | «profession-registry»: наименования без перевода – 1 (например, A) | «profession-registry»: аудармасы жоқ атаулар – 1 (мысалы, A)
profession-registry p stale_kk | p | false | 2026-07-20 | «profession-registry»: изменилось русское наименование, а казахское осталось прежним – 1 (например, B) | «profession-registry»: орысша атауы өзгеріп, қазақшасы өзгермегендер – 1 (мысалы, B)
profession-registry p stale_ru | p | false | 2026-07-20 | «profession-registry»: изменилось казахское наименование, а русское осталось прежним – 1 (например, C) | «profession-registry»: қазақша атауы өзгеріп, орысшасы өзгермегендер – 1 (мысалы, C)`
	if d := cmp.Diff(strings.Split(want, "\n"), got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}
