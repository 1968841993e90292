package draft

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"nsk/connectors/contract"
)

// without is the beginning of the sample, with values made up where a column is personal:
// what lies in a folder of contracts is read by many.
func (s *Sample) without(personal map[string]contract.Column) (data []byte, rows int, err error) {
	if s.Form == XML {
		return s.nodesWithout(personal)
	}
	if s.Paths() {
		return s.objectsWithout(personal)
	}
	table := s.table[:min(len(s.table), fixtureRows+1)]
	for n, row := range table[1:] {
		for i := range row {
			if col, ok := personal[s.Columns[min(i, len(s.Columns)-1)].Name]; ok && i < len(s.Columns) && row[i] != "" {
				row[i] = madeUp(&col, row[i], n)
			}
		}
	}
	if s.Form == XLSX {
		data, err = workbook(s.Sheet, table)
	} else {
		data, err = s.text(table)
	}
	return data, len(table) - 1, err
}

func (s *Sample) text(table [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = rune(s.Delimiter[0])
	if err := w.WriteAll(table); err != nil {
		return nil, err
	}
	switch s.Encoding {
	case "utf-16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(b.Bytes())
	case "windows-1251":
		return charmap.Windows1251.NewEncoder().Bytes(b.Bytes())
	}
	return b.Bytes(), nil
}

func workbook(sheet string, table [][]string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	for i, row := range table {
		if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &row); err != nil {
			return nil, err
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (s *Sample) objectsWithout(personal map[string]contract.Column) ([]byte, int, error) {
	objects := s.objects[:min(len(s.objects), fixtureRows)]
	for n, v := range objects {
		for path, col := range personal {
			replace(v, strings.Split(path, "."), &col, n)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if s.Form == JSONLines {
		for _, v := range objects {
			if err := e.Encode(v); err != nil {
				return nil, 0, err
			}
		}
		return b.Bytes(), len(objects), nil
	}
	e.SetIndent("", "  ")
	root := any(objects)
	if page, ok := s.root.(map[string]any); ok {
		page[s.rows] = objects
		root = page
	}
	err := e.Encode(root)
	return b.Bytes(), len(objects), err
}

// replace puts a made-up value at a path, where there is one.
func replace(v any, steps []string, col *contract.Column, n int) {
	object, ok := v.(map[string]any)
	if !ok {
		return
	}
	was, there := object[steps[0]]
	switch {
	case !there || was == nil:
	case len(steps) > 1:
		replace(was, steps[1:], col, n)
	default:
		object[steps[0]] = madeUp(col, fmt.Sprint(was), n)
	}
}

// madeUp is a value that no person has, of the form that the column wants.
func madeUp(col *contract.Column, was string, n int) string {
	switch col.Type {
	case contract.TypeIIN:
		return number(n)
	case contract.TypeDate:
		if strings.Contains(was, ".") {
			return "01.01.1990"
		}
		return "1990-01-01"
	case contract.TypeKATO:
		return was[:min(2, len(was))] + "0000000"
	}
	return "made up " + strconv.Itoa(n+1)
}

// number is the n-th IIN of a day on which nobody is registered by it: its control digit
// is right, its day is 1 January 1900.
func number(n int) string {
	for serial := n * 7; ; serial++ {
		eleven := fmt.Sprintf("0001010%04d", serial%10000)
		a, b := 0, 0
		for i := range 11 {
			d := int(eleven[i] - '0')
			a += d * (i + 1)
			b += d * ((i+2)%11 + 1)
		}
		if a %= 11; a == 10 {
			a = b % 11
		}
		if a != 10 {
			return eleven + strconv.Itoa(a)
		}
	}
}
