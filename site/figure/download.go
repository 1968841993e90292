package figure

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/xuri/excelize/v2"

	"nsk/reports/chart"
	"nsk/reports/picture"
)

// ErrForm means that a figure has no such form.
var ErrForm = errors.New("no such form")

// pens draw charts on the server. One is dear to make and draws one chart at a time.
var pens = sync.Pool{New: func() any {
	pen, err := chart.NewRenderer()
	if err != nil {
		panic(err) // the script is embedded
	}
	return pen
}}

// Download writes a figure in one of the Forms.
func (f Figure) Download(w http.ResponseWriter, form string) error {
	write := map[string]func() ([]byte, string, error){
		"csv": f.csv, "xlsx": f.xlsx, "svg": f.svg, "png": f.png,
	}[form]
	if write == nil || f.Chart == nil && (form == "svg" || form == "png") {
		return ErrForm
	}
	body, kind, err := write()
	if err != nil {
		return fmt.Errorf("figure %s: %w", f.ID, err)
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+f.ID+"."+form+`"`)
	_, _ = w.Write(body) // whoever asked is gone
	return nil
}

// mark is the byte order mark, without which Excel reads Kazakh letters wrongly.
const mark = "\ufeff"

func (f Figure) csv() ([]byte, string, error) {
	b := bytes.NewBufferString(mark)
	w := csv.NewWriter(b)
	_ = w.Write(f.head()) // to memory
	for _, row := range f.Table.Rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, c.plain())
		}
		_ = w.Write(cells) // to memory
	}
	w.Flush()
	return b.Bytes(), "text/csv; charset=utf-8", w.Error()
}

func (f Figure) head() (titles []string) {
	for _, c := range f.Table.Columns {
		titles = append(titles, c.Title)
	}
	return titles
}

// plain is a cell for machines. A text that a spreadsheet would take for a formula is one no more.
func (c Cell) plain() string {
	if c.Value != "" {
		return c.Value
	}
	if c.Text != "" && bytes.IndexByte([]byte("=+-@\t\r"), c.Text[0]) >= 0 {
		return "'" + c.Text
	}
	return c.Text
}

func (f Figure) xlsx() (body []byte, kind string, err error) {
	x := excelize.NewFile()
	defer func() { err = errors.Join(err, x.Close()) }()
	const sheet = "Sheet1"
	for i, c := range f.Table.Columns {
		at, _ := excelize.CoordinatesToCellName(i+1, 1) // small numbers
		err = errors.Join(err, x.SetCellStr(sheet, at, c.Title))
	}
	for n, row := range f.Table.Rows {
		for i, c := range row {
			at, _ := excelize.CoordinatesToCellName(i+1, n+2)
			err = errors.Join(err, c.into(x, sheet, at))
		}
	}
	err = errors.Join(err, x.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	var b bytes.Buffer
	err = errors.Join(err, x.Write(&b))
	return b.Bytes(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", err
}

func (c Cell) into(x *excelize.File, sheet, at string) error {
	if n, err := strconv.ParseFloat(c.Value, 64); c.Value != "" && err == nil {
		return x.SetCellFloat(sheet, at, n, -1, 64)
	}
	return x.SetCellStr(sheet, at, c.Text)
}

func (f Figure) svg() ([]byte, string, error) {
	pen := pens.Get().(*chart.Renderer)
	defer pens.Put(pen)
	svg, err := pen.SVG(*f.Chart)
	return []byte(svg), "image/svg+xml", err
}

func (f Figure) png() ([]byte, string, error) {
	svg, _, err := f.svg()
	if err != nil {
		return nil, "", err
	}
	painted, err := picture.Paint(string(svg), 2)
	return painted.PNG, "image/png", err
}
