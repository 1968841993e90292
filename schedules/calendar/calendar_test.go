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
		{"2028", 1 << 30, 2028, 245},
		{"2029", 1 << 30, 2029, 247},
		{"2030", 1 << 30, 2030, 247},
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

// Beyond the reference file: every weekday off of 2028 to 2030, as the library
// python-holidays 0.109 has them (compared day by day).
func TestYearsToCome(t *testing.T) {
	want := strings.Fields(`2028-01-03 2028-01-04 2028-01-07 2028-03-08 2028-03-15 2028-03-21 2028-03-22 2028-03-23 2028-05-01 2028-05-05 2028-05-08 2028-05-09 2028-07-06 2028-10-25 2028-12-18
		2029-01-01 2029-01-02 2029-03-08 2029-03-15 2029-03-21 2029-03-22 2029-03-23 2029-04-24 2029-05-01 2029-05-07 2029-05-09 2029-07-06 2029-10-25 2029-12-17
		2030-01-01 2030-01-02 2030-01-07 2030-03-08 2030-03-15 2030-03-21 2030-03-22 2030-03-25 2030-05-01 2030-05-07 2030-05-09 2030-07-08 2030-10-25 2030-12-16`)
	var got []string
	c := Kazakhstan()
	for d := Date(2028, 1, 1); d <= Date(2030, 12, 31); d++ {
		info, err := c.Day(d)
		if err != nil {
			t.Fatal(err)
		}
		if info.Working && weekend(d) {
			t.Errorf("%v is worked, but nobody has moved a day off yet", d)
		}
		if !info.Working && !weekend(d) {
			got = append(got, d.String())
		}
		if kurban := info.NameRU == "Курбан-айт (первый день)"; kurban != info.Estimated {
			t.Errorf("%v: Курбан-айт %t, estimated %t", d, kurban, info.Estimated)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
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
	if !errors.As(err, new(ErrOutside)) || !strings.Contains(err.Error(), "kazakhstan.yaml (built in):11: 2031-01-01 is outside the years 2023 to 2030 of the table; add ") {
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

// A calendar that cannot be right is refused with file, line and what to write.
func TestReadRefuses(t *testing.T) {
	const head = "zone: Asia/Almaty\nfirst_year: 2023\nlast_year: 2023\nkurban_ait: {days: [{date: 2023-06-28}]}\n"
	for _, test := range []struct{ name, data, want string }{
		{"unknown key", head + "feasts: []\n", `t.yaml:5: unknown field "feasts"`},
		{"zone", strings.Replace(head, "Asia/Almaty", "Europe/Moscow", 1), `t.yaml:1: zone "Europe/Moscow": days are counted in one zone; write zone: Asia/Almaty`},
		{"no zone", strings.Replace(head, "zone: Asia/Almaty", "", 1), "write zone: Asia/Almaty"},
		{"years", "zone: Asia/Almaty\nfirst_year: 2024\nlast_year: 2023\n", "t.yaml:3: years 2024 to 2023 make no table"},
		{"day", head + "holidays:\n  - {days: ['01-01']}\n  - {days: ['13-01']}\n", `t.yaml:7: "13-01" is not a day of every year written as MM-DD`},
		{"leap day", head + "religious: [{day: '02-29'}]\n", `t.yaml:5: "02-29" is not a day of every year`},
		{"swap", head + "swaps:\n  days:\n    - {off: 2023-07-08, worked: 2023-07-01}\n", "t.yaml:7: swap of 2023-07-08 for 2023-07-01: a weekday must be free"},
		{"revoked", head + "revoked: [{date: 2023-07-08, kind: feast}]\n", `t.yaml:5: revoked 2023-07-08: kind "feast" is not a revocation; write revoked_day_off or revoked_holiday`},
		{"date", head + "revoked:\n  - {date: 8 July, kind: revoked_day_off}\n", `t.yaml:6: day "8 July" is not written as YYYY-MM-DD`},
		{"no Курбан-айт", strings.Replace(head, "last_year: 2023", "last_year: 2025", 1), "t.yaml:4: 2025 has no Курбан-айт; add its date, with estimated: true"},
		{"revoked Курбан-айт", strings.Replace(head, "2023-06-28", "2023-06-28, revoked_on: 2023-06-01", 1), "t.yaml:4: 2023 has no Курбан-айт"},
	} {
		if _, err := Read("t.yaml", []byte(test.data)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
	}
	if _, err := Read("t.yaml", []byte(head)); err != nil {
		t.Errorf("the least there may be: %v", err)
	}
}
