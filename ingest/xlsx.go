package ingest

import (
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"nsk/connectors/contract"
)

// workbookLimit bounds the unpacked size of a workbook, against zip bombs. It is also
// the size above which excelize would unpack to a disk, so that it never does.
const workbookLimit = 512 << 20

// readXLSX yields the rows of the contract's sheet, whose first row is the header. Cells
// are taken as stored, not as shown; the serial number of a date becomes the date.
func readXLSX(r io.Reader, c *contract.Contract, to sink) error {
	if c.XLSX == nil {
		return &Fault{Code: "form", Detail: "XLSX"}
	}
	book, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: workbookLimit, UnzipXMLSizeLimit: workbookLimit, RawCellValue: true})
	if err != nil {
		return faultf("%v", err)
	}
	defer book.Close()
	rows, err := book.Rows(c.XLSX.Sheet)
	if err != nil {
		return &Fault{Code: "missing-sheet", Detail: "«" + c.XLSX.Sheet + "»"}
	}
	defer rows.Close()
	return sheetRows(rows, c, to)
}

func sheetRows(rows *excelize.Rows, c *contract.Contract, to sink) error {
	if !rows.Next() {
		return &Fault{Code: "empty", Detail: "0"}
	}
	header, err := rows.Columns()
	if err != nil {
		return faultf("row 1: %v", err)
	}
	columns, err := matchHeader(header, c)
	if err != nil {
		return err
	}
	w := newRowWriter(columns, to)
	for n := int64(2); rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return faultf("row %d: %v", n, err)
		}
		if err := addCells(w, n, cells, c); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return faultf("%v", err)
	}
	return w.flush()
}

func addCells(w *rowWriter, n int64, cells []string, c *contract.Contract) error {
	filled, want := false, len(w.columns)-2
	for i, cell := range cells {
		filled = filled || cell != ""
		if i < want && c.Column(w.columns[i+2]).Type == contract.TypeDate {
			cells[i] = serialDate(cell)
		}
	}
	switch {
	case !filled: // an empty row of a sheet is no row
		return nil
	case len(cells) > want:
		return w.add(n, strconv.Itoa(len(cells))+"/"+strconv.Itoa(want), nil)
	}
	return w.add(n, "", cells)
}

// serialDate turns Excel's serial number of a whole day into the day; other texts stay.
func serialDate(cell string) string {
	serial, err := strconv.ParseInt(cell, 10, 32)
	if err != nil || serial < 1 {
		return cell
	}
	t, err := excelize.ExcelDateToTime(float64(serial), false)
	if err != nil {
		return cell
	}
	return t.Format(time.DateOnly)
}
