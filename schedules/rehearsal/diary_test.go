package rehearsal_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/rehearsal"
)

var update = flag.Bool("update", false, "rewrite the diaries of testdata")

func world(t testing.TB, senders rehearsal.Senders) rehearsal.World {
	t.Helper()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	o, err := schedules.LoadObligations()
	if err != nil {
		t.Fatal(err)
	}
	return rehearsal.World{
		Desk:    schedules.Desk{Contracts: all, Obligations: o, Bodies: bodies, Calendar: calendar.Kazakhstan()},
		Centres: rehearsal.Example(2024), Senders: senders,
	}
}

func day(text string) calendar.Day {
	d, err := calendar.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

// four is the rehearsal of 2024 to 2027, in which returns come in every way. It is lived
// once for all tests that look at it.
var four struct {
	sync.Once
	world rehearsal.World
	pages []rehearsal.Page
}

func fourYears(t *testing.T) (rehearsal.World, []rehearsal.Page) {
	t.Helper()
	four.Do(func() {
		four.world = world(t, rehearsal.Mixed)
		four.pages = live(t, four.world, day("2024-01-01"), day("2027-12-31"), nil)
	})
	return four.world, four.pages
}

// The years 2024 to 2027 are lived in one go, and told a file a year. The files are to be
// read: each page is a day on which something happens.
func TestDiary(t *testing.T) {
	w, pages := fourYears(t)
	for year := 2024; year <= 2027; year++ {
		var b bytes.Buffer
		fmt.Fprintf(&b, "# Дневник %d года: обязанности приказа № 391, четыре центра, сведения приходят по-разному.\n", year)
		p := rehearsal.Printer{Out: &b, Language: rehearsal.RU, Obligations: w.Desk.Obligations}
		for _, page := range pages {
			if page.On.Year() != year {
				continue
			}
			if err := p.Print(page); err != nil {
				t.Fatal(err)
			}
		}
		golden(t, filepath.Join("testdata", fmt.Sprintf("%d.diary", year)), b.String())
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", path, d)
	}
}

// A week in the three languages says the same.
func TestLanguages(t *testing.T) {
	var out bytes.Buffer
	for _, l := range []rehearsal.Language{rehearsal.KK, rehearsal.RU, rehearsal.EN} {
		w := world(t, rehearsal.Mixed)
		p := rehearsal.Printer{Out: &out, Language: l, Obligations: w.Desk.Obligations}
		asleep := func(d calendar.Day) bool {
			return d == day("2024-06-08") || d >= day("2024-06-11") && d < day("2024-06-14")
		}
		if err := rehearsal.Live(w, day("2024-06-07"), day("2024-06-17"), asleep, p.Print); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&out)
	}
	golden(t, filepath.Join("testdata", "languages.diary"), out.String())
}
