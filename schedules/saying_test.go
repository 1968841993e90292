package schedules_test

import (
	"os"
	"strings"
	"testing"

	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/yamlfile"
)

// A day that is named is planned for the last working day not after it, and why is said.
func TestPlanText(t *testing.T) {
	o := obligations(t)
	for _, c := range []struct {
		year   int
		ru, kk string
	}{
		{2025, "не позднее 15 декабря 2025 года, планируется на 15 декабря 2025 года, понедельник",
			"2025 жылғы 15 желтоқсаннан кешіктірмей, 2025 жылғы 15 желтоқсанға жоспарланады (дүйсенбі)"},
		{2024, "не позднее 15 декабря 2024 года, планируется на последний рабочий день не позднее этого срока – 13 декабря 2024 года, пятница: 14.12.2024 – суббота; 15.12.2024 – воскресенье",
			"2024 жылғы 15 желтоқсаннан кешіктірмей, осы мерзімнен кешікпейтін соңғы жұмыс күніне – 2024 жылғы 13 желтоқсанға (жұма) – жоспарланады: 14.12.2024 – сенбі; 15.12.2024 – жексенбі"},
	} {
		p, err := o.PlanDelivery(c.year, calendar.Kazakhstan())
		if err != nil {
			t.Fatal(err)
		}
		if got := schedules.PlanText(p); got.RU != c.ru || got.KK != c.kk {
			t.Errorf("%d:\n%s\n%s", c.year, got.RU, got.KK)
		}
	}
	p, err := calendar.Kazakhstan().Plan(date(t, "2028-05-05"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := schedules.PlanText(p).RU, "не позднее 5 мая 2028 года, планируется на последний рабочий день не позднее этого срока – 4 мая 2028 года, четверг: 05.05.2028 – Курбан-айт (первый день), дата предварительная"; got != want {
		t.Errorf("an estimated day is not told: %s", got)
	}
}

// The agreement on a day is told in words, with the grace, and never for a duty without one.
func TestAgreement(t *testing.T) {
	o, grace := obligations(t), 3
	for id, want := range map[string]string{
		"recognition-persons": "не позднее 10-го числа месяца, следующего за отчётным периодом / есепті кезеңнен кейінгі айдың 10-күнінен кешіктірмей",
		"incidents":           "не позднее 2 рабочих дней после окончания отчётного периода / есепті кезең аяқталғаннан кейін 2 жұмыс күнінен кешіктірмей",
		"annual-information":  " / ",
	} {
		got := o.Agreement(o.ByID(id))
		if strings.ReplaceAll(got.RU+" / "+got.KK, "\u00a0", " ") != want {
			t.Errorf("%s: %s / %s", id, got.RU, got.KK)
		}
	}
	b := *o.ByID("sector-councils")
	b.Due.Grace = &grace
	if got, want := strings.ReplaceAll(o.Agreement(&b).RU, "\u00a0", " "), "не позднее 15-го числа месяца, следующего за отчётным периодом, и ещё 3 рабочих дня"; got != want {
		t.Error(got)
	}
}

// Every state and every kind of period has its name in both languages.
func TestNames(t *testing.T) {
	for _, s := range []schedules.State{schedules.StateNotDue, schedules.StateDue, schedules.StateOnTime, schedules.StateLate, schedules.StateMissing,
		schedules.StateNil, schedules.StateCannot, schedules.StateExempt, schedules.StateClosed} {
		if got := s.Text(); got.RU == "" || got.KK == "" {
			t.Errorf("%s has no name", s)
		}
	}
	for p, want := range map[string]words.Text{
		"2025": {RU: "2025 год", KK: "2025 жыл"}, "2025-H2": {RU: "второе полугодие 2025 года", KK: "2025 жылғы екінші жартыжылдық"},
		"2025-Q3": {RU: "III квартал 2025 года", KK: "2025 жылғы III тоқсан"}, "2025-03": {RU: "март 2025 года", KK: "2025 жылғы наурыз"},
		"2025-03-08": {RU: "8 марта 2025 года", KK: "2025 жылғы 8 наурыз"},
	} {
		if got := schedules.PeriodName(period(t, p)); got != want {
			t.Errorf("%s: %+v", p, got)
		}
	}
	if got := schedules.Weekday(date(t, "2025-11-16")); got.RU != "воскресенье" {
		t.Errorf("Sunday is %s", got.RU)
	}
}

// Every text of the catalogue is written in both languages with the same slots.
func TestTextsAreSound(t *testing.T) {
	text, err := os.ReadFile("texts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]words.Text)
	if _, err := yamlfile.Read("texts.yaml", text, &all); err != nil {
		t.Fatal(err)
	}
	for id, t2 := range all {
		if faults := words.Lint(t2); len(faults) > 0 {
			t.Errorf("%s: %v", id, faults)
		}
	}
	d := desk(t)
	for i := range d.Obligations.All {
		b := &d.Obligations.All[i]
		line, more := d.TellObligation(b)
		for _, said := range append(more, line) {
			if said.RU == "" || said.KK == "" || strings.ContainsAny(said.RU+said.KK, "{}") {
				t.Errorf("%s: %+v", b.ID, said)
			}
		}
	}
	line, more := d.TellObligation(d.Obligations.ByID("register-proposals"))
	got := line.RU
	for _, m := range more {
		got += "\n" + m.RU
	}
	const want = `Предложения по пересмотру реестра профессий
Кто: отраслевые государственные органы; кому: уполномоченный орган в области признания профессиональных квалификаций
Срок установлен другим актом: правила ведения реестра профессий (утверждены 21 сентября 2023 года; по сообщению печати, текст не проверен)
Ежегодно: не позднее 1 февраля, не позднее 1 сентября`
	if got != want {
		t.Error(got)
	}
	if got, want := more[len(more)-1].KK, "Жыл сайын: 1 ақпаннан кешіктірмей, 1 қыркүйектен кешіктірмей"; got != want {
		t.Error(got)
	}
}

// A state without a term would stop whoever shows it.
func TestEveryStateIsCalledSomething(t *testing.T) {
	for _, s := range []schedules.State{schedules.StateNotDue, schedules.StateDue, schedules.StateOnTime, schedules.StateLate, schedules.StateMissing, schedules.StateNil, schedules.StateCannot, schedules.StateExempt, schedules.StateClosed} {
		if name := s.Text(); name.KK == "" || name.RU == "" {
			t.Errorf("%s: %+v", s, name)
		}
	}
}
