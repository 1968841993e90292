package synthetic

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"nsk/connectors/contract"
)

// file is a drop file: its name without folder, and its bytes.
type file struct {
	source, name string
	body         []byte
}

// labels are the headers a sender may use.
type labels int

const (
	technical labels = iota
	russian
	kazakh
)

func header(c *contract.Contract, l labels) []string {
	var out []string
	for _, col := range c.Columns {
		out = append(out, map[labels]string{technical: col.Name, russian: col.RU, kazakh: col.KK}[l])
	}
	return out
}

// table writes rows as CSV in a dialect: utf-8 with commas, or windows-1251 with semicolons.
func table(head []string, rows [][]string, ansi bool) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if ansi {
		w.Comma = ';'
	}
	if err := w.WriteAll(append([][]string{head}, rows...)); err != nil {
		panic(err) // memory
	}
	if !ansi {
		return b.Bytes()
	}
	out, err := charmap.Windows1251.NewEncoder().Bytes(b.Bytes())
	if err != nil {
		panic(fmt.Sprintf("a Kazakh letter in a windows-1251 file: %v", err)) // names are Russian there
	}
	return out
}

// file renders a return.
func (r *Republic) file(s sending) file {
	c := &r.centres[s.centre]
	name := c.bin + "_" + r.monthPeriod(s.month)
	switch s.form {
	case nilReturn:
		return declaration(s.source, name, `{"declaration":"nil"}`)
	case cannot:
		return declaration(s.source, name, `{"declaration":"cannot_provide","reason":"Журнал выдачи изъят для проверки."}`)
	}
	if s.version > 1 {
		name += "_v" + strconv.Itoa(s.version)
	}
	rows, _ := r.rowsOf(s)
	l := map[role]labels{cyrillic: russian, russianLabels: russian, kazakhLabels: kazakh}[c.role]
	body := table(header(r.contract(s.source), l), rows, c.role == cyrillic)
	if s.form == torn {
		body = tear(body, rows[len(rows)-1][3])
	}
	return file{s.source, name + ".csv", body}
}

// tear opens a quote before the name in the last row and cuts the file after its first
// word, as a broken transfer leaves it.
func tear(body []byte, name string) []byte {
	i := bytes.LastIndex(body, []byte(name))
	return append(append(bytes.Clone(body[:i]), '"'), name[:strings.Index(name, " ")]...)
}

func declaration(source, name, body string) file {
	return file{source, name + ".declaration.json", []byte(body + "\n")}
}

// register renders the table of a body in the columns of its contract.
func (r *Republic) register(source, provider, period string, rows [][]string) file {
	rows = r.spoiled(source, provider, period, rows)
	if len(rows) == 0 {
		return declaration(source, provider+"_"+period, `{"declaration":"nil"}`)
	}
	return file{source, provider + "_" + period + ".csv", table(header(r.contract(source), technical), rows, false)}
}

// object turns a row into JSON as the contract reads it: nested by path, typed by column;
// what is empty is null.
func object(c *contract.Contract, row []string) map[string]any {
	out := map[string]any{}
	for i, col := range c.Columns {
		path := col.Path
		if path == "" {
			path = col.Name
		}
		put(out, path, typed(col.Type, row[i]))
	}
	return out
}

func typed(t contract.Type, value string) any {
	switch {
	case value == "":
		return nil
	case t == "boolean":
		return value == "true"
	case t == "integer":
		return json.Number(value)
	}
	return value
}

func put(into map[string]any, path string, value any) {
	for i := range path {
		if path[i] == '.' {
			inner, ok := into[path[:i]].(map[string]any)
			if !ok {
				inner = map[string]any{}
				into[path[:i]] = inner
			}
			put(inner, path[i+1:], value)
			return
		}
	}
	into[path] = value
}

// sheetBytes renders rows as a workbook with one sheet.
func sheetBytes(name string, head []string, rows [][]string) []byte {
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetName("Sheet1", name)
	w, err := f.NewStreamWriter(name)
	for i, row := range append([][]string{head}, rows...) {
		cells := make([]any, len(row))
		for k, v := range row {
			if v != "" {
				cells[k] = v
			}
		}
		if err == nil {
			err = w.SetRow("A"+strconv.Itoa(i+1), cells)
		}
	}
	if err == nil {
		err = w.Flush()
	}
	var b bytes.Buffer
	if err == nil {
		err = f.Write(&b)
	}
	if err != nil {
		panic(err) // memory
	}
	return b.Bytes()
}
