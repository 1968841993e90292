package reports

import (
	"regexp"
	"slices"
	"strings"

	"nsk/reports/document"
)

// A shownNumber is a number of a document with the fact it came from.
type shownNumber struct{ Fact, Value, Status string }

// shownNumbers walks all blocks in reading order.
func shownNumbers(d document.Document) []shownNumber {
	var list []shownNumber
	run := func(runs []document.Run) {
		for _, r := range runs {
			if r.FactID != "" {
				list = append(list, shownNumber{r.FactID, r.Value, r.Status})
			}
		}
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case document.Paragraph:
			run(b.Runs)
		case document.List:
			for _, item := range b.Items {
				run(item)
			}
		case document.Callout:
			for _, item := range b.Body {
				run(item)
			}
			run(b.Recommendation)
		case document.Tiles:
			for _, x := range b.Items {
				list = append(list, shownNumber{x.FactID, x.Machine, x.Status}, shownNumber{x.ChangeFactID, "", ""})
			}
		case document.Table:
			for _, row := range b.Rows {
				for _, c := range row.Cells {
					if c.FactID != "" {
						list = append(list, shownNumber{c.FactID, c.Value, c.Status})
					}
				}
			}
		}
	}
	return list
}

var digits = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// texts are all texts of a document, one string for each kind of place, whose
// digits must agree between the languages.
func texts(d document.Document) []string {
	var list []string
	join := func(runs []document.Run) {
		var b strings.Builder
		for _, r := range runs {
			b.WriteString(r.Text)
		}
		list = append(list, b.String())
	}
	list = append(list, d.Title, d.Subtitle)
	for _, m := range d.Meta {
		list = append(list, m.Value)
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case document.Section:
			list = append(list, b.Number+" "+b.Title)
		case document.Paragraph:
			join(b.Runs)
		case document.List:
			for _, item := range b.Items {
				join(item)
			}
		case document.Callout:
			for _, item := range b.Body {
				join(item)
			}
			join(b.Recommendation)
		case document.Definitions:
			for _, i := range b.Items {
				list = append(list, i.Term)
				join(i.Text)
			}
		case document.Tiles:
			for _, x := range b.Items {
				list = append(list, x.Value+" "+x.Change)
			}
		case document.Figure:
			list = append(list, b.Alt)
		case document.Table:
			for _, row := range b.Rows {
				for _, c := range row.Cells {
					list = append(list, c.Text)
				}
			}
		}
	}
	return list
}

// numbersOf are the numbers of a text, sorted: the languages order them their
// own way. Words for months have no digits, so dates compare by day and year.
func numbersOf(s string) []string {
	found := digits.FindAllString(strings.ReplaceAll(s, "\u00a0", ""), -1)
	slices.Sort(found)
	return found
}

func shownNumbersSorted(d document.Document) []string {
	var list []string
	for _, n := range shownNumbers(d) {
		list = append(list, n.Fact+" "+n.Value+" "+n.Status)
	}
	slices.Sort(list)
	return list
}
