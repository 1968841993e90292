package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/warehouse"
)

func oneColumn() *contract.Contract {
	return &contract.Contract{Source: "parts", Key: []string{"k"}, XLSX: &contract.XLSXShape{Sheet: "S"}, JSON: &contract.JSONShape{},
		Columns: []contract.Column{{Name: "k", Type: contract.TypeText, Required: true, RU: "Ключ", KK: "Кілт"}, {Name: "t", RU: "Текст / имя", KK: "Мәтін", Type: contract.TypeText}}}
}

// No name of a column is also that of another, whatever its case and blanks.
func TestNamesOfColumnsDiffer(t *testing.T) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for i := range c.Columns {
			col := &c.Columns[i]
			for _, name := range []string{col.Name, col.RU, col.KK, strings.ToUpper(col.RU), " " + col.KK + "\u00a0", col.RU + " / " + col.KK, col.KK + "\n" + col.Name} {
				if got := columnNamed(name, c); got != col.Name {
					t.Errorf("%s: %q is taken for %q, not %s", c.Source, name, got, col.Name)
				}
			}
		}
	}
}

// A header that is taken names each column once and every required one.
func FuzzHeader(f *testing.F) {
	c := oneColumn()
	for _, s := range []string{"k", "Ключ|t", "КІЛТ|мәтін||", "t|k|k", "Ключ / Кілт|Текст / имя", "|k", "k\n\n", "Кл\u00adюч"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		columns, err := matchHeader(strings.Split(text, "|"), c)
		if err != nil {
			return
		}
		seen := make(map[string]bool)
		for _, name := range columns {
			if seen[name] || c.Column(name) == nil {
				t.Errorf("%q: %q", text, columns)
			}
			seen[name] = true
		}
		if !seen["k"] {
			t.Errorf("%q has no k: %q", text, columns)
		}
	})
}

// What a recordReader takes is what package csv takes, and nothing else, but for carriage
// returns, which csv drops, and a quote that is closed by the end of the text.
func FuzzRecords(f *testing.F) {
	for _, s := range []string{"a,b\n", "\"a\"\"b\",c\n\nd", "a\"b\n", "\"a\"b\n", "\"a\nb\",\n,", "\n\n", "\"a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if code, _ := unsound([]byte(text)); code != "" || strings.Contains(text, "\r") || len(text) > 1000 {
			return
		}
		want, wrong := csvRecords(text)
		got, err := records(text)
		if (err == nil) != (wrong == nil) || err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, %v; package csv: %q, %v", text, got, err, want, wrong)
		}
	})
}

func records(text string) (all [][]string, err error) {
	r := newRecordReader(strings.NewReader(text), ",")
	for {
		record, err := r.read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if len(record) > 0 {
			all = append(all, append([]string(nil), record...))
		}
	}
}

func csvRecords(text string) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	return r.ReadAll()
}

// Text that no dialect fits is refused, whatever it is written in; the encodings lose
// nothing unseen.
func FuzzDialect(f *testing.F) {
	for _, s := range []string{"k,t\na,b\n", "\xea\xeb\xfe\xf7;\xf2\n", "\xff\xfek\x00\t\x00t\x00\n\x00", "x\n\nk|t\n", "k\rt\r", "PK\x03\x04", "<html>", "\xef\xbb\xbfk"} {
		f.Add([]byte(s))
	}
	c := oneColumn()
	for _, encoding := range []string{"utf-8", "windows-1251", "utf-16"} {
		c.Dialects = append(c.Dialects, contract.Dialect{Encoding: encoding, Delimiter: map[string]string{"utf-8": ",", "windows-1251": ";", "utf-16": "\t"}[encoding]})
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
		d, err := dialectOf(open, c)
		var known *Fault
		if err != nil && !errors.As(err, &known) {
			t.Fatalf("%q: %v", data, err)
		}
		if err != nil {
			return
		}
		r, err := d.reader(open)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r); err != nil && !errors.As(err, &known) {
			t.Errorf("%q: %v", data, err)
		}
	})
}

// What is taken as JSON is JSON, and means the same to package json.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`[{"k":"a","n":1e3}]`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `[1,]`, `NaN`, `"\ud800"`, "[1] [2]", `{"a":{"b":[null,true]}}`, strings.Repeat("[", 100), "1 2", "01", "-", "\"\t\"", "[1}", "{1:2}", "{\"a\" 1}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := newJSONText([]byte(text), 1)
		if err != nil {
			return
		}
		v, err := p.next()
		if err != nil {
			return
		}
		dec := json.NewDecoder(strings.NewReader(text))
		dec.UseNumber()
		var want any
		if err := dec.Decode(&want); err != nil || !reflect.DeepEqual(v, want) {
			t.Errorf("%q: %#v, package json %#v, %v", text, v, want, err)
		}
	})
}

