package board

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/reports"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

// Every word of our own catalogues has an English one, and no English word is left over from
// one that is gone.
func TestEveryWordHasAnEnglishOne(t *testing.T) {
	var keys []string
	labels := map[string]words.Text{}
	data, err := os.ReadFile("../../reports/labels.yaml")
	if err == nil {
		err = yaml.Unmarshal(data, &labels)
	}
	if err != nil {
		t.Fatal(err)
	}
	for key := range labels {
		keys = append(keys, key)
	}
	for _, r := range append(words.RegionCodes(), words.Country) {
		keys = append(keys, "region="+string(r))
	}
	for letter := 'A'; letter <= 'U'; letter++ {
		keys = append(keys, "sector="+string(letter))
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bodies {
		keys = append(keys, "body="+b.ID)
	}
	for _, o := range []statistics.Outcome{statistics.Met, statistics.Partly, statistics.NotMet, statistics.InProgress, statistics.NotAssessable} {
		keys = append(keys, "outcome="+string(o))
	}
	for key := range englishLabels {
		if strings.HasPrefix(key, "owner=") {
			if _, err := words.RenderText(words.RU, "{o}", words.Args{"o": words.Owner(key[len("owner="):])}); err != nil {
				t.Errorf("%s: %v", key, err)
			}
		} else if !slices.Contains(keys, key) {
			t.Errorf("%s is in no catalogue any more", key)
		}
	}
	for _, key := range keys {
		if by, key, _ := strings.Cut(key, "="); englishLabel(by, key) == "" {
			t.Errorf("%s=%s has no English name", by, key)
		}
	}
}

// So has everything that definitions say, and everybody who is to act.
func TestDefinitionsInEnglish(t *testing.T) {
	book, err := reports.Indicators()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, i := range book {
		for _, text := range []reports.Text{i.Formula, i.Numerator, i.Denominator, i.Caveat} {
			if said[text.RU] = true; text.RU != "" && text.EN == "" && englishDefinitions[text.RU] == "" {
				t.Errorf("%s: %q has no English text", i.ID, text.RU)
			}
		}
		if strings.ContainsFunc(i.Name.EN, cyrillic) {
			t.Errorf("%s: %q is not English", i.ID, i.Name.EN)
		}
	}
	for ru, en := range englishDefinitions {
		if !said[ru] || strings.ContainsFunc(en, cyrillic) {
			t.Errorf("%q is said by no indicator, or %q is not English", ru, en)
		}
	}
	for _, o := range words.Owners() {
		if englishLabel("owner", string(o)) == "" {
			t.Errorf("%s, who may have to act, has no English name", o)
		}
	}
}

func cyrillic(r rune) bool { return r >= 0x0400 && r <= 0x04ff }
