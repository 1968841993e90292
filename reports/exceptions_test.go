package reports

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"nsk/reports/document"
	"nsk/reports/words"
)

// A tolerance and a changed rule of the year stand in the annex on data quality, with who,
// why and until when; those made after the freeze do not.
func TestExceptionsAreTold(t *testing.T) {
	r := newRepublic(t)
	must(t, r.db, `INSERT INTO ledger.tolerance VALUES
		(7, 'NSK.recognition-persons.profession.006', 'recognition-persons', '940140000385', '2025-03', 5, 'код внесут в сентябре', 'заместитель руководителя', DATE '2025-09-30', TIMESTAMP '2025-04-15 06:00:00'),
		(9, 'NSK.recognition-persons.level.004', 'recognition-persons', '940140000385', '2025-03', 5, 'после заморозки', 'никто', DATE '2026-09-30', TIMESTAMP '2026-04-15 06:00:00')`)
	must(t, r.db, `INSERT INTO ledger.setting VALUES
		(3, 'NSK.recognition-persons.protocol_date.101', 'information', TRUE, 'отдел качества', 'протоколы ведут по-разному', TIMESTAMP '2025-02-01 06:00:00'),
		(4, 'NSK.recognition-persons.sex.118', NULL, FALSE, 'отдел качества', 'много совпадений', TIMESTAMP '2025-02-01 06:00:00'),
		(5, 'NSK.recognition-persons.sex.118', NULL, TRUE, 'отдел качества', 'снова проверяется', TIMESTAMP '2025-03-01 06:00:00')`)
	html := annualHTML(t, r)
	for _, want := range []string{"NSK.recognition-persons.profession.006", "код внесут в сентябре", "заместитель руководителя", "30.09.2025", "NSK.recognition-persons.protocol_date.101", "для сведения", "протоколы ведут по-разному"} {
		if !strings.Contains(html, want) {
			t.Errorf("the annex says nothing of %q", want)
		}
	}
	for _, not := range []string{"после заморозки", "NSK.recognition-persons.sex.118"} {
		if strings.Contains(html, not) {
			t.Errorf("the annex speaks of %q", not)
		}
	}
	if html := annualHTML(t, newRepublic(t)); !strings.Contains(html, "Допустимые отклонения не устанавливались") {
		t.Error("nothing says that there were no tolerances")
	}
}

func annualHTML(t *testing.T, r republic) string {
	t.Helper()
	s, err := newSource(r.db, AnnualInput{Release: "r"})
	if err != nil {
		t.Fatal(err)
	}
	result, err := s.result(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.assemble(context.Background(), result, []words.Lang{words.RU}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := document.WriteHTML(&b, result.Documents[words.RU]); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
