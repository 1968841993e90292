package dictionary

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"nsk/reports/words"
)

var asked = regexp.MustCompile(`T "([a-z-]+)"|T\("([a-z-]+)"\)|add\("([a-z-]+)"`)

// Every text is there in both languages, in the letters of one, and is used.
func TestTexts(t *testing.T) {
	used := map[string]bool{}
	names, err := fs.Glob(files, "page/*.gohtml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(data), -1) {
			used[m[1]] = true
		}
	}
	for key := range used {
		if _, ok := texts()[key]; key != "" && !ok {
			t.Errorf("a page asks for %q", key)
		}
	}
	for key, text := range texts() {
		if text.KK == "" || text.RU == "" {
			t.Errorf("%s: one language only", key)
		}
		for _, s := range []string{text.KK, text.RU} {
			if mixed := words.Mixed(s); len(mixed) > 0 {
				t.Errorf("%s: letters of two alphabets in %v", key, mixed)
			}
			if faults := words.Typography(s); len(faults) > 0 {
				t.Errorf("%s: %s", key, strings.Join(faults, "; "))
			}
		}
		if strings.HasSuffix(text.KK, ".") != strings.HasSuffix(text.RU, ".") {
			t.Errorf("%s: a full stop in one language only", key)
		}
	}
}
