package document

import "slices"

// headerCell is a header cell with what its place in the table gives it.
type headerCell struct {
	HeaderCell
	Class, Scope string
}

// header returns the header rows: a cell is aligned as the column it stands over, and
// centred when it stands over several.
func header(t Table) [][]headerCell {
	taken := make([]int, len(t.Columns)) // rows still covered by a cell from above
	out := make([][]headerCell, len(t.Header))
	for i, row := range t.Header {
		at := 0
		for _, c := range row {
			for at < len(taken) && taken[at] > 0 {
				at++
			}
			out[i] = append(out[i], headerCell{c, column(t, at), "col"})
			if c.ColSpan > 1 {
				last := &out[i][len(out[i])-1]
				last.Class, last.Scope = "over", "colgroup"
			}
			for k := at; k < min(at+max(c.ColSpan, 1), len(taken)); k++ {
				taken[k] = max(c.RowSpan, 1)
			}
			at += max(c.ColSpan, 1)
		}
		for k := range taken {
			taken[k] = max(taken[k]-1, 0)
		}
	}
	return out
}

// widths tells whether a table fixes the width of any column.
func widths(t Table) bool {
	return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Width > 0 })
}

// column returns the class of the i-th column of a table.
func column(t Table, i int) string {
	if i >= len(t.Columns) {
		return "left"
	}
	return []string{"left", "right", "centre"}[t.Columns[i].Align]
}
