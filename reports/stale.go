package reports

import (
	_ "embed"
	"fmt"
	"slices"

	"nsk/reports/words"
)

//go:embed translations.tsv
var seenTranslations string

// bilingual are the texts of the report's data files by id: "E.02 name", "r21 sentence",
// "label source=ledger".
func bilingual() (map[string]words.Text, error) {
	all := map[string]words.Text{}
	put := func(id string, t words.Text) {
		if t.KK+t.RU != "" {
			all[id] = t
		}
	}
	book, err := Indicators()
	if err != nil {
		return nil, err
	}
	for _, i := range book {
		for part, t := range map[string]Text{"name": i.Name, "formula": i.Formula, "numerator": i.Numerator, "denominator": i.Denominator, "caveat": i.Caveat} {
			put(i.ID+" "+part, words.Text{KK: t.KK, RU: t.RU})
		}
	}
	rules, err := Rules()
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		put(r.ID+" question", words.Text{KK: r.Question.KK, RU: r.Question.RU})
		for part, t := range map[string]words.Text{"sentence": r.Sentence, "lead": r.Lead, "item": r.Item, "masked": r.Masked, "nothing": r.Nothing, "action": r.Action} {
			put(r.ID+" "+part, t)
		}
	}
	labels, err := readLabels()
	for key, t := range labels {
		put("label "+key, t)
	}
	return all, err
}

// Stale lists every text that a report may say whose Russian source was changed and whose Kazakh
// translation was not, of the catalogues of words, indicators, findings and labels. A document
// must not be approved while there is one.
func Stale() ([]string, error) {
	all, err := bilingual()
	if err != nil {
		return nil, err
	}
	lock, err := words.ReadLock(seenTranslations)
	if err != nil {
		return nil, fmt.Errorf("translations.tsv: %w", err)
	}
	list := slices.Concat(words.Stale(), lock.Stale(all))
	slices.Sort(list)
	return list, nil
}
