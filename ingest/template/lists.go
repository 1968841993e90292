package template

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"nsk/connectors/contract"
)

// A list is what may be chosen in a column.
type list struct {
	column string // of the contract
	place  int    // column of the sheet of lists that holds the codes
	lines  []choice
}

// A choice is a code, a string or an int, and what it means.
type choice struct {
	code any
	name contract.Text
}

// listRow is the first row of the sheet of lists that holds codes.
const listRow = 3

// lists writes the sheet of lists: for each column that has one its codes and their names.
func (b *book) lists() error {
	for i := range b.Contract.Columns {
		col := &b.Contract.Columns[i]
		if lines := b.choices(col); len(lines) > 0 {
			b.listed = append(b.listed, list{column: col.Name, place: 1 + 4*len(b.listed), lines: lines})
		}
	}
	for _, l := range b.listed {
		if err := b.writeList(l); err != nil {
			return err
		}
	}
	if err := b.file.SetPanes(listSheet, &excelize.Panes{Freeze: true, YSplit: listRow - 1, TopLeftCell: cell(1, listRow), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return b.protect(listSheet)
}

// choices are the codes a column may hold; none where they are not known.
func (b *book) choices(col *contract.Column) []choice {
	switch {
	case len(col.Values) > 0:
		return codes(col.Name, col.Values)
	case col.Type == contract.TypeBoolean:
		return b.yesNo()
	case isOwnBIN(col):
		return []choice{{b.Provider.BIN, b.Provider.Name}}
	case refers(col, "profession-registry"):
		return b.professions()
	case refers(col, "reference"):
		return b.regions()
	case col.Name == "level" && col.Type == contract.TypeInteger:
		return b.levels()
	}
	return nil
}

func refers(col *contract.Column, source string) bool {
	return col.Ref != nil && col.Ref.Source == source
}

func codes(column string, values []string) []choice {
	var lines []choice
	for _, v := range values {
		name, ok := words().Codes[column][v]
		if !ok {
			name = contract.Text{RU: v, KK: v}
		}
		lines = append(lines, choice{v, name})
	}
	return lines
}

// yesNo is in the language of the headers; the reader knows both.
func (b *book) yesNo() []choice {
	yes, no := word(words().Words, "yes"), word(words().Words, "no")
	if b.Lang == "kk" {
		return []choice{{yes.KK, yes}, {no.KK, no}}
	}
	return []choice{{yes.RU, yes}, {no.RU, no}}
}

// professions are those of the scope by code, each named with its levels.
func (b *book) professions() []choice {
	var lines []choice
	for _, p := range b.Scope {
		if slices.ContainsFunc(lines, func(c choice) bool { return c.code == p.Profession }) {
			continue
		}
		var levels []string
		for _, l := range b.sortedLevels(p.Profession) {
			levels = append(levels, strconv.Itoa(l))
		}
		all := strings.Join(levels, ", ")
		lines = append(lines, choice{p.Profession, contract.Text{
			RU: word(words().Words, "levels", "{name}", p.Name.RU, "{levels}", all).RU,
			KK: word(words().Words, "levels", "{name}", p.Name.KK, "{levels}", all).KK,
		}})
	}
	slices.SortFunc(lines, func(x, y choice) int { return strings.Compare(x.code.(string), y.code.(string)) })
	return lines
}

// levels are those of the scope, as numbers.
func (b *book) levels() []choice {
	var lines []choice
	for _, n := range b.sortedLevels("") {
		lines = append(lines, choice{n, word(words().Words, "level", "{n}", strconv.Itoa(n))})
	}
	return lines
}

// sortedLevels are the levels of a profession, or of all.
func (b *book) sortedLevels(profession string) []int {
	var all []int
	for _, l := range b.Scope {
		if profession == "" || l.Profession == profession {
			all = append(all, l.Level)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (b *book) regions() []choice {
	var lines []choice
	for _, r := range b.Regions {
		lines = append(lines, choice{r.Code, contract.Text{RU: r.RU, KK: r.KK}})
	}
	return lines
}

func (b *book) writeList(l list) error {
	col := b.Contract.Column(l.column)
	w := words().Words
	rows := [][]any{{col.KK + " / " + col.RU}, {b.one(word(w, "code")), b.one(word(w, "name_kk")), b.one(word(w, "name_ru"))}}
	for _, c := range l.lines {
		rows = append(rows, []any{c.code, c.name.KK, c.name.RU})
	}
	if err := b.file.SetColWidth(listSheet, letter(l.place), letter(l.place), 16); err != nil {
		return err
	}
	if err := b.file.SetColWidth(listSheet, letter(l.place+1), letter(l.place+2), 34); err != nil {
		return err
	}
	return b.rows(listSheet, l.place, rows)
}

// rows writes rows from a column on, the first two as head.
func (b *book) rows(sheet string, from int, rows [][]any) error {
	for i, row := range rows {
		if err := b.file.SetSheetRow(sheet, cell(from, i+1), &row); err != nil {
			return err
		}
		style := b.style.wrapped
		if i < listRow-1 {
			style = b.style.head
		}
		if err := b.file.SetCellStyle(sheet, cell(from, i+1), cell(from+len(row)-1, i+1), style); err != nil {
			return err
		}
	}
	return nil
}

// list returns the list of a column.
func (b *book) list(column string) (list, bool) {
	i := slices.IndexFunc(b.listed, func(l list) bool { return l.column == column })
	if i < 0 {
		return list{}, false
	}
	return b.listed[i], true
}

// source is where a spreadsheet finds the codes of a list.
func (l list) source() string {
	c := letter(l.place)
	return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", listSheet, c, listRow, c, listRow+len(l.lines)-1)
}

// one is a text in the language of the headers.
func (b *book) one(t contract.Text) string {
	if b.Lang == "kk" {
		return t.KK
	}
	return t.RU
}

// protect keeps a sheet from being changed by accident; there is no password.
func (b *book) protect(sheet string) error {
	return b.file.ProtectSheet(sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true})
}
