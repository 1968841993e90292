package reports

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

// firstBuild are the indicators of analysis § 2 that the first build must have.
var firstBuild = numbered("A", "1-6 8 11") + numbered("B", "1-5 7") + numbered("C", "1 3-7 10-13") +
	numbered("D", "1-11 13 16-20") + numbered("E", "1-5 9 13-16") + numbered("F", "1 2 4 6 8-10") +
	numbered("G", "1-4 6-9") + numbered("H", "1-3 5 7 9") + numbered("I", "1-6 8-10 13-15") +
	numbered("J", "1-5 7 8 10") + numbered("K", "1 2 5 8") + numbered("L", "1-6 8")

// numbered writes out "1-3 5" of area A as "A.01 A.02 A.03 A.05 ".
func numbered(area, spans string) string {
	var b strings.Builder
	for span := range strings.FieldsSeq(spans) {
		var from, to int
		if n, _ := fmt.Sscanf(span, "%d-%d", &from, &to); n == 1 {
			to = from
		}
		for n := from; n <= to; n++ {
			fmt.Fprintf(&b, "%s.%02d ", area, n)
		}
	}
	return b.String()
}

func TestFirstBuildIsWhole(t *testing.T) {
	want := strings.Fields(firstBuild)
	if len(want) != 103 {
		t.Errorf("the list has %d indicators, analysis § 2 marks 103", len(want))
	}
	var have []string
	for _, i := range must1(Indicators())(t) {
		have = append(have, i.ID)
	}
	for _, id := range want {
		if !slices.Contains(have, id) {
			t.Errorf("%s is asked for by analysis § 2 and missing", id)
		}
	}
}

// The list above is the one that the statistical design marks.
func TestFirstBuildIsThatOfTheDesign(t *testing.T) {
	text, err := os.ReadFile("../../shared/analysis.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("../shared/analysis.md, the statistical design, is not here: nothing to compare the list with")
	}
	if err != nil {
		t.Fatal(err)
	}
	var marked []string
	for _, m := range regexp.MustCompile(`(?m)^\| ([A-L]\.\d\d) ●`).FindAllSubmatch(text, -1) {
		marked = append(marked, string(m[1]))
	}
	if diff := cmp.Diff(marked, strings.Fields(firstBuild)); diff != "" {
		t.Errorf("the design marks other indicators (-design +list):\n%s", diff)
	}
}

func must1[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// I.10 counts required cells, so its query must know how many required fields each contract has.
func TestRequiredFieldsAreThoseOfTheContracts(t *testing.T) {
	i := must1(IndicatorOf("I.10"))(t)
	var got, want []string
	got = append(got, regexp.MustCompile(`\('[a-z0-9-]+', \d+\)`).FindAllString(i.Query, -1)...)
	for _, c := range must1(contract.Load(contracts.FS))(t) {
		n := 0
		for _, col := range c.Columns {
			if col.Required {
				n++
			}
		}
		want = append(want, fmt.Sprintf("('%s', %d)", c.Source, n))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-contracts +I.10.sql):\n%s", diff)
	}
}
