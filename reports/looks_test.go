package reports

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"nsk/reports/document"
	"nsk/reports/words"
)

// allTexts are the texts of a document as a reader meets them, the cover and
// the captions included.
func allTexts(d document.Document) []string {
	list := append(texts(d), d.Title, d.Subtitle, d.Organisation, d.Addressee, d.PlaceDate)
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case document.Section:
			list = append(list, b.Title)
		case document.Table:
			list = append(list, b.Caption, b.Source)
			for _, h := range b.Header[0] {
				list = append(list, h.Text)
			}
		case document.Figure:
			list = append(list, b.Caption, b.Source, b.Alt)
		case document.Callout:
			list = append(list, b.Title, b.Tag, b.Severity)
		}
	}
	return list
}

var (
	clumsy  = regexp.MustCompile(`  |\.\.| [.,;:)]|\(\)|[,;:]\.|\.:|"|\bp\.д\.|«»`)
	doubled = regexp.MustCompile(`«[^»]*«`)
	nought  = regexp.MustCompile(`– 0\. (За|На|Өткен)`)
)

// No text has double spaces, double punctuation, straight quotes, «» inside «»,
// or an empty bracket.
func TestTextsAreClean(t *testing.T) {
	r := newResult(t)
	for _, l := range words.Both {
		for _, s := range allTexts(r.Documents[l]) {
			for _, bad := range []*regexp.Regexp{clumsy, doubled, nought} {
				if at := bad.FindString(s); at != "" {
					t.Errorf("%s: %q in %q", l, at, s)
				}
			}
			if strings.Count(s, "«") != strings.Count(s, "»") {
				t.Errorf("%s: open quotation marks in %q", l, s)
			}
		}
	}
}

// Kazakh letters stand in Russian texts only in names, between quotation marks
// or in the two regions and the name of a body.
func TestRussianHasNoKazakhWords(t *testing.T) {
	quoted := regexp.MustCompile(`«[^»]*»|Жетісу|Ұлытау`)
	for _, s := range allTexts(newResult(t).Documents[words.RU]) {
		if bare := quoted.ReplaceAllString(s, ""); strings.ContainsAny(bare, "әғқңөұүһіӘҒҚҢӨҰҮҺІ") {
			t.Errorf("Kazakh in %q", s)
		}
	}
	for _, s := range allTexts(newResult(t).Documents[words.KK]) {
		if bare := quoted.ReplaceAllString(s, ""); regexp.MustCompile(`(?i)(^|\s)(и|или|для|не|на|нет|центр|доля)(\s|$)`).MatchString(bare) {
			t.Errorf("Russian in %q", s)
		}
	}
}

// The summary is one page: eight tiles, five problems, five recommendations and
// the cautions, nothing else.
func TestSummaryIsOnePage(t *testing.T) {
	for l, d := range newResult(t).Documents {
		var kinds []string
		letters, in := 0, false
		for _, b := range d.Blocks {
			if s, ok := b.(document.Section); ok && s.Level == 1 {
				in = s.ID == "summary"
			}
			if !in {
				continue
			}
			kinds = append(kinds, b.Kind())
			if list, ok := b.(document.List); ok {
				if len(list.Items) > inSummary {
					t.Errorf("%s: %d items in a list of the summary", l, len(list.Items))
				}
				for _, item := range list.Items {
					for _, run := range item {
						letters += len([]rune(run.Text))
					}
				}
			}
		}
		want := []string{"section", "tiles", "paragraph", "section", "list", "section", "list", "paragraph"}
		if !slices.Equal(kinds, want) {
			t.Errorf("%s: the summary holds %v", l, kinds)
		}
		if letters > 2400 {
			t.Errorf("%s: %d letters of problems and recommendations do not fit a page", l, letters)
		}
	}
}

// Every drawing has its source, and its numbers in a table of the same part;
// a heat map or a map of states is a table itself.
func TestEveryFigureHasATable(t *testing.T) {
	own := []string{"sector-level", "returns-month"}
	for l, d := range newResult(t).Documents {
		tables := map[string]int{}
		part := ""
		var figures []document.Figure
		place := map[string]string{}
		for _, b := range d.Blocks {
			switch b := b.(type) {
			case document.Section:
				part = b.ID
			case document.Table:
				if !strings.HasPrefix(b.ID, "table-") {
					tables[part]++
				}
				if b.Caption == "" || len(b.Rows) == 0 || b.Header[0][0].Text == "" {
					t.Errorf("%s: table %s without caption, rows or a name of its first column", l, b.ID)
				}
			case document.Figure:
				figures, place[b.ID] = append(figures, b), part
			}
		}
		for _, f := range figures {
			if f.Caption == "" || f.Source == "" || !strings.Contains(f.SVG, "<path") {
				t.Errorf("%s: figure %s without caption, source or drawing", l, f.ID)
			}
			if tables[place[f.ID]] == 0 && !slices.Contains(own, f.ID) {
				t.Errorf("%s: figure %s has no table", l, f.ID)
			}
		}
	}
}

// A column of a breakdown in which no number can be shown is left out.
func TestNoEmptyColumns(t *testing.T) {
	for l, d := range newResult(t).Documents {
		for _, b := range d.Blocks {
			table, ok := b.(document.Table)
			if !ok || strings.HasPrefix(table.ID, "table-") || table.ID == "bounds" {
				continue
			}
			for i := range table.Columns {
				if !slices.ContainsFunc(table.Rows, func(r document.Row) bool {
					return r.Kind != document.Total && r.Cells[i].Text != "" && r.Cells[i].Text != "–"
				}) {
					t.Errorf("%s: column %d of %s is empty", l, i+1, table.ID)
				}
			}
		}
	}
}

// Every status symbol of a table is explained under it.
func TestStatusesAreExplained(t *testing.T) {
	for l, d := range newResult(t).Documents {
		known := map[string]bool{"": true}
		for _, s := range d.Labels.Statuses {
			known[s.Symbol] = s.Meaning != ""
		}
		for _, n := range shownNumbers(d) {
			if !known[n.Status] {
				t.Errorf("%s: nothing explains %q of %s", l, n.Status, n.Fact)
			}
		}
	}
}

// The body tells at most eight cases of a rule, and the count it names and the
// file it points to hold them all.
func TestLongListsAreCut(t *testing.T) {
	r := newResult(t)
	for _, s := range r.Inspections {
		told := 0
		for _, f := range r.Findings {
			if f.Rule == s.Rule {
				told++
			}
		}
		if told != s.Found {
			t.Errorf("%s: %d found, %d in facts.json", s.Rule, s.Found, told)
		}
	}
	for l, d := range r.Documents {
		for _, b := range d.Blocks {
			c, ok := b.(document.Callout)
			if !ok {
				continue
			}
			items := 0
			for _, body := range c.Body {
				for _, run := range body {
					if run.Text == "; " {
						items++
					}
				}
			}
			if items > shown || len(c.Body) > shown+2 {
				t.Errorf("%s: %s tells more than %d cases", l, c.ID, shown)
			}
		}
	}
}
