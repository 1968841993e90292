package calendar

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func day(t *testing.T, text string) Day {
	t.Helper()
	d, err := ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sharedRows reads a CSV file of the shared data, or skips the test.
func sharedRows(t *testing.T, name string) [][]string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	f, err := os.Open(filepath.Join(dir, "..", "shared", "data", name))
	if err != nil {
		t.Skipf("the shared data are not here: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// Every day of 2023 to 2027 equals the reference file; days absent from the
// file are ordinary.
func TestReferenceFile(t *testing.T) {
	listed := make(map[Day][]string)
	for _, row := range sharedRows(t, "kz_calendar_2023_2027.csv") {
		listed[day(t, row[0])] = row
	}
	c := Kazakhstan()
	for d := Date(2023, time.January, 1); d <= Date(2027, time.December, 31); d++ {
		info, err := c.Day(d)
		if err != nil {
			t.Fatal(err)
		}
		row, ok := listed[d]
		if !ok {
			row = []string{d.String(), "", string(Workday), "1", "", "", "", "", ""}
			if weekend(d) {
				row[2], row[3] = string(Weekend), "0"
			}
		}
		if diff := cmp.Diff(row[2:8], described(info, row)); diff != "" {
			t.Errorf("%v: (-file +calendar)\n%s", d, diff)
		}
		if estimated := strings.HasPrefix(row[8], "estimated"); estimated != info.Estimated {
			t.Errorf("%v: estimated is %v, the file says %q", d, info.Estimated, row[8])
		}
	}
}

// described writes a day as a row of the file. The file leaves Kazakh reasons
// of swapped days out, and the source of a move and the day of knowledge of
// some; what it leaves out is not compared.
func described(i Info, row []string) []string {
	working := "0"
	if i.Working {
		working = "1"
	}
	out := []string{string(i.Kind), working, i.NameKK, i.NameRU, i.MovedFrom.String(), i.KnownFrom.String()}
	if row[4] == "" && i.Kind != PublicHoliday {
		out[2] = ""
	}
	if row[7] == "" {
		out[5] = ""
	}
	return out
}

func count(t *testing.T, c *Calendar, from, to Day) int {
	t.Helper()
	n, err := c.Between(from-1, to)
	if errors.As(err, new(ErrOutside)) { // the day before the table
		n, err = c.Between(from, to)
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOfficialMonths2024(t *testing.T) {
	published := Kazakhstan().Known(Date(2024, time.January, 1))
	want := []int{21, 21, 17, 22, 20, 19, 22, 21, 21, 22, 21, 21}
	for m, n := range want {
		month := time.Month(m + 1)
		if got := count(t, published, Date(2024, month, 1), Date(2024, month+1, 1)-1); got != n {
			t.Errorf("2024-%02d: %d working days, published %d", month, got, n)
		}
	}
}

func TestYears(t *testing.T) {
	c := Kazakhstan()
	for _, test := range []struct {
		name  string
		known Day
		year  int
		want  int
	}{
		{"2023", 1 << 30, 2023, 246},
		{"2024 as published", Date(2024, 1, 1), 2024, 248},
		{"2024 actual", 1 << 30, 2024, 249},
		{"2025", 1 << 30, 2025, 246},
		{"2026 as published", Date(2025, 12, 5), 2026, 246},
		{"2026 actual", 1 << 30, 2026, 247},
		{"2027", 1 << 30, 2027, 247},
	} {
		got := count(t, c.Known(test.known), Date(test.year, 1, 1), Date(test.year, 12, 31))
		if got != test.want {
			t.Errorf("%s: %d working days, want %d", test.name, got, test.want)
		}
	}
	if got := count(t, c, Date(2026, 1, 1), Date(2026, 1, 31)); got != 19 {
		t.Errorf("January 2026: %d, want 19", got)
	}
	for i, want := range []int{204, 207, 204, 204, 203} {
		if got := count(t, c, Date(2023+i, 1, 1), Date(2023+i, 10, 31)); got != want {
			t.Errorf("January to October %d: %d, want %d", 2023+i, got, want)
		}
	}
}

// What was announced, what came of it, and the day on which that turned.
func TestKnown(t *testing.T) {
	c := Kazakhstan()
	for _, test := range []struct {
		day, known string
		want       Kind
		working    bool
	}{
		{"2024-06-17", "2024-06-06", ReligiousDayOff, false},
		{"2024-06-17", "2024-06-07", RevokedDayOff, true},
		{"2024-06-16", "2024-06-06", Weekend, false},
		{"2024-06-16", "2024-06-07", ReligiousDayOff, false},
		{"2024-06-17", "2023-10-16", Workday, true},
		{"2026-08-30", "2026-03-17", PublicHoliday, false},
		{"2026-08-30", "2026-03-18", RevokedHoliday, false},
		{"2026-08-31", "2026-03-17", CarriedOverDayOff, false},
		{"2026-08-31", "2026-03-18", RevokedDayOff, true},
		{"2027-03-15", "2026-03-17", Workday, true},
		{"2027-03-15", "2026-03-18", PublicHoliday, false},
		{"2027-08-30", "2026-03-17", PublicHoliday, false},
		{"2027-08-30", "2026-03-18", Workday, true},
		{"2025-01-03", "2024-11-20", Workday, true},
		{"2025-01-03", "2024-11-21", SubstitutedDayOff, false},
		{"2025-01-05", "2024-11-20", Weekend, false},
		{"2025-01-05", "2024-11-21", WorkingWeekend, true},
	} {
		info, err := c.Known(day(t, test.known)).Day(day(t, test.day))
		if err != nil || info.Kind != test.want || info.Working != test.working {
			t.Errorf("%s as known on %s: %s, working %v, %v", test.day, test.known, info.Kind, info.Working, err)
		}
	}
	early := c.Known(Date(2024, 6, 6)).Known(Date(2026, 1, 1))
	if info, _ := early.Day(Date(2024, 6, 17)); info.Kind != ReligiousDayOff {
		t.Errorf("an early calendar learned the future: 17.06.2024 is %s", info.Kind)
	}
}

func TestOutsideTable(t *testing.T) {
	c := Kazakhstan()
	_, err := c.Working(Date(2031, 1, 1))
	if !errors.As(err, new(ErrOutside)) || !strings.Contains(err.Error(), "2031-01-01 is outside the years 2023 to 2030") {
		t.Errorf("2031: %v", err)
	}
	for name, got := range map[string]func() error{
		"between": func() error { _, err := c.Between(Date(2022, 12, 30), Date(2023, 2, 1)); return err },
		"term":    func() error { _, err := c.Deadline(Date(2030, 12, 30), 5, NextDay); return err },
		"start":   func() error { _, err := c.Deadline(0, 5, NextDay); return err },
		"binding": func() error { _, err := c.BindingDeadline(Date(2030, 12, 30), 5, NextDay); return err },
		"last":    func() error { _, err := c.LastWorkingDayNotAfter(Date(2023, 1, 3)); return err },
		"before":  func() error { _, err := c.WorkingDaysBefore(Date(2023, 1, 5), 4); return err },
	} {
		if err := got(); !errors.As(err, new(ErrOutside)) {
			t.Errorf("%s: %v, want ErrOutside", name, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"unknown key", "first_year: 2023\nlast_year: 2024\nfeasts: []\n", "feasts"},
		{"years", "first_year: 2024\nlast_year: 2023\n", "make no table"},
		{"day", "first_year: 2023\nlast_year: 2023\nholidays: [{days: ['13-01']}]\n", "MM-DD"},
		{"swap", "first_year: 2023\nlast_year: 2023\nswaps: {days: [{off: 2023-07-08, worked: 2023-07-01}]}\n", "weekday must be free"},
		{"revoked", "first_year: 2023\nlast_year: 2023\nrevoked: [{date: 2023-07-08, kind: feast}]\n", "not a revocation"},
		{"date", "first_year: 2023\nlast_year: 2023\nrevoked: [{date: 8 July, kind: revoked_day_off}]\n", "YYYY-MM-DD"},
	} {
		if _, err := Parse([]byte(test.data)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
	}
}
