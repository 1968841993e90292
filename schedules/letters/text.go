package letters

import (
	_ "embed"
	"fmt"
	"strconv"
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
	var subjects, parts []string
	for _, lang := range words.Both {
		subject, err := w.subject(lang, l)
		if err != nil {
			return Mail{}, fmt.Errorf("letter to %s: %w", l.Provider, err)
		}
		text, err := w.in(lang, l)
		if err != nil {
			return Mail{}, fmt.Errorf("letter to %s: %w", l.Provider, err)
		}
		subjects, parts = append(subjects, subject), append(parts, text)
	}
	return Mail{Subject: strings.Join(subjects, " / "), Text: strings.Join(parts, "\n\n— — —\n\n") + "\n"}, nil
}

// subject tells the worst that the letter is about: items are in that order.
func (w *Writer) subject(lang words.Lang, l *Letter) (string, error) {
	first := l.Items[0]
	switch {
	case l.Role == Head:
		return w.texts["subject_head"].In(lang), nil
	case first.Step == Thanks:
		return w.texts["subject_thanks"].In(lang), nil
	case first.Step > 0:
		return w.texts["subject_late"].In(lang), nil
	}
	return words.RenderText(lang, w.texts["subject_soon"].In(lang), words.Args{"d": words.DateOf(first.Due.Time())})
}

func (w *Writer) in(lang words.Lang, l *Letter) (string, error) {
	reader, err := w.reader(lang, l.Provider)
	if err != nil {
		return "", err
	}
	lines := append(reader, w.greeting(lang, l.Role))
	for _, i := range l.Items {
		text, err := w.sentence(lang, i)
		if err != nil {
			return "", err
		}
		if len(l.Items) > 1 {
			text = "• " + text
		}
		lines = append(lines, text)
	}
	hints, err := nilHints(lang, l)
	if err != nil {
		return "", err
	}
	lines = append(lines, hints...)
	if l.Items[0].Step != Thanks {
		lines = append(lines, w.texts["convention"].In(lang))
	}
	return strings.Join(append(lines, w.texts["signature"].In(lang)), "\n\n"), nil
}

// reader is the name of the provider, and of a centre its number: some write for several.
func (w *Writer) reader(lang words.Lang, provider string) ([]string, error) {
	var parts []string
	if name := w.names[provider].In(lang); name != "" {
		parts = append(parts, name)
	}
	if _, err := strconv.ParseUint(provider, 10, 64); err == nil {
		number, err := words.RenderText(lang, w.texts["number"].In(lang), words.Args{"bin": words.Label(provider)})
		if err != nil {
			return nil, err
		}
		parts = append(parts, number)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return []string{strings.Join(parts, ", ")}, nil
}

func (w *Writer) greeting(lang words.Lang, r Role) string {
	if r == Head {
		return w.texts["greeting_head"].In(lang)
	}
	return w.texts["greeting"].In(lang)
}

// nilHints say of each period that is over, once, how to declare that there was nothing:
// also to who sent a file without rows, but not to a head.
func nilHints(lang words.Lang, l *Letter) (hints []string, err error) {
	said := make(map[contract.Period]bool)
	for _, i := range l.Items {
		if !i.NilOK || i.Step == Thanks || i.Held || said[i.Period] || l.Role == Head {
			continue
		}
		said[i.Period] = true
		hint, err := words.Render(lang, "M07", words.Args{"per": periodWords(i.Period)})
		if err != nil {
			return nil, err
		}
		hints = append(hints, hint)
	}
	return hints, nil
}

// sentence is the phrase of the glossary (§ 3.8) for a step, and what became of a file that
// came and does not count.
func (w *Writer) sentence(lang words.Lang, i Item) (string, error) {
	text, err := w.phrase(lang, i)
	switch {
	case err != nil || i.Step == Thanks:
	case i.Held:
		text += " " + w.texts["held"].In(lang)
	case i.Refused:
		text += " " + w.texts["refused"].In(lang)
	}
	return text, err
}

func (w *Writer) phrase(lang words.Lang, i Item) (string, error) {
	a := words.Args{"src": w.titles[i.Source], "per": periodWords(i.Period), "d": words.DateOf(i.Due.Time()), "n": words.Int(int64(i.Days))}
	switch {
	case i.Step == Thanks:
		a["d"] = words.DateOf(i.Came.Time())
		return words.RenderText(lang, w.texts["thanks"].In(lang), a)
	case i.Step > 0:
		return words.Render(lang, "M03", a)
	case i.Days == 0:
		return words.Render(lang, "M02", a)
	}
	text, err := words.Render(lang, "M01", a)
	return strings.TrimPrefix(text, w.texts["greeting"].In(lang)+" "), err // which the letter begins with
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
