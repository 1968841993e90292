package readiness_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/readiness"
)

// Of all standings only what is about the period of the document and has not come though
// its day has passed stands in the way; why is said; days of one source are one blocker.
func TestMissing(t *testing.T) {
	w := schedules.Window{From: day("2026-01-01"), To: day("2026-08-31")}
	contracts := []*contract.Contract{{Source: "persons", Title: contract.Title{KK: "Өткендер", RU: "Прошедшие"}}}
	standing := func(source, period string, state schedules.State) schedules.Standing {
		p, err := contract.ParsePeriod(period)
		if err != nil {
			t.Fatal(err)
		}
		return schedules.Standing{State: state, Expected: schedules.Expected{Source: source, Provider: "c1", Period: p, Last: day("2026-09-10")}}
	}
	held, refused := standing("persons", "2026-03", schedules.StateMissing), standing("persons", "2026-Q2", schedules.StateMissing)
	held.Held, refused.Refused = true, true
	all := []schedules.Standing{
		standing("persons", "2025-12", schedules.StateMissing), // of the year before
		standing("persons", "2026-01", schedules.StateLate),
		standing("persons", "2026-02", schedules.StateMissing),
		held, refused,
		standing("persons", "2026-08", schedules.StateDue),
		standing("persons", "2026-09", schedules.StateMissing), // after the period of the document
		standing("persons", "2026-05", schedules.StateExempt),
		standing("events", "2026-02-27", schedules.StateMissing),
		standing("events", "2026-02-28", schedules.StateMissing),
		standing("events", "2026-03-05", schedules.StateMissing),
	}
	var got []string
	for _, b := range readiness.Missing(all, w, contracts) {
		got = append(got, fmt.Sprintf("%s | %s | %s | %v | %s | %s | %s", b.Kind, b.Subject, b.Owner, b.Stops, b.Since, b.Text.RU, b.Text.KK))
	}
	want := strings.Split(`return | persons c1 2026-02 | c1 | false | 2026-09-11 | Сведения «Прошедшие» за февраль 2026 года не представлены; срок истёк 10 сентября 2026 года | «Өткендер» мәліметтері 2026 жылғы ақпан үшін ұсынылмады; мерзімі 2026 жылғы 10 қыркүйекте өтті
return | persons c1 2026-03 | c1 | false | 2026-09-11 | Сведения «Прошедшие» за март 2026 года получены и ожидают подтверждения отправителя; срок истёк 10 сентября 2026 года | «Өткендер» мәліметтері 2026 жылғы наурыз үшін алынды, жіберушінің растауы күтілуде; мерзімі 2026 жылғы 10 қыркүйекте өтті
return | persons c1 2026-Q2 | c1 | false | 2026-09-11 | Сведения «Прошедшие» за II квартал 2026 года получены, но не приняты; срок истёк 10 сентября 2026 года | «Өткендер» мәліметтері 2026 жылғы II тоқсан үшін алынды, бірақ қабылданбады; мерзімі 2026 жылғы 10 қыркүйекте өтті
return | events c1 | c1 | false | 2026-09-11 | Сведения «events» не представлены: дней – 3 (27.02.2026–05.03.2026) | «events» мәліметтері ұсынылмады: күндер – 3 (27.02.2026–05.03.2026)`, "\n")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// The document is due on the last working day not after 15 December, knows what came by the
// freeze, and is tried from 1 October to the day the order names; then the next one's turn
// comes. Days were counted by hand over the published calendars.
func TestSeason(t *testing.T) {
	o := must[*schedules.Obligations](t)(schedules.LoadObligations())
	for _, c := range []struct {
		on, want string
	}{
		{"2024-09-30", "2024 false as of 2024-09-30, 2024-12-13 in 53"},
		{"2024-12-12", "2024 true as of 2024-11-20, 2024-12-13 in 1"}, // 15 December is a Sunday
		{"2024-12-14", "2024 true as of 2024-11-20, 2024-12-13 in 0"},
		{"2024-12-16", "2025 false as of 2024-12-16, 2025-12-15 in 246"},
		{"2025-10-01", "2025 true as of 2025-10-01, 2025-12-15 in 52"},
		{"2025-11-21", "2025 true as of 2025-11-20, 2025-12-15 in 16"},
		{"2026-12-14", "2026 true as of 2026-11-20, 2026-12-15 in 1"},
		{"2031-10-01", "2031 true as of 2031-10-01,  in 0"}, // the calendar ends with 2030
	} {
		s, err := readiness.SeasonOn(o, kazakhstan, day(c.on))
		if err != nil {
			t.Fatal(err)
		}
		left, err := s.DaysLeft(kazakhstan, day(c.on))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%d %v as of %s, %s in %d", s.Year, s.Holds(day(c.on)), s.AsOf(day(c.on)), s.Delivery.Day, left); got != c.want {
			t.Errorf("%s: %s, want %s", c.on, got, c.want)
		}
	}
}
