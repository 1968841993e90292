package ingest

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"nsk/connectors/contract"
)

// matchHeader names the contract's column of each cell of a header. Unforeseen, repeated
// and missing columns are faults, because guessing would lose or mix up values silently.
// Cells without text at the end are left out: a spreadsheet writes them where a column
// was once used.
func matchHeader(header []string, c *contract.Contract) ([]string, error) {
	var columns, unknown, missing []string
	seen := make(map[string]bool)
	for i, cell := range withoutTail(header) {
		name := columnNamed(cell, c)
		if name == "" || seen[name] {
			unknown = append(unknown, shownName(cell, i))
		}
		seen[name] = true
		columns = append(columns, name)
	}
	for i := range c.Columns {
		if col := &c.Columns[i]; col.Required && !seen[col.Name] {
			missing = append(missing, col.Name)
		}
	}
	switch {
	case len(missing) > 0 && 2*len(unknown) < len(columns):
		return nil, fault("missing-column", quoted(missing)+unforeseen(unknown))
	case len(missing) > 0: // the line may not be a header at all, but hold data
		return nil, fault("missing-column", quoted(missing))
	case len(unknown) > 0:
		return nil, fault("unknown-column", quoted(discreetCells(unknown, c)))
	}
	return columns, nil
}

func withoutTail(header []string) []string {
	for len(header) > 0 && plainName(header[len(header)-1]) == "" {
		header = header[:len(header)-1]
	}
	return header
}

// columnNamed finds the column that a header cell names: by technical name, or by its
// Russian or Kazakh name, or by several of these with a slash or in lines of their own.
// Case and blanks do not matter. It returns "" if there is none.
func columnNamed(cell string, c *contract.Contract) string {
	if name := columnCalled(cell, c); name != "" {
		return name
	}
	var all string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return r == '/' || r == '\n' }) {
		name := columnCalled(part, c)
		if name == "" || all != "" && name != all {
			return ""
		}
		all = name
	}
	return all
}

func columnCalled(cell string, c *contract.Contract) string {
	cell = plainName(cell)
	for i := range c.Columns {
		if col := &c.Columns[i]; cell == plainName(col.Name) || cell == plainName(col.RU) || cell == plainName(col.KK) {
			return col.Name
		}
	}
	return ""
}

// plainName is a name without what nobody sees: kinds and number of blanks, case, and the
// choice between one and two code points for a letter.
func plainName(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(s)), " "))
}

// shownName shows the name of the i-th column with what the eye does not tell apart: signs
// without width, and Latin letters in a Cyrillic word. A column without a name is shown
// by its letters in a spreadsheet.
func shownName(cell string, i int) string {
	name := strings.Join(strings.Fields(cell), " ")
	if name == "" {
		return columnLetters(i)
	}
	var b strings.Builder
	latin := strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
	for n, r := range []rune(name) {
		switch {
		case n == 60:
			return b.String() + "…"
		case !unicode.IsGraphic(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		case latin && unicode.Is(unicode.Latin, r):
			fmt.Fprintf(&b, "%c[U+%04X]", r, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// columnLetters is the name of the i-th column in a spreadsheet: A, B, … Z, AA.
func columnLetters(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return columnLetters(i/26-1) + string(rune('A'+i%26))
}

func unforeseen(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " (≠ " + quoted(names) + ")"
}

// quoted lists names; of very many only the first.
func quoted(names []string) string {
	more := ""
	if len(names) > 20 {
		names, more = names[:20], ", …"
	}
	return "«" + strings.Join(names, "», «") + "»" + more
}

var anybody = regexp.MustCompile(`\d{12}|[А-ЯЁӘҒҚҢӨҰҮҺІ]\S* [А-ЯЁӘҒҚҢӨҰҮҺІ]`)

// discreetCells leaves out what may name a person: rows without a header stand where one
// should be.
func discreetCells(cells []string, c *contract.Contract) []string {
	if !c.HasPersonal() {
		return cells
	}
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = cell
		if anybody.MatchString(cell) {
			out[i] = "•••"
		}
	}
	return out
}
