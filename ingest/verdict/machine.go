package verdict

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// json writes one object, the occurrences last and each on a line of its own.
func (v *view) json(w io.Writer) error {
	b := bufio.NewWriter(w)
	head := []fact{
		{ID: "verdict", cell: plain(string(v.report.Verdict))}, {ID: "title", cell: plain(v.Title)},
		{ID: "meaning", cell: plain(v.Meaning)}, {ID: "next", cell: plain(v.Next)},
		{ID: "trial", cell: cell{machine: v.report.Trial}}, {ID: "exit", cell: cell{machine: int64(v.report.Exit())}},
		{ID: "confirm", cell: plain(v.report.Confirm)}, {ID: "language", cell: plain(string(v.Lang))},
	}
	fmt.Fprintf(b, "%s,\n", bytes.TrimSuffix(object(head), []byte("}")))
	fmt.Fprintf(b, "\"file\":%s,\n\"counts\":%s,\n", object(v.File), object(v.Counts))
	for _, t := range v.Tables {
		fmt.Fprintf(b, "%q:%s,\n", t.ID, array(t))
	}
	b.WriteString(`"occurrences":[`)
	separator := "\n"
	for row, err := range v.rows() {
		if err != nil {
			return err
		}
		b.WriteString(separator)
		b.Write(object(named(v.Columns, row)))
		separator = ",\n"
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

// object is the JSON of cells under their ids, in their order.
func object(facts []fact) []byte {
	var b bytes.Buffer
	for i, f := range facts {
		b.WriteByte("{,"[min(i, 1)])
		value, err := json.Marshal(f.machine)
		if err != nil {
			panic("verdict: " + err.Error()) // strings, whole numbers and booleans only
		}
		fmt.Fprintf(&b, "%q:%s", f.ID, value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

func array(t table) string {
	rows := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = string(object(named(t.Columns, r)))
	}
	return "[" + strings.Join(rows, ",\n") + "]"
}

func named(columns []column, row []cell) []fact {
	facts := make([]fact, len(row))
	for i, c := range row {
		facts[i] = fact{columns[i].ID, columns[i].Label, c}
	}
	return facts
}

// csv writes one table for machines and for a spreadsheet: UTF-8 with a byte order mark
// and semicolons, as programs of this country expect. The first column says what a line
// is about: verdict, trial, file, count, register, setting, tolerance, question, summary, row.
// The columns have the same names in every language.
//
// A text that a spreadsheet could take for a formula has an apostrophe in front, and so
// has one that begins with an apostrophe: a reader takes off exactly one.
func (v *view) csv(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString("\ufeff")
	c := &csvLines{w: csv.NewWriter(b), place: make(map[string]int)}
	c.w.Comma = ';'
	for _, id := range v.csvColumns() {
		c.place[id] = len(c.place)
	}
	if err := c.w.Write(v.csvColumns()); err != nil {
		return err
	}
	v.csvHead(c)
	for row, err := range v.rows() {
		if err != nil {
			return err
		}
		c.line("row", named(v.Columns, row))
	}
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return err
	}
	return b.Flush()
}

// csvColumns are the columns of an occurrence and then those the other lines need.
func (v *view) csvColumns() []string {
	ids, seen := []string{"kind"}, make(map[string]bool)
	add := func(id string) {
		if !seen[id] {
			ids, seen[id] = append(ids, id), true
		}
	}
	for _, c := range v.Columns {
		add(c.ID)
	}
	add("name")
	for i := len(v.Tables) - 1; i >= 0; i-- { // the summary first
		for _, c := range v.Tables[i].Columns {
			add(c.ID)
		}
	}
	return ids
}

// csvHead writes the lines before the occurrences.
func (v *view) csvHead(c *csvLines) {
	c.line("verdict", []fact{{ID: "value", cell: plain(string(v.report.Verdict))}, {ID: "message", cell: plain(v.Meaning)}, {ID: "remedy", cell: plain(v.Next)}})
	if v.Trial != "" {
		c.line("trial", []fact{{ID: "message", cell: plain(v.Trial)}})
	}
	for _, f := range v.File {
		c.line("file", []fact{{ID: "name", cell: plain(f.ID)}, {ID: "value", cell: f.cell}})
	}
	for _, f := range v.Counts {
		c.line("count", []fact{{ID: "name", cell: plain(f.ID)}, {ID: "count", cell: f.cell}})
	}
	for _, t := range v.Tables {
		for _, row := range t.Rows {
			c.line(t.Kind, named(t.Columns, row))
		}
	}
}

// csvLines writes sparse lines; a failed write is kept by the writer.
type csvLines struct {
	w     *csv.Writer
	place map[string]int
}

func (c *csvLines) line(kind string, facts []fact) {
	cells := make([]string, len(c.place))
	cells[0] = kind
	for _, f := range facts {
		if f.machine != nil {
			cells[c.place[f.ID]] = harmless(fmt.Sprint(f.machine))
		}
	}
	_ = c.w.Write(cells) // csv tells it again at the end
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@'\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
