package synthetic

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"nsk/schedules/calendar"
)

//go:embed data/*.tsv data/defects.yaml
var data embed.FS

// rows reads an embedded table: a header, then tab-separated fields.
func rows(name string) [][]string {
	b, err := data.ReadFile("data/" + name + ".tsv")
	if err != nil {
		panic(err) // embedded
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	width := strings.Count(lines[0], "\t") + 1
	var out [][]string
	for i, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != width {
			panic(fmt.Sprintf("data/%s.tsv line %d: %d fields, want %d", name, i+2, len(fields), width))
		}
		out = append(out, fields)
	}
	return out
}

// number reads a field that the embedded data guarantee to be a number.
func number(field string) int {
	n, err := strconv.Atoi(field)
	if err != nil {
		panic(err) // embedded
	}
	return n
}

// dated reads Y0-05-20 and Y1-05-20: a day of the year before and of the year.
func (r *Republic) dated(field string) calendar.Day {
	if field == "" {
		return 0
	}
	day, err := calendar.ParseDay(strconv.Itoa(r.year-1+number(field[1:2])) + field[2:])
	if err != nil {
		panic(err) // embedded
	}
	return day
}

// word is a name in both scripts of the country: cp1251 has no Kazakh letters.
type word struct{ ru, kk string }

func words(kind string) []word {
	var out []word
	for _, f := range rows("words") {
		if f[0] == kind {
			out = append(out, word{f[1], f[2]})
		}
	}
	return out
}

// region is one of the twenty regions: codes and names are facts, the rest is design.
type region struct {
	code, ru, kk        string
	population, centres int
}

func regions() []region {
	var out []region
	for _, f := range rows("regions") {
		out = append(out, region{f[0], f[1], f[2], number(f[3]), number(f[4])})
	}
	return out
}

// sector is a section of the classifier of activities with the state body that answers for it.
type sector struct {
	code, ru, kk, divisions, body string
	framework                     bool
}

func sectors() []sector {
	var out []sector
	for _, f := range rows("sectors") {
		out = append(out, sector{f[0], f[1], f[2], f[3], f[4], f[5] == "1"})
	}
	return out
}
