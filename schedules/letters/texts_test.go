package letters

import (
	"strings"
	"testing"

	"nsk/reports/words"
)

// Both languages of every text carry the same slots and digits, and the greeting is word for
// word that of the glossary, so that it can be said once for several returns.
func TestTexts(t *testing.T) {
	w, err := NewWriter(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for id, text := range w.texts {
		for _, fault := range words.Lint(text) {
			t.Errorf("%s: %s", id, fault)
		}
	}
	for _, l := range words.Both {
		if m01 := words.Template("M01").In(l); !strings.HasPrefix(m01, w.texts["greeting"].In(l)+" ") {
			t.Errorf("%s: %q does not begin with the greeting", l, m01)
		}
	}
}
