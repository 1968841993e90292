package calendar

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The worked examples of terms, under both readings.
func TestDeadlines(t *testing.T) {
	c := Kazakhstan()
	for _, test := range []struct {
		start      string
		n          int
		next, same string
	}{
		{"2025-03-20", 3, "2025-03-28", "2025-03-27"},
		{"2025-01-03", 3, "2025-01-08", "2025-01-08"},
		{"2024-05-03", 3, "2024-05-10", "2024-05-06"},
		{"2025-03-01", 3, "2025-03-05", "2025-03-05"},
		{"2026-03-20", 5, "2026-04-01", "2026-03-31"},
		{"2025-12-08", 20, "2026-01-09", "2026-01-08"},
		{"2024-06-04", 10, "2024-06-19", "2024-06-18"},
		{"2026-08-24", 10, "2026-09-07", "2026-09-04"},
	} {
		for r, want := range map[Reading]string{NextDay: test.next, SameDay: test.same} {
			got, err := c.BindingDeadline(day(t, test.start), test.n, r)
			if err != nil || got != day(t, want) {
				t.Errorf("%d working days from %s, %s: %v, %v, want %s", test.n, test.start, r, got, err, want)
			}
		}
	}
}

// A day off that was revoked shortens a term, but not for those who relied
// on it.
func TestRevokedDayInTerm(t *testing.T) {
	c, start := Kazakhstan(), Date(2024, 6, 4)
	for r, want := range map[Reading][2]string{NextDay: {"2024-06-19", "2024-06-18"}, SameDay: {"2024-06-18", "2024-06-17"}} {
		fixed, err1 := c.Known(start).Deadline(start, 10, r)
		final, err2 := c.Deadline(start, 10, r)
		if err1 != nil || err2 != nil || fixed != day(t, want[0]) || final != day(t, want[1]) {
			t.Errorf("%s: fixed %v, final %v, want %v", r, fixed, final, want)
		}
	}
	plan, err := c.Known(Date(2025, 12, 5)).Deadline(Date(2026, 8, 24), 10, NextDay)
	if err != nil || plan != Date(2026, 9, 8) {
		t.Errorf("the plan of 05.12.2025 gives %v, %v, want 2026-09-08", plan, err)
	}
}

func TestBetween(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"2025-10-24", "2025-10-28", 1},
		{"2025-12-30", "2026-01-08", 4},
		{"2025-03-01", "2025-03-02", 0},
		{"2025-03-14", "2025-03-17", 1},
		{"2025-03-14", "2025-03-14", 0},
		{"2025-03-17", "2025-03-14", -1},
	} {
		if got, err := Kazakhstan().Between(day(t, test.a), day(t, test.b)); err != nil || got != test.want {
			t.Errorf("Between(%s, %s) = %d, %v, want %d", test.a, test.b, got, err, test.want)
		}
	}
}

func TestNearestWorkingDay(t *testing.T) {
	c := Kazakhstan()
	for _, test := range []struct{ day, last, first string }{
		{"2025-03-25", "2025-03-20", "2025-03-26"},
		{"2025-01-05", "2025-01-05", "2025-01-05"},
		{"2026-12-15", "2026-12-15", "2026-12-15"},
		{"2024-05-09", "2024-05-06", "2024-05-10"},
	} {
		last, err1 := c.LastWorkingDayNotAfter(day(t, test.day))
		first, err2 := c.FirstWorkingDayNotBefore(day(t, test.day))
		if err1 != nil || err2 != nil || last != day(t, test.last) || first != day(t, test.first) {
			t.Errorf("%s: last %v, first %v, want %s and %s", test.day, last, first, test.last, test.first)
		}
	}
}

// Not later than a day: the last working day that is not after it, and the days off that
// moved it.
func TestPlan(t *testing.T) {
	for _, test := range []struct {
		known, notAfter, want string
		off                   []Kind
		estimated             bool
	}{
		{"2024-01-01", "2024-12-15", "2024-12-13", []Kind{Weekend, Weekend}, false}, // Saturday and Sunday
		{"2025-01-01", "2025-12-15", "2025-12-15", nil, false},                      // a Monday; the holiday is on the 16th
		{"2029-01-01", "2029-12-17", "2029-12-14", []Kind{Weekend, PublicHoliday, CarriedOverDayOff}, false},
		{"2024-06-06", "2024-06-17", "2024-06-14", []Kind{Weekend, Weekend, ReligiousDayOff}, false},
		{"2024-06-07", "2024-06-17", "2024-06-17", nil, false}, // the day off was taken back
		{"2028-01-01", "2028-05-05", "2028-05-04", []Kind{ReligiousDayOff}, true},
	} {
		p, err := Kazakhstan().Known(day(t, test.known)).Plan(day(t, test.notAfter))
		var off []Kind
		for _, i := range p.Off {
			off = append(off, i.Kind)
		}
		if err != nil || p.Day != day(t, test.want) || !slices.Equal(off, test.off) || p.Moved() != (test.off != nil) || p.Estimated() != test.estimated {
			t.Errorf("not later than %s: %+v, %v; want %s for %v", test.notAfter, p, err, test.want, test.off)
		}
	}
	if _, err := Kazakhstan().Plan(Date(2031, 12, 15)); !errors.As(err, new(ErrOutside)) {
		t.Errorf("2031: %v", err)
	}
}

