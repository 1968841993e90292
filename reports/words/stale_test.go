package words

import (
	"flag"
	"os"
	"slices"
	"testing"
)

// Run with -translated after somebody who reads both languages has looked at every pair that the
// test names: it writes down that they belong together.
var translated = flag.Bool("translated", false, "write translations.tsv: the texts as they stand were seen in both languages")

func TestNoTranslationIsStale(t *testing.T) {
	if *translated {
		if err := os.WriteFile("translations.tsv", []byte(NewLock(sources()).String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if stale := Stale(); len(stale) > 0 {
		t.Errorf("the Russian source was changed and the Kazakh text was not: %q; translate them", stale)
	}
	if unseen := lock().Unseen(sources()); len(unseen) > 0 {
		t.Errorf("new or changed: %q; read each in both languages, then go test ./reports/words -run Stale -translated", unseen)
	}
}

// A changed source makes its translation stale until that is changed too.
func TestAChangedSourceIsNoticed(t *testing.T) {
	all := map[string]Text{"A": {KK: "бір", RU: "один"}, "B": {KK: "екі", RU: "два"}}
	k, err := ReadLock(NewLock(all).String())
	if err != nil {
		t.Fatal(err)
	}
	if stale := k.Stale(all); len(stale) > 0 {
		t.Errorf("nothing was changed: %q", stale)
	}
	all["B"] = Text{KK: "екі", RU: "двое"}
	if stale := k.Stale(all); !slices.Equal(stale, []string{"B"}) {
		t.Errorf("the source of B was changed: %q", stale)
	}
	all["B"] = Text{KK: "екеуі", RU: "двое"}
	if stale := k.Stale(all); len(stale) > 0 {
		t.Errorf("B was translated: %q", stale)
	}
	if unseen := k.Unseen(all); !slices.Equal(unseen, []string{"B"}) {
		t.Errorf("B is not as it was seen: %q", unseen)
	}
	if _, err := ReadLock("A\tx\n"); err == nil {
		t.Error("a line of two fields was read")
	}
}
