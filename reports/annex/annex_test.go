package annex

import (
	"testing"

	"nsk/reports/document"
)

// A shown number becomes a number in the form of the document; anything else stays a text.
func TestNumeral(t *testing.T) {
	for _, c := range []struct {
		cell   document.Cell
		n      float64
		format string
		ok     bool
	}{
		{document.Cell{Text: "13\u00a0898", FactID: "D.01", Value: "13898"}, 13898, "#,##0", true},
		{document.Cell{Text: "76,9%", FactID: "E.02", Value: "76.9"}, 76.9, `#,##0.0"%"`, true},
		{document.Cell{Text: "+2,7\u00a0п.п.", FactID: "A.02@change", Value: "2.7"}, 2.7, "+#,##0.0;−#,##0.0;#,##0.0", true},
		{document.Cell{Text: "−84,4%", FactID: "C.07@change", Value: "-84.4"}, -84.4, `+#,##0.0"%";−#,##0.0"%";#,##0.0"%"`, true},
		{document.Cell{Text: "−3,0", FactID: "x"}, -3, "+#,##0.0;−#,##0.0;#,##0.0", true},
		{document.Cell{Text: "7/14", FactID: "B.02", Value: "7"}, 0, "", false},
		{document.Cell{Text: "2025"}, 0, "", false},
		{document.Cell{Text: "–", FactID: "C.01"}, 0, "", false},
	} {
		n, format, ok := numeral(c.cell)
		if n != c.n || format != c.format || ok != c.ok {
			t.Errorf("%q: got %g %q %v", c.cell.Text, n, format, ok)
		}
	}
}

// A heading over several columns stands before each of them, one over several rows once.
func TestTitles(t *testing.T) {
	got := titles(document.Table{Columns: make([]document.Column, 3), Header: [][]document.HeaderCell{
		{{Text: "Өңір", RowSpan: 2}, {Text: "Саны", ColSpan: 2}}, {{Text: "барлығы"}, {Text: "оның ішінде"}}}})
	if len(got) != 3 || got[0] != "Өңір" || got[1] != "Саны: барлығы" || got[2] != "Саны: оның ішінде" {
		t.Errorf("got %q", got)
	}
}

func TestLines(t *testing.T) {
	for text, want := range map[string]int{"": 1, "қысқа": 1, "екі сөздің жолы": 2, "бірмәнділіктерімізденжүргізілетін": 3} {
		if got := lines(text, 14); got != want {
			t.Errorf("%q: %d lines, want %d", text, got, want)
		}
	}
}
