package leak

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"nsk/reports"
	"nsk/warehouse"
)

// told are the columns of a machine table that tell the number of a fact.
var told = []string{"value", "number", "numerator", "denominator", "bound_low", "bound_high", "interval_low", "interval_high"}

// row is a row of a machine table by the names of its columns.
func (r *reader) row(place string, head, cells []string) {
	id := ""
	for i, name := range head {
		if i < len(cells) && (name == "fact_id" || name == "id") {
			id = cells[i]
		}
	}
	if _, secret := r.secrets[id]; !secret || id == "" {
		return
	}
	for i, name := range head {
		if i < len(cells) && cells[i] != "" && slices.Contains(told, name) {
			r.found(place, id, "the column "+name+" says "+cells[i])
		}
	}
}

func (r *reader) csv(data []byte) error {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return err
	}
	for i := 1; i < len(rows); i++ {
		r.row(fmt.Sprintf("row %d", i+1), rows[0], rows[i])
	}
	return nil
}

// parquet is read as the text of its columns.
func (r *reader) parquet() (err error) {
	db, err := warehouse.Scratch(r.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(r.ctx, "SELECT COLUMNS(*)::VARCHAR FROM read_parquet("+warehouse.Literal(r.file)+")")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	head, err := rows.Columns()
	if err != nil {
		return err
	}
	for n := 1; rows.Next(); n++ {
		cells, at := make([]*string, len(head)), make([]any, len(head))
		for i := range cells {
			at[i] = &cells[i]
		}
		if err := rows.Scan(at...); err != nil {
			return err
		}
		texts := make([]string, len(head))
		for i, c := range cells {
			if c != nil {
				texts[i] = *c
			}
		}
		r.row(fmt.Sprintf("row %d", n), head, texts)
	}
	return rows.Err()
}

// xlsx reads every sheet, hidden ones too, and the notes.
func (r *reader) xlsx(data []byte) (err error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return err
		}
		r.sheet(sheet, rows)
		notes, err := f.GetComments(sheet)
		if err != nil {
			return err
		}
		for _, n := range notes {
			r.raw("sheet "+sheet+", note at "+n.Cell, n.Text)
		}
	}
	return nil
}

// A sheet of a table has after its numbers the ids of their facts, each under «ID: » and the
// heading of the number; a sheet of facts has the id first.
func (r *reader) sheet(sheet string, rows [][]string) {
	of := map[int]int{} // column of an id: column of its number
	var head []string
	for i, cells := range rows {
		place := fmt.Sprintf("sheet %s, row %d", sheet, i+1)
		switch {
		case len(cells) > 0 && cells[0] == "ID":
			head = cells
		case slices.ContainsFunc(cells, func(c string) bool { return strings.HasPrefix(c, "ID: ") }):
			of = paired(cells)
		case head != nil:
			r.sheetFact(place, head, cells)
		default:
			for id, n := range of {
				r.sheetNumber(place, cells, [2]int{id, n})
			}
		}
	}
}

// paired finds for each column of ids the column of its numbers.
func paired(head []string) map[int]int {
	of := map[int]int{}
	for i, title := range head {
		if name, ok := strings.CutPrefix(title, "ID: "); ok {
			of[i] = slices.Index(head, name)
		}
	}
	return of
}

func (r *reader) sheetNumber(place string, cells []string, at [2]int) {
	if at[1] < 0 || at[0] >= len(cells) {
		return
	}
	id, text := cells[at[0]], cells[at[1]]
	if _, secret := r.secrets[id]; secret && id != "" && r.secrets.telling(id, text) {
		r.found(place, id, "the cell says "+text)
	}
}

// tellTale are the headings of a sheet of facts under which numbers of facts stand.
var tellTale = []string{"Значение", "Числитель", "Знаменатель", "граница", "95%", "прошлого года"}

func (r *reader) sheetFact(place string, head, cells []string) {
	id := ""
	if len(cells) > 0 {
		id = cells[0]
	}
	if _, secret := r.secrets[id]; !secret || id == "" {
		return
	}
	for i, title := range head {
		if i < len(cells) && number(cells[i]) && slices.ContainsFunc(tellTale, func(t string) bool { return strings.Contains(title, t) }) {
			r.found(place, id, "under «"+title+"» stands "+cells[i])
		}
	}
}

// number reports whether a cell is a number and nothing else: the sheet of definitions says
// under the same headings in words what is counted.
func number(cell string) bool {
	return len(numbers(cell)) > 0 && !strings.ContainsFunc(cell, unicode.IsLetter)
}

// json reads facts.json: what is protected has no number.
func (r *reader) json(data []byte) error {
	p, err := reports.ReadPublication(bytes.NewReader(data))
	if err != nil || len(p.Facts) == 0 {
		r.raw("text", string(data)) // another file of JSON
		return nil
	}
	for _, f := range p.Facts {
		if _, secret := r.secrets[f.ID]; !secret {
			continue
		}
		for name, v := range map[string]string{"value": f.Value, "numerator": count(f.Numerator), "denominator": count(f.Denominator), "was": f.Was,
			"bound_low": f.BoundLow, "bound_high": f.BoundHigh, "interval_low": f.IntervalLow, "interval_high": f.IntervalHigh} {
			if v != "" {
				r.found("fact "+f.ID, f.ID, name+" is "+v)
			}
		}
	}
	return nil
}

func count(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

// docx reads the parts of a Word document: content controls bound to facts, descriptions of
// pictures, drawings kept as SVG, and whatever else is text.
func (r *reader) docx(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, f := range z.File {
		part, err := open(f)
		if err != nil {
			return err
		}
		switch ext := path.Ext(f.Name); {
		case ext == ".svg":
			err = r.html(part)
		case ext == ".xml" || ext == ".rels":
			err = r.part(f.Name, part)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func open(f *zip.File) ([]byte, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(rc)
	return data, errors.Join(err, rc.Close())
}

func (r *reader) part(name string, data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	tag, text := "", ""
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			for _, a := range t.Attr {
				switch {
				case t.Name.Local == "tag" && a.Name.Local == "val":
					tag, text = a.Value, ""
				case a.Name.Local == "descr" || a.Name.Local == "title":
					r.alternative(name+", description of a picture", a.Value)
				case t.Name.Local == "instrText":
					r.raw(name, a.Value)
				}
			}
		case xml.CharData:
			text += string(t)
		case xml.Comment:
			r.raw(name+", comment", string(t))
		case xml.EndElement:
			if t.Name.Local == "sdt" {
				r.control(name, tag, text)
				tag = ""
			}
		}
	}
}

// control is a content control bound to a fact.
func (r *reader) control(part, id, text string) {
	if _, secret := r.secrets[id]; secret && id != "" && r.secrets.telling(id, text) {
		r.found(part, id, "the text says "+strings.TrimSpace(text))
	}
}