// The XML of a sheet, whatever it is, is read within its bounds or refused; a sheet that
// is read has rows in order.
func FuzzSheet(f *testing.F) {
	const row = `<row r="1"><c r="A1" t="inlineStr"><is><t>k</t></is></c></row>`
	for _, s := range []string{`<worksheet><sheetData>` + row + `<row r="3" hidden="1"><c r="A3"><v>5</v></c><c r="XFD3" t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`,
		`<sheetData>` + row, `<sheetData>` + row + `<row><c><f>1</f></c></row></sheetData>`, `<!DOCTYPE x>`, `<sheetData/>`,
		`<sheetData>` + row + `<row><c s="1"><v>45717.5</v></c></row><row><c t="e"><v>#N/A</v></c></row></sheetData>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b := &book{shared: []string{"x"}, formats: []format{formatPlain, formatDate, formatPercent}, parts: map[string]*zip.File{"s": part(t, text)}}
		s, err := b.open(sheetRef{name: "S", part: "s"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		var known *Fault
		if _, err := s.header(oneColumn()); err != nil {
			if !errors.As(err, &known) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		for last := int64(1); ; {
			n, cells, err := s.filled()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				if !errors.As(err, &known) {
					t.Errorf("%q: %v", text, err)
				}
				return
			}
			if n <= last || len(cells) > widest+1 {
				t.Errorf("%q: row %d of %d cells after %d", text, n, len(cells), last)
			}
			last = n
		}
	})
}

// part is a part of an archive with that text.
func part(t *testing.T, text string) *zip.File {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "s", Method: zip.Store})
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r.File[0]
}

// A text is a day, or a number, only if it is one by a plain reading of its form, and
// then it is that one.
func FuzzTyping(f *testing.F) {
	e, err := warehouse.Open(f.Context(), "", warehouse.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { e.Close() })
	for _, s := range []string{"2025-03-01", "01.03.2025", "31.02.2025", "2025-3-001", "1.1.202555", "+1", "-0", "12.5", "007", "1e3", "2025-01-1x", "0001-01-01", "-001-01-01", "12.1.02025", "1.01.25 BC", "99999999999999.9999", "infinity12"} {
		f.Add(s)
	}
	var sel []string
	for _, kind := range []contract.Type{contract.TypeDate, contract.TypeInteger, contract.TypeDecimal} {
		col := contract.Column{Name: "x", Type: kind}
		sel = append(sel, "CAST("+value(&col)+" AS VARCHAR)")
	}
	q := "SELECT " + strings.Join(sel, ", ") + ` FROM (SELECT CAST(? AS VARCHAR) AS "x~")`
	f.Fuzz(func(t *testing.T, text string) {
		if code, _ := unsound([]byte(text)); code != "" || strings.Trim(text, " \t\u00a0") != text {
			return
		}
		var day, whole, decimal *string
		if err := e.DB().QueryRow(q, text).Scan(&day, &whole, &decimal); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got, want := orNone(day), plainDay(text); got != want {
			t.Errorf("%q is the day %q, want %q", text, got, want)
		}
		if got, want := orNone(whole), plainWhole(text); got != want {
			t.Errorf("%q is the number %q, want %q", text, got, want)
		}
		if whole != nil && (decimal == nil || *decimal != *whole+".0000") && len(strings.Trim(text, "+-")) <= 14 {
			t.Errorf("%q is the decimal %q, not %s", text, orNone(decimal), *whole)
		}
	})
}

func orNone(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func plainDay(s string) string {
	for _, form := range []string{"2006-01-02", "02.01.2006"} {
		if t, err := time.Parse(form, s); err == nil && t.Year() >= 1000 && t.Year() < 3000 {
			return t.Format("2006-01-02")
		}
	}
	return ""
}

func plainWhole(s string) string {
	digits := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-"), "")
	if strings.HasPrefix(s, "+-") || digits == "" || len(digits) > 18 || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	short := strings.TrimLeft(digits, "0")
	switch {
	case short == "":
		return "0"
	case strings.HasPrefix(s, "-"):
		return "-" + short
	}
	return short
}
