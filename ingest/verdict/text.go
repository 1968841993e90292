package verdict

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text writes the report for a terminal. Nothing in it can move the cursor or begin a
// line of its own: what does not print stands as an escape.
func (v *view) text(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n", strings.ToUpper(v.Title))
	for _, s := range []string{v.Trial, v.Meaning, v.Next} {
		if s != "" {
			fmt.Fprintln(b, s)
		}
	}
	fmt.Fprintf(b, "\n%s\n\n", v.Sum())
	facts(b, v.Known())
	for _, t := range v.Tables {
		v.textTable(b, t)
	}
	fmt.Fprintf(b, "\n%s\n", v.Lang.word("occurrences"))
	told := false
	for o, err := range v.report.told() {
		if err != nil {
			return err
		}
		v.textOccurrence(b, o)
		told = true
	}
	if !told {
		fmt.Fprintf(b, "  %s\n", v.Lang.word("none.occurrences"))
	}
	return b.Flush()
}

// facts writes labels and values in two columns.
func facts(w io.Writer, all []fact) {
	width := 0
	for _, f := range all {
		width = max(width, utf8.RuneCountInString(f.Label))
	}
	for _, f := range all {
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(f.Label))
		fmt.Fprintf(w, "%s%s  %s\n", f.Label, pad, printable(f.Shown))
	}
}

// textTable writes a row as a line of what it is, and a line for each thing said of it.
func (v *view) textTable(w io.Writer, t table) {
	fmt.Fprintf(w, "\n%s\n", t.Title)
	for _, row := range t.Rows {
		if t.ID == "summary" {
			fmt.Fprintf(w, "  %s × %s\n", row[0].Shown, printable(row[1].Shown))
			labelled(w, t.Columns[2:], row[2:])
			continue
		}
		fmt.Fprintf(w, "  %s\n", printable(row[0].Shown))
		labelled(w, t.Columns[1:], row[1:])
	}
	if len(t.Rows) == 0 {
		fmt.Fprintf(w, "  %s\n", t.None)
	}
	if t.ID == "questions" && v.Confirm != "" {
		fmt.Fprintf(w, "  %s\n", printable(v.Confirm))
	}
}

func labelled(w io.Writer, columns []column, row []cell) {
	for i, c := range row {
		if c.Shown != "" {
			fmt.Fprintf(w, "    %s: %s\n", columns[i].Label, printable(c.Shown))
		}
	}
}

func (v *view) textOccurrence(w io.Writer, o Occurrence) {
	l := v.Lang
	place := l.place(o)
	if o.Field != "" {
		place += ", " + l.word("at.field", "{label}", cmp.Or(l.text(o.Label), o.Field), "{field}", o.Field)
	}
	if o.Key != "" {
		place += ", " + o.Key
	}
	fmt.Fprintf(w, "  %s\n", printable(place))
	if o.Value != "" {
		fmt.Fprintf(w, "    %s: %s\n", l.word("value"), strconv.Quote(o.Value))
	}
	fmt.Fprintf(w, "    %s: %s\n", v.code("severity", string(o.Severity)).Shown, printable(l.text(o.Message)))
	fmt.Fprintf(w, "    %s: %s\n", l.word("remedy"), printable(l.text(o.Remedy)))
	fmt.Fprintf(w, "    %s: %s\n", l.word("rule"), printable(o.Rule))
}

// place says where an occurrence is.
func (l Language) place(o Occurrence) string {
	row := strconv.FormatInt(o.Row, 10)
	switch {
	case o.Row == 0:
		return l.word("at.file")
	case o.Sheet == "":
		return l.word("at.row", "{row}", row)
	}
	return l.word("at.sheet", "{row}", row, "{sheet}", o.Sheet)
}

// printable shows what does not print as an escape; blanks of typography stay.
func printable(s string) string {
	if strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func hidden(r rune) bool { return !unicode.IsPrint(r) && r != '\u00a0' && r != '\u202f' }
