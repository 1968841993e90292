package reports

import (
	"flag"
	"os"
	"testing"

	"nsk/reports/words"
)

// Run with -translated after somebody who reads both languages has looked at every pair that the
// test names: it writes down that they belong together.
var translated = flag.Bool("translated", false, "write translations.tsv: the texts as they stand were seen in both languages")

func TestNoTranslationIsStale(t *testing.T) {
	all := must1(bilingual())(t)
	if *translated {
		if err := os.WriteFile("translations.tsv", []byte(words.NewLock(all).String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if stale := must1(Stale())(t); len(stale) > 0 {
		t.Errorf("the Russian source was changed and the Kazakh text was not: %q; translate them", stale)
	}
	if unseen := must1(words.ReadLock(seenTranslations))(t).Unseen(all); len(unseen) > 0 {
		t.Logf("not yet written down as seen in both languages: %q; go test ./reports -run Stale -translated", unseen)
	}
}

// The data files have no word of the other language either.
func TestDataFilesArePure(t *testing.T) {
	for id, text := range must1(bilingual())(t) {
		for _, l := range words.Both {
			if found := words.Foreign(l, text.In(l)); len(found) > 0 {
				t.Errorf("%s in %s: %q in %q", id, l, found, text.In(l))
			}
		}
	}
}
