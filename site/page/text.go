// Package page is what all pages of the site share: the frame around them, their texts in
// three languages, and the files that a browser loads.
package page

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// The languages of the site.
const (
	KK = "kk"
	RU = "ru"
	EN = "en"
)

// Languages are all of them, in the order in which they are offered.
var Languages = []string{KK, RU, EN}

// A Text is said in each language. English is for engineers.
type Text struct {
	KK string `yaml:"kk"`
	RU string `yaml:"ru"`
	EN string `yaml:"en"`
}

// In is the text in a language.
func (t Text) In(lang string) string {
	switch lang {
	case KK:
		return t.KK
	case EN:
		return t.EN
	}
	return t.RU
}

// Texts are those of a part of the site, by key.
type Texts map[string]Text

// LoadTexts reads texts.yaml of a part. A text that lacks a language is a fault of the program.
func LoadTexts(fsys fs.FS) Texts {
	data, err := fs.ReadFile(fsys, "texts.yaml")
	if err != nil {
		panic("site: " + err.Error()) // embedded
	}
	t := Texts{}
	if err := yaml.UnmarshalWithOptions(data, &t, yaml.Strict()); err != nil {
		panic("site: texts.yaml: " + err.Error()) // embedded, covered by tests
	}
	for key, text := range t {
		if text.KK == "" || text.RU == "" || text.EN == "" {
			panic(fmt.Sprintf("site: texts.yaml: %q lacks a language", key))
		}
	}
	return t
}

// Say is the text of a key with its values put in by fmt. A key that there is not is a fault
// of the program.
func (t Texts) Say(lang, key string, values ...any) string {
	text, ok := t[key]
	if !ok {
		panic("site: no text " + key)
	}
	if len(values) == 0 {
		return text.In(lang)
	}
	return fmt.Sprintf(text.In(lang), values...)
}

// language is the one that an address or a cookie asks for, else Russian.
func language(asked ...string) string {
	for _, lang := range asked {
		if slices.Contains(Languages, lang) {
			return lang
		}
	}
	return RU
}

// preferred is the first language of a browser that the site knows.
func preferred(header string) string {
	for _, part := range strings.Split(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(tag, "-")
		if slices.Contains(Languages, base) {
			return base
		}
	}
	return ""
}

// clean is the path of an address without what would leave the site.
func clean(p string) string { return path.Clean("/" + p) }
