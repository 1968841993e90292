package reports

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"nsk/schedules/calendar"
)

// ago stands in a row for the working day from which so many working days passed until the end
// of the period, the last of October 2025: @60.
var ago = regexp.MustCompile(`@(\d+)`)

func dated(insert string) string {
	return ago.ReplaceAllStringFunc(insert, func(s string) string {
		n, _ := strconv.Atoi(s[1:])
		return "DATE '" + back()[n] + "'"
	})
}

// back are the last day of the period and the working days before it.
var back = sync.OnceValue(func() []string {
	c, list := calendar.Kazakhstan(), []string{"2025-10-31"}
	for day := calendar.Date(2025, 10, 30); len(list) < 120; day-- {
		if worked, err := c.Working(day); err == nil && worked {
			list = append(list, day.String())
		}
	}
	return list
})

const (
	openApplication = "'a%d', 'h%d', '$', 'p1', 4, 'I', 'f', 'kk', 1990, @, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'under_review'"
	decided         = "'a%d', 'h%d', '$', '#', 4, 'I', 'f', 'kk', 1990, '2025-01-01', '2025-01-02', 'accepted', NULL, 'passed', '@', '@', NULL, NULL, NULL"
	unexplained     = "'a%d', @, NULL, true, 'no_show', NULL, NULL, NULL, '$', 'p1', 4"
	waitingDocument = "'a%d', 'h%d', '$', 'p1', 4, 'I', 'f', 'kk', 1990, '2025-01-01', '2025-01-02', 'accepted', NULL, 'passed', '2025-02-01', '2025-02-01', @, #, NULL"
	wholeDocument   = "core.document (serial, centre, person_key, profession, level, issued_on, expires_on, annulled_on)"
)

// at fills in the centre, and what stands for @ and #.
func at(template, centre string, fills ...string) string {
	s := strings.ReplaceAll(template, "$", centre)
	for i, mark := range []string{"@", "#"} {
		if i < len(fills) {
			s = strings.ReplaceAll(s, mark, fills[i])
		}
	}
	return s
}

// plantedLists are the cases of rules that prove themselves, each beside one that is just within.
var plantedLists = []planting{
	{"r11", []string{ // another profession, a day after the scope, a day after the certificate, another level; the last day itself is covered
		"UPDATE core.centre_scope SET vt = '2025-06-30' WHERE centre = 'c3'", "UPDATE core.centre_active SET vt = '2025-03-31' WHERE centre = 'c4'",
		values(applicationColumns, 0, 2, at(decided, "c1", "2025-05-05", "p2")), values(applicationColumns, 2, 9, at(decided, "c1", "2025-05-05", "p1")),
		values(applicationColumns, 20, 1, at(decided, "c3", "2025-06-30", "p1")), values(documentColumns, 0, 1, "'s%d', 'c3', 'p1', 4, '2025-07-01', '2028-07-01', NULL"),
		values(applicationColumns, 30, 1, at(decided, "c4", "2025-04-01", "p1")), values(documentColumns, 1, 6, "'s%d', 'c2', 'p1', 5, '2025-07-01', '2028-07-01', NULL"),
	}, []string{"c1/p2/4", "c2/p1/5", "c3/p1/4", "c4/p1/4"}},
	{"r18", []string{ // 61 working days is more than 60; four are too few
		values(applicationColumns, 0, 5, at(openApplication, "c1", "@61")), values(applicationColumns, 10, 5, at(openApplication, "c2", "@60")),
		values(applicationColumns, 20, 4, at(openApplication, "c3", "@90")), values(applicationColumns, 30, 9, at(decided, "c4", "2025-05-05", "p1")),
	}, []string{"c1"}},
	{"r19", []string{ // 11 working days is more than 10; a reason closes it
		values(sittingColumns, 0, 5, at(unexplained, "c1", "@11")), values(sittingColumns, 10, 5, at(unexplained, "c2", "@10")), values(sittingColumns, 20, 4, at(unexplained, "c3", "@40")),
		values(sittingColumns, 30, 9, strings.Replace(at(unexplained, "c4", "@40"), "'no_show', NULL", "'no_show', 'own_wish'", 1)),
	}, []string{"c1"}},
	{"r28", []string{ // signed after the period is not signed in it
		values(applicationColumns, 0, 1, at(waitingDocument, "c1", "@11", "NULL")), values(applicationColumns, 10, 1, at(waitingDocument, "c2", "@10", "NULL")),
		values(applicationColumns, 20, 7, at(waitingDocument, "c3", "@40", "'2025-10-30'")), values(applicationColumns, 30, 2, at(waitingDocument, "c4", "@40", "'2025-11-03'")),
	}, []string{"c1", "c4"}},
	{"r30", []string{ // one serial at two centres; the same document sent twice is one; annulled without having been issued
		"INSERT INTO " + wholeDocument + " VALUES ('x', 'c1', 'h1', 'p1', 4, '2025-02-01', '2028-02-01', NULL), ('x', 'c2', 'h2', 'p1', 4, '2025-02-01', '2028-02-01', NULL), " +
			"('y', 'c3', 'h3', 'p1', 4, '2025-02-01', '2028-02-01', NULL), ('y', 'c3', 'h3', 'p1', 4, '2025-02-01', '2028-02-01', NULL), ('z', 'c4', 'h4', 'p1', 4, NULL, NULL, '2025-03-01')",
	}, []string{"c1/serial", "c2/serial", "c4/annulled"}},
	{"r36", []string{ // three of five; two of four; two of five are few; what is not due yet counts nowhere
		late("c1", "vacancies", "late", "late", "missing", "on_time", "on_time"), late("c2", "vacancies", "late", "missing", "on_time", "on_time", "on_time"),
		late("b1", "standards", "missing", "late", "on_time", "on_time"), late("b2", "standards", "missing", "on_time", "on_time", "on_time"),
		"INSERT INTO " + returnColumns + " VALUES ('c2', 'vacancies', '2025-10-01', true, 'missing', NULL, 0, 0, '2025-11-21')",
	}, []string{"b1/standards", "c1/vacancies"}},
	{"r40", []string{ // nine of ten; ten of ten; a term that ends after the period
		values("core.support_request", 0, 9, "'q%d', 1, '2025-03-03', '2025-03-03', '2025-03-04', '2025-03-04', 'x'"), values("core.support_request", 9, 1, "'q%d', 1, '2025-03-03', '2025-03-03', '2025-03-05', '2025-03-04', 'x'"),
		values("core.support_request", 20, 10, "'q%d', 3, '2025-03-03', '2025-03-03', '2025-03-06', '2025-03-06', 'x'"), values("core.support_request", 40, 5, "'q%d', 5, '2025-10-31', '2025-10-31', NULL, '2025-11-07', 'x'"),
	}, []string{"1"}},
}

