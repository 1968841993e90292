package ingest_test

import (
	"strings"
	"testing"

	"nsk/ingest"
)

// Every rule has words in both languages, with no slot left open and no technical name.
func TestRulesHaveNames(t *testing.T) {
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := ingest.Rules(all)
	if err != nil || len(rules) < 500 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	for _, r := range rules {
		for _, text := range []string{r.Name.RU, r.Name.KK} {
			if text == "" || strings.ContainsAny(strings.ReplaceAll(text, `{"declaration"`, ""), "{}") || strings.Contains(text, "«»") {
				t.Errorf("%s: %q", r.ID, text)
			}
		}
	}
}
