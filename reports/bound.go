package reports

import (
	"regexp"
	"strings"

	"nsk/reports/document"
	"nsk/reports/words"
)

// A mark is a number that stands in a finished sentence, and the fact it is.
type mark struct{ text, fact, value string }

// marksOf are the numbers of the statement on a search, in the order in which it tells them. What
// was looked at is a fact; every other number, such as what would have been noticed, is known by
// the rule and itself, for the statement is all there is of it.
func (p *page) marksOf(s Inspection) []mark {
	checked := ""
	if n, ok := p.facts.part(s.Checked).(words.Number); ok && s.Units+s.TooSmall == 0 {
		checked = n.String()
	}
	var list []mark
	for _, n := range numbersIn(s.Statement.In(p.lang)) {
		m := mark{n, "inspect/" + s.Rule + "/" + plainNumber(n), plainNumber(n)}
		if n == checked {
			m.fact, checked = s.Checked.Fact, ""
		}
		list = append(list, m)
	}
	return list
}

// dates are no numbers of a statement.
var dates = regexp.MustCompile(`[0-9]{1,2} \p{Cyrillic}+ [0-9]{4}|[0-9]{4} жыл\p{Cyrillic}* [0-9]{1,2} \p{Cyrillic}+|[0-9]{2}\.[0-9]{2}\.[0-9]{4}`)

// numbersIn are the numbers of a sentence in its order, without dates.
func numbersIn(text string) []string {
	return wholeNumber.FindAllString(dates.ReplaceAllString(text, ""), -1)
}

// plainNumber is a shown number as machines write it.
func plainNumber(s string) string {
	return strings.NewReplacer("\u00a0", "", "\u202f", "", ",", ".", "%", "").Replace(s)
}

var wholeNumber = regexp.MustCompile(`[0-9]+(?:[\x{a0}\x{202f}][0-9]{3})*(?:,[0-9]+)?%?`)

// bindIn binds the numbers of a finished sentence to their facts. Marks are looked for from
// left to right, each as a whole number, so that a date is never taken for one.
func bindIn(text string, marks []mark) []document.Run {
	var runs []document.Run
	for _, m := range marks {
		at := placeOf(text, m.text)
		if at < 0 {
			continue
		}
		runs = append(runs, document.Run{Text: text[:at]}, document.Run{Text: m.text, FactID: m.fact, Value: m.value})
		text = text[at+len(m.text):]
	}
	if text != "" {
		runs = append(runs, document.Run{Text: text})
	}
	return runs
}

// placeOf is where a number stands in a text as a whole; -1 if it does not.
func placeOf(text, number string) int {
	for _, at := range wholeNumber.FindAllStringIndex(text, -1) {
		if strings.TrimSuffix(text[at[0]:at[1]], "%") == strings.TrimSuffix(number, "%") {
			return at[0]
		}
	}
	return -1
}
