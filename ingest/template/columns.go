package template

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"nsk/connectors/contract"
)

// lastRow is the last row of a sheet.
const lastRow = 1_048_576

// columns writes the sheet with the rows: headers, formats, lists and rules of input. It
// is not protected: protection locks what is pasted in from other files.
func (b *book) columns() error {
	sheet := b.Contract.XLSX.Sheet
	for i := range b.Contract.Columns {
		if err := b.column(i+1, &b.Contract.Columns[i]); err != nil {
			return fmt.Errorf("column %s: %w", b.Contract.Columns[i].Name, err)
		}
	}
	if at := b.ownColumn(); at > 0 { // after all formats, which would fill its rows with empty cells
		if err := b.ownBIN(at); err != nil {
			return err
		}
	}
	if err := b.file.SetRowHeight(sheet, 1, 48); err != nil {
		return err
	}
	return b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (b *book) column(at int, col *contract.Column) error {
	sheet := b.Contract.XLSX.Sheet
	if err := b.file.SetColStyle(sheet, letter(at), b.format(col)); err != nil {
		return err
	}
	width := max(14, min(34, 2+float64(utf8.RuneCountInString(b.label(col)))))
	if err := b.file.SetColWidth(sheet, letter(at), letter(at), width); err != nil {
		return err
	}
	if err := b.header(at, col); err != nil {
		return err
	}
	return b.file.AddDataValidation(sheet, b.validation(at, col))
}

// ownColumn is the place of the centre's BIN, 0 if the contract has none.
func (b *book) ownColumn() int {
	return 1 + slices.IndexFunc(b.Contract.Columns, func(c contract.Column) bool { return isOwnBIN(&c) })
}

func isOwnBIN(col *contract.Column) bool {
	return col.Type == contract.TypeBIN && refers(col, "accredited-centres")
}

// format is text for everything that is not counted or dated, so that zeros stay.
func (b *book) format(col *contract.Column) int {
	switch col.Type {
	case contract.TypeDate:
		return b.style.date
	case contract.TypeInteger, contract.TypeDecimal:
		return b.style.plain
	}
	return b.style.text
}

// header writes the name the reader knows; the comment has the other language.
func (b *book) header(at int, col *contract.Column) error {
	sheet, where := b.Contract.XLSX.Sheet, cell(at, 1)
	if err := b.file.SetCellStr(sheet, where, b.label(col)); err != nil {
		return err
	}
	style := b.style.optional
	if col.Required {
		style = b.style.required
	}
	if err := b.file.SetCellStyle(sheet, where, where, style); err != nil {
		return err
	}
	return b.file.AddComment(sheet, excelize.Comment{Cell: where, Author: "nsk", Width: 280, Height: 130,
		Paragraph: []excelize.RichTextRun{{Text: b.about(col)}}})
}

// about says what a column is and what is expected in it.
func (b *book) about(col *contract.Column) string {
	need := "optional"
	if col.Required {
		need = "required"
	}
	return strings.Join([]string{b.both(contract.Text{RU: col.RU, KK: col.KK}), b.both(word(words().Words, need)), b.both(b.expected(col))}, "\n")
}

// expected says what to enter.
func (b *book) expected(col *contract.Column) contract.Text {
	f := words().Formats
	if _, ok := b.list(col.Name); ok {
		return word(f, "list")
	}
	t := word(f, string(col.Type))
	if col.Type == contract.TypeInteger && col.Min != "" && col.Max != "" {
		t = word(f, "range", "{min}", col.Min, "{max}", col.Max)
	}
	if e := words().Examples[col.Name]; e != "" && col.Pattern != "" {
		t.RU, t.KK = t.RU+": "+e, t.KK+": "+e
	}
	return t
}

// validation is what a spreadsheet lets be entered. The check after sending is the judge;
// this spares a person its round.
func (b *book) validation(at int, col *contract.Column) *excelize.DataValidation {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(cell(at, 2) + ":" + cell(at, lastRow))
	dv.SetInput(cut(b.label(col), 32), cut(b.about(col), 255))
	dv.SetError(excelize.DataValidationErrorStyleStop, cut(b.one(word(words().Words, "wrong")), 32), cut(b.both(b.expected(col)), 255))
	if l, ok := b.list(col.Name); ok {
		dv.SetSqrefDropList(l.source())
		return dv
	}
	set := func(from, to any, t excelize.DataValidationType, op excelize.DataValidationOperator) {
		if err := dv.SetRange(from, to, t, op); err != nil {
			panic("template: " + err.Error()) // bounds are numbers of ours
		}
	}
	switch col.Type {
	case contract.TypeIIN, contract.TypeBIN:
		set(12, 12, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorEqual)
	case contract.TypeKATO:
		set(9, 9, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorEqual)
	case contract.TypeDate: // any day from 1900 on: whether it fits the others is for the check to say
		set(1, 0, excelize.DataValidationTypeDate, excelize.DataValidationOperatorGreaterThanOrEqual)
		dv.Formula2 = ""
	case contract.TypeInteger:
		set(bound(col.Min, -1e9), bound(col.Max, 1e9), excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	}
	return dv
}

func bound(limit string, open float64) float64 {
	if n, err := strconv.ParseFloat(limit, 64); err == nil {
		return n
	}
	return open
}

// ownBIN lets the centre's BIN appear where the rest of a row is filled in. It cannot just
// stand there: a row with nothing but a BIN is a row, and would be rejected. Formulas are
// worked out when the file is opened, as they come without values.
func (b *book) ownBIN(at int) error {
	sheet, last, now := b.Contract.XLSX.Sheet, len(b.Contract.Columns), true
	if err := b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &now}); err != nil {
		return err
	}
	if err := b.file.SetCellStyle(sheet, cell(at, 2), cell(at, lastDefault), b.style.plain); err != nil {
		return err
	}
	for row := 2; row <= lastDefault; row++ {
		var others []string
		for _, r := range [][2]int{{1, at - 1}, {at + 1, last}} {
			if r[0] <= r[1] {
				others = append(others, cell(r[0], row)+":"+cell(r[1], row))
			}
		}
		formula := fmt.Sprintf(`IF(COUNTA(%s)=0,"","%s")`, strings.Join(others, ","), b.Provider.BIN)
		if err := b.file.SetCellFormula(sheet, cell(at, row), formula); err != nil {
			return err
		}
	}
	return nil
}

// cut shortens a text to what a spreadsheet takes, counted as it counts.
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(slices.Concat(r[:most-1], []rune("…")))
}
