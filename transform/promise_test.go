package transform

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestPromisesHoldForAnyStream proves that whatever the platform sends, in any
// order and with stages missing or repeated, no application is lost or counted
// twice, each has one state, and the steps of the funnel add up.
func TestPromisesHoldForAnyStream(t *testing.T) {
	checks, err := LoadChecks(Checks())
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(3) {
		db := settled(t, disorder(seed))
		got, err := RunChecks(context.Background(), db, checks)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range got {
			if b.Check.Severity == Block {
				t.Errorf("seed %d: %s: %d rows, %v", seed, b.Check.ID, b.Rows, b.Sample)
			}
		}
		if n := values(t, db, "SELECT count(*) FROM core.application"); n == "0" {
			t.Errorf("seed %d: no application at all", seed)
		}
	}
}

// disorder writes 300 applications whose events are drawn by lot.
func disorder(seed uint64) string {
	statuses := []string{"На рассмотрении", "Отказано", "Документы приняты", "На подписи у кандидата", "На подписи у ЦППК",
		"Договор заключен", "Назначено", "Назначено", "Экзамен сдан", "Экзамен не сдан", "Неявка на экзамен",
		"Получил признание", "Документ о признании подписан", "Аннулирован"}
	reasons := []string{"", "по собственному желанию", "в связи со здоровьем"}
	lot := rand.New(rand.NewPCG(seed, 391))
	day := func() string {
		return time.Date(2024, time.November, 1+lot.IntN(385), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	maybe := func(s string) string {
		if lot.IntN(4) == 0 {
			return ""
		}
		return s
	}
	var b strings.Builder
	header, _, _ := strings.Cut(events(), "\n")
	b.WriteString(header + "\n")
	for app := range 300 {
		for event := range 1 + lot.IntN(12) {
			fmt.Fprintf(&b, "1,CE-%d,%d,%s 21:00:00,%s,p%d,1990,f,75,c1,4 уровень - Социальный работник,kk,%d,%d,%s,%s,%s,75,%s\n",
				app, event, day(), statuses[lot.IntN(len(statuses))], app, 1+lot.IntN(2), 1+lot.IntN(2), maybe(day()),
				reasons[lot.IntN(3)], maybe(day()), maybe(fmt.Sprintf("AA%09d", app)))
		}
	}
	return b.String()
}
