package board

import (
	"embed"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"nsk/reports"
	"nsk/site/page"
)

//go:embed english/*.yaml
var english embed.FS

// What reports say in the two official languages only, in English: labels by KIND=KEY, and what
// definitions say by their Russian text.
var englishLabels, englishDefinitions = englishOf("labels"), englishOf("definitions")

func englishOf(name string) map[string]string {
	texts := map[string]string{}
	data, err := english.ReadFile("english/" + name + ".yaml")
	if err == nil {
		err = yaml.UnmarshalWithOptions(data, &texts, yaml.Strict())
	}
	if err != nil {
		panic("site: " + err.Error()) // embedded, covered by tests
	}
	return texts
}

// label is the name of a key of a breakdown. What has no English name, such as a profession,
// is told in Russian.
func (d *drawing) label(by, key string) string {
	if d.lang == page.EN {
		if name := englishLabel(by, key); name != "" {
			return name
		}
	}
	return d.told.Labels.Of(d.official(), by, key)
}

// englishLabel is the English name of a key; "" if it has none.
func englishLabel(by, key string) string {
	if key == "?" {
		by = "key"
	}
	if name, ok := englishLabels[by+"="+key]; ok {
		return name
	}
	switch by {
	case "month":
		if m, err := time.Parse("2006-01", key); err == nil {
			return m.Format("January 2006")
		}
	case "quarter":
		if year, q, ok := strings.Cut(key, "-Q"); ok {
			return "Q" + q + " " + year
		}
	}
	return ""
}

// nameOf is the name of something in the language of the reader; what has no English name is
// told in Russian.
func (d *drawing) nameOf(kind, key string, official reports.Text) string {
	if name := englishLabels[kind+"="+key]; d.lang == page.EN && name != "" {
		return name
	}
	return official.In(d.official())
}

// defined is a text of a definition.
func (d *drawing) defined(t reports.Text) string {
	if text := englishDefinitions[t.RU]; d.lang == page.EN && text != "" {
		return text
	}
	return d.text(t)
}

// commas are those of decimals: 75,1% and 6 718,4.
var commas = regexp.MustCompile(`(\d),(\d)`)

// numeral is a number as the reader's language writes it: in English with a point.
func (d *drawing) numeral(text string) string {
	if d.lang != page.EN {
		return text
	}
	return commas.ReplaceAllString(text, "$1.$2")
}

// print is a fact as it is read.
func (d *drawing) print(f reports.Fact) string { return d.numeral(d.told.Facts.Print(f)) }
