package reports

import (
	"regexp"
	"strconv"
	"strings"

	"nsk/reports/document"
	"nsk/reports/words"
)

// A mark is a number that stands in a finished sentence, and the fact it is.
type mark struct{ text, fact, value string }

// marked is an integer as a mark.
func marked(n int, fact string) mark {
	return mark{words.Int(int64(n)).String(), fact, strconv.Itoa(n)}
}

// marksOf are the numbers of the statement on a search, in the order in which it tells them.
func (p *page) marksOf(s Inspection) []mark {
	id := "inspect/" + s.Rule + "/"
	var list []mark
	if s.Units+s.TooSmall > 0 {
		list = append(list, marked(s.Units, id+"units"), marked(s.TooSmall, id+"too_small"))
	} else if n, ok := p.facts.part(s.Checked).(words.Number); ok {
		list = append(list, mark{n.String(), s.Checked.Fact, machine(n)})
	}
	for _, d := range []mark{{s.DetectLow, id + "detect_low", s.DetectLow}, {s.DetectHigh, id + "detect_high", s.DetectHigh}} {
		if n, err := words.ParseNumber(d.text, 1); err == nil && d.text != "" {
			d.text = n.AsPercent().String()
			list = append(list, marked(s.MedianN, id+"median_n"), d)
		}
	}
	return list
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
