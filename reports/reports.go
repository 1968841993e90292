// Package reports computes facts from a release and tells them: indicators,
// findings, recommendations, the annual analysis.
//
// SQL files collect integers, Go turns them into facts, documents only show
// facts. An indicator is a YAML file and a SELECT in indicators/, a finding
// rule the same in findings/. Every number of a document carries the id of its
// fact, and every fact names its SQL file and the hash of its text.
package reports

import "nsk/reports/words"

// Text is one text in both languages, with English for engineers where it exists.
type Text struct {
	KK string `yaml:"kk" json:"kk"`
	RU string `yaml:"ru" json:"ru"`
	EN string `yaml:"en" json:"en,omitempty"`
}

// In returns the text in language l.
func (t Text) In(l words.Lang) string { return words.Text{KK: t.KK, RU: t.RU}.In(l) }

func (t Text) words() words.Text { return words.Text{KK: t.KK, RU: t.RU} }

func (t Text) full() bool { return t.KK != "" && t.RU != "" }