func TestRefusedTerms(t *testing.T) {
	c := Kazakhstan()
	if _, err := c.Deadline(Date(2025, 1, 8), -1, NextDay); err == nil {
		t.Error("a negative term was accepted")
	}
	if _, err := c.Deadline(Date(2025, 1, 8), 1, "somehow"); err == nil {
		t.Error("an unknown reading was accepted")
	}
	if _, err := c.WorkingDaysBefore(Date(2025, 1, 8), -1); err == nil {
		t.Error("a negative number of days before was accepted")
	}
}

// Over random days and terms: Between is additive and counts what Working
// says; Deadline and Between undo each other; same_day is never later.
func TestProperties(t *testing.T) {
	c, random := Kazakhstan(), rand.New(rand.NewPCG(1, 2))
	first, span := Date(2023, 2, 1), int(Date(2030, 1, 1)-Date(2023, 2, 1))
	pick := func() Day { return first + Day(random.IntN(span)) }
	must := func(n int, err error) int {
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	mustDay := func(d Day, err error) Day { return Day(must(int(d), err)) }
	for range 3000 {
		a, b, m, n := pick(), pick(), pick(), 1+random.IntN(60)
		if must(c.Between(a, b))+must(c.Between(b, m)) != must(c.Between(a, m)) {
			t.Fatalf("Between is not additive over %v, %v, %v", a, b, m)
		}
		worked, err := c.Working(a)
		if step := must(c.Between(a-1, a)); err != nil || worked != (step == 1) {
			t.Fatalf("%v: working %v, Between of one day %d, %v", a, worked, step, err)
		}
		next, same := mustDay(c.Deadline(a, n, NextDay)), mustDay(c.Deadline(a, n, SameDay))
		if must(c.Between(a, next)) != n || must(c.Between(a-1, same)) != n || same > next {
			t.Fatalf("%d working days from %v: %v and %v", n, a, next, same)
		}
		if must(c.Between(a, next-1)) != n-1 {
			t.Fatalf("%d working days from %v: %v is not the first such day", n, a, next)
		}
		if back := mustDay(c.WorkingDaysBefore(next, n)); must(c.Between(back, next)) != n || back > a {
			t.Fatalf("%d working days before %v: %v", n, next, back)
		}
		if mustDay(c.BindingDeadline(a, n, NextDay)) < next {
			t.Fatalf("the binding deadline of %v is earlier than the final one", a)
		}
	}
}

// Instants fall on the right local day, also around the change of the zone
// from +06 to +05 on 1 March 2024.
func TestLocalDay(t *testing.T) {
	for _, test := range []struct{ instant, want string }{
		{"2025-10-24T19:30:00Z", "2025-10-25"},
		{"2024-02-28T18:30:00Z", "2024-02-29"},
		{"2024-02-29T18:30:00Z", "2024-02-29"},
		{"2024-02-29T19:30:00Z", "2024-03-01"},
		{"2025-10-25T00:30:00+06:00", "2025-10-24"},
	} {
		instant, err := time.Parse(time.RFC3339, test.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := LocalDay(instant); got != day(t, test.want) {
			t.Errorf("%s is on %v, want %s", test.instant, got, test.want)
		}
		if d := LocalDay(instant); LocalDay(d.Start()) != d || LocalDay(d.Start().Add(-time.Nanosecond)) != d-1 {
			t.Errorf("%v does not start at %v", d, d.Start())
		}
	}
}

func TestDayText(t *testing.T) {
	var d Day
	if err := d.UnmarshalText([]byte("2026-12-15")); err != nil || d != Date(2026, time.December, 15) || d.Weekday() != time.Tuesday {
		t.Errorf("read %v, %v", d, err)
	}
	if text, _ := d.MarshalText(); string(text) != "2026-12-15" {
		t.Errorf("wrote %s", text)
	}
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() || d.String() != "" {
		t.Errorf("the empty text gives %v, %v", d, err)
	}
	if _, err := ParseDay("15.12.2026"); err == nil {
		t.Error("15.12.2026 was read")
	}
	if DayOf(Date(2026, 12, 15).Time()) != Date(2026, 12, 15) || Date(2026, 12, 15).Year() != 2026 || Date(2026, 12, 15).Month() != time.December {
		t.Error("a day does not survive its time")
	}
}