// late are the last periods of a source with the timeliness of each.
func late(provider, source string, states ...string) string {
	var list []string
	for i, s := range states {
		list = append(list, fmt.Sprintf("('%s', '%s', '2025-%02d-01', true, '%s', NULL, 10, 0, '2025-10-10')", provider, source, i+2, s))
	}
	return "INSERT INTO " + returnColumns + " VALUES " + strings.Join(list, ", ")
}

// Rules that prove themselves find in random years every unit that has as many cases as the
// rule asks for, and no other.
func TestListsOfRandomYears(t *testing.T) {
	rules := must1(Rules())(t)
	for _, s := range []struct {
		rule, into, template string
		days, least          int // more working days than these; so many cases
		fill                 string
	}{
		{"r18", applicationColumns, openApplication, 60, 5, ""}, {"r19", sittingColumns, unexplained, 10, 5, ""},
		{"r26", sittingColumns, strings.Replace(unexplained, "'no_show'", "NULL", 1), 10, 5, ""}, {"r28", applicationColumns, waitingDocument, 10, 1, "NULL"},
	} {
		t.Run(s.rule, func(t *testing.T) {
			for year := range 5 {
				r := rand.New(rand.NewPCG(391, uint64(year)))
				want, rows := []string(nil), []string(nil)
				for i := range 40 {
					old, fresh, unit := r.IntN(9), r.IntN(9), fmt.Sprintf("u%02d", i)
					for _, c := range [][2]int{{old, s.days + 1 + r.IntN(20)}, {fresh, s.days - r.IntN(9)}} {
						row := at(s.template, unit, fmt.Sprintf("@%d", c[1]), s.fill)
						rows = append(rows, strings.TrimPrefix(more(values("", len(rows)*10, c[0], row)), ", "))
					}
					if old >= s.least {
						want = append(want, unit)
					}
				}
				db := emptyRelease(t)
				rows = slices.DeleteFunc(rows, func(r string) bool { return r == "" })
				must(t, db, dated("INSERT INTO "+s.into+" VALUES "+strings.Join(rows, ", ")))
				found, err := Find(context.Background(), db, only(rules, s.rule), quiet, nil)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, f := range found.Findings {
					got = append(got, f.Key)
				}
				if !slices.Equal(got, want) {
					t.Errorf("year %d: found %v, want %v", year, got, want)
				}
			}
		})
	}
}
