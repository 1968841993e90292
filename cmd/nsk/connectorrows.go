package main

import (
	"strconv"
	"strings"

	"nsk/connectors/contract"
	"nsk/connectors/draft"
)

// at is where a column lies in a JSON row.
func at(col *contract.Column) string {
	if col.Path != "" {
		return col.Path
	}
	return col.Name
}

// columnAt is the column that takes what came under a path or a header, and its type.
func (p *probe) columnAt(name string, json bool) (column, says string) {
	for i := range p.contract.Columns {
		col := &p.contract.Columns[i]
		called := strings.EqualFold(name, col.Name) || strings.EqualFold(name, col.RU) || strings.EqualFold(name, col.KK)
		if json && at(col) == name || !json && called {
			says := string(col.Type)
			if col.Personal() {
				says += ", personal"
			}
			return col.Name, says
		}
	}
	return "", ""
}

// firstRows shows three rows of what is kept. What is personal, and what no column says
// anything about, is masked.
func (p *probe) firstRows(s *draft.Sample) error {
	head := []string{"row"}
	var shown []*draft.Seen
	for _, c := range s.Columns {
		if name, _ := p.columnAt(c.Name, s.Paths()); name != "" && len(shown) < 8 {
			head, shown = append(head, name), append(shown, c)
		}
	}
	var rows [][]string
	for n := range min(3, s.Rows) {
		row := []string{strconv.Itoa(n + 1)}
		for i, c := range shown {
			v := "•••"
			if !p.contract.Column(head[i+1]).Personal() {
				v = short(s.Cell(c, n), 24)
			}
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	p.say()
	return p.table(head, rows)
}
