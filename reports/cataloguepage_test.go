package reports

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/reports/words"
)

// The catalogue tells everything of every indicator in both languages, with the same numbers, and
// an anchor for each.
func TestCataloguePage(t *testing.T) {
	ids := map[words.Lang][]string{}
	numbers := map[words.Lang][]string{}
	for _, l := range words.Both {
		var b bytes.Buffer
		if err := WriteCatalogue(&b, l); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		for _, m := range regexp.MustCompile(`<article id="([^"]+)">`).FindAllStringSubmatch(page, -1) {
			ids[l] = append(ids[l], m[1])
		}
		text := regexp.MustCompile(`(?s)<style>.*?</style>|<script>.*?</script>|<pre.*?</pre>|<[^>]*>`).ReplaceAllString(page, " ")
		numbers[l] = regexp.MustCompile(`\d+`).FindAllString(text, -1)
		slices.Sort(numbers[l])
		for _, forbidden := range []string{"http://", "https://", "<no value>", "ZgotmplZ"} {
			if strings.Contains(page, forbidden) {
				t.Errorf("%s: the page has %q", l, forbidden)
			}
		}
		for _, e := range must1(Catalogue(l))(t) {
			for name, v := range map[string]string{"area": e.Area, "name": e.Name, "formula": e.Formula, "numerator": e.Numerator, "unit": e.Unit,
				"direction": e.Direction, "period": e.Period, "class": e.Class, "limits": e.Limits} {
				if v == "" || len(words.Mixed(v)) > 0 {
					t.Errorf("%s %s: %s is %q", l, e.ID, name, v)
				}
			}
			for _, by := range append(e.Breakdowns, e.Sources...) {
				if by == "" || by[0] < 0x80 {
					t.Errorf("%s %s: a breakdown or source without a name: %q", l, e.ID, by)
				}
			}
		}
	}
	if len(ids[words.KK]) < 103 {
		t.Errorf("%d anchors", len(ids[words.KK]))
	}
	if diff := cmp.Diff(ids[words.KK], ids[words.RU]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(numbers[words.KK], numbers[words.RU]); diff != "" {
		t.Errorf("numbers differ: %s", diff)
	}
}
