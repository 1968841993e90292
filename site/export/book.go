package export

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/xuri/excelize/v2"
)

// ErrTooLong means that a sheet of a workbook has no room for the rows.
var ErrTooLong = errors.New("more rows than a sheet holds (1,048,575 and the head)")

const (
	sheetRows   = excelize.TotalRows
	exactDigits = 15 // that a spreadsheet keeps of a number
	longestCell = excelize.TotalCellChars
)

func writeXLSX(to io.Writer, t Table) (err error) {
	x := excelize.NewFile()
	defer func() { err = errors.Join(err, x.Close()) }()
	s := sheet{row: 1}
	if s.day, err = x.NewStyle(&excelize.Style{NumFmt: 14}); err != nil {
		return err
	}
	if s.StreamWriter, err = x.NewStreamWriter("Sheet1"); err != nil {
		return err
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	var head []any
	for _, f := range t.Schema.Fields() {
		head = append(head, f.Name)
	}
	if err := s.SetRow("A1", head); err != nil {
		return err
	}
	if err := t.each(s.add); err != nil {
		return err
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return x.Write(to)
}

// A sheet is being filled row by row.
type sheet struct {
	*excelize.StreamWriter
	row int
	day int // style of days
}

func (s *sheet) add(b arrow.RecordBatch) error {
	cells := make([]any, b.NumCols())
	for row := range int(b.NumRows()) {
		if s.row++; s.row > sheetRows {
			return ErrTooLong
		}
		for i, column := range b.Columns() {
			cells[i] = s.cell(column, row)
		}
		if err := s.SetRow("A"+strconv.Itoa(s.row), cells); err != nil {
			return err
		}
	}
	return nil
}

// cell is a number where a spreadsheet keeps all its digits, a day, or text.
func (s *sheet) cell(column arrow.Array, row int) any {
	text, null := Text(column, row)
	if null {
		return nil
	}
	switch c := column.(type) {
	case *array.Boolean:
		return c.Value(row)
	case *array.Date32:
		if day := c.Value(row).ToTime(); day.Year() >= 1901 { // a spreadsheet knows no earlier ones for sure
			return excelize.Cell{StyleID: s.day, Value: day}
		}
	}
	if Number(column.DataType()) && digits(text) <= exactDigits {
		if x, err := strconv.ParseFloat(text, 64); err == nil {
			return x
		}
	}
	if runes := []rune(text); len(runes) > longestCell {
		return string(runes[:longestCell-1]) + "…"
	}
	return text
}

func digits(number string) int {
	return len(strings.TrimLeft(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number), "0"))
}
