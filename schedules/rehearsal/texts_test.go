package rehearsal

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every line is there in three languages, with the same slots.
func TestLinesAreParallel(t *testing.T) {
	slot := regexp.MustCompile(`\{(\w+)`)
	slots := func(s string) (all []string) {
		for _, m := range slot.FindAllStringSubmatch(s, -1) {
			all = append(all, m[1])
		}
		slices.Sort(all)
		return all
	}
	for key, line := range lines() {
		if line.KK == "" || line.RU == "" || line.EN == "" {
			t.Errorf("%s: a language is missing", key)
		}
		if d := cmp.Diff(slots(line.RU), slots(line.KK)); d != "" {
			t.Errorf("%s: slots of Russian and Kazakh differ:\n%s", key, d)
		}
		if d := cmp.Diff(slots(line.RU), slots(line.EN)); d != "" {
			t.Errorf("%s: slots of Russian and English differ:\n%s", key, d)
		}
	}
}
