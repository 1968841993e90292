package letters

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"nsk/connectors/contract"
	"nsk/reports/words"
)

//go:embed texts.yaml
var textsYAML []byte

// A Writer turns letters into text.
type Writer struct {
	titles map[string]words.Text
	names  map[string]words.Text
	texts  map[string]words.Text
}

// NewWriter is a writer who knows the titles of sources and the names of bodies; names of
// centres may be added to names.
func NewWriter(contracts []*contract.Contract, names map[string]words.Text) (*Writer, error) {
	w := &Writer{titles: make(map[string]words.Text), names: names}
	for _, c := range contracts {
		w.titles[c.Source] = words.Text{KK: c.Title.KK, RU: c.Title.RU}
	}
	var texts map[string]struct {
		KK string `yaml:"kk"`
		RU string `yaml:"ru"`
	}
	if err := yaml.UnmarshalWithOptions(textsYAML, &texts, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("texts of letters: %w", err)
	}
	w.texts = make(map[string]words.Text)
	for id, t := range texts {
		w.texts[id] = words.Text{KK: t.KK, RU: t.RU}
	}
	return w, nil
}

// A Mail is a letter as it is read: one subject and one text, Kazakh first, then Russian.
type Mail struct{ Subject, Text string }

// Write renders a letter.
func (w *Writer) Write(l *Letter) (Mail, error) {
	subject := "subject"
	switch {
	case l.Role == Head:
		subject = "subject_head"
	case l.thanksOnly():
		subject = "subject_thanks"
	}
	var m Mail
	var parts []string
	for _, lang := range words.Both {
		text, err := w.in(lang, l)
		if err != nil {
			return m, fmt.Errorf("letter to %s: %w", l.Provider, err)
		}
		parts = append(parts, text)
	}
	m.Subject = w.texts[subject].KK + " / " + w.texts[subject].RU
	m.Text = strings.Join(parts, "\n\n— — —\n\n") + "\n"
	return m, nil
}

func (l *Letter) thanksOnly() bool {
	for _, i := range l.Items {
		if i.Step != Thanks {
			return false
		}
	}
	return true
}

func (w *Writer) in(lang words.Lang, l *Letter) (string, error) {
	greeting := "greeting"
	if l.Role == Head {
		greeting = "greeting_head"
	}
	lines := []string{w.texts[greeting].In(lang)}
	if name := w.names[l.Provider].In(lang); name != "" {
		lines = append(lines, name)
	}
	nilHint := ""
	for _, i := range l.Items {
		text, err := w.sentence(lang, i)
		if err != nil {
			return "", err
		}
		lines = append(lines, "• "+text)
		if i.NilOK && i.Step != Thanks && nilHint == "" {
			if nilHint, err = words.Render(lang, "M07", words.Args{"per": periodWords(i.Period)}); err != nil {
				return "", err
			}
		}
	}
	if nilHint != "" {
		lines = append(lines, nilHint)
	}
	return strings.Join(append(lines, w.texts["closing"].In(lang)), "\n\n"), nil
}

// sentence is the phrase of the glossary (§ 3.8) for a step.
func (w *Writer) sentence(lang words.Lang, i Item) (string, error) {
	a := words.Args{"src": w.titles[i.Source], "per": periodWords(i.Period), "d": words.DateOf(i.Due.Time()), "n": words.Int(int64(i.Days))}
	switch {
	case i.Step == Thanks:
		a["d"] = words.DateOf(i.Came.Time())
		return words.RenderText(lang, w.texts["thanks"].In(lang), a)
	case i.Step > 0:
		return words.Render(lang, "M03", a)
	}
	return words.RenderText(lang, w.texts["before"].In(lang), a)
}

// periodWords names a period in a sentence.
func periodWords(p contract.Period) words.Period {
	start, _ := p.Bounds()
	switch p.Cadence {
	case contract.Monthly:
		return words.Month(p.Year, start.Month())
	case contract.Quarterly:
		return words.Quarter(p.Year, p.N)
	case contract.HalfYearly:
		return words.HalfYear(p.Year, p.N)
	case contract.Yearly:
		return words.Year(p.Year)
	}
	panic("a period of cadence " + string(p.Cadence) + " in a letter") // Compose leaves them out
}
