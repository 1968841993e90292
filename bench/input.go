package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"nsk/connectors/contract"
	"nsk/connectors/synthetic"
)

const (
	smallRows = 30      // of a small file
	month     = 7       // of the return that is measured
	ofHistory = 10      // a corrected return is one of so many
	faultyRow = 10      // each so many-th row of a file with errors has one
	mostPast  = 100_000 // rows of a return received before
)

// A file is one return: where it lies, and whose it is.
type file struct {
	Path, Provider, Period string
	Rows                   int
}

// An input is what both sides read.
type input struct {
	Past  []file // received before the clock starts, oldest first
	Files []file // measured
	Clean []file // the same without errors, where a check is measured

	Broker string // its address, where a topic is measured
}

// write makes the files of a case in dir; the same case gives the same bytes.
func (c benchCase) write(dir string) (in input, err error) {
	w := writer{dir: dir, republic: synthetic.New(synthetic.Options{Seed: 1})}
	switch c.kind {
	case kindTable:
		in.Files, err = w.table(c.rows)
	case kindReturns, kindPages:
		w.past(min(c.rows/10, mostPast))
		in.Past = w.made
		in.Files = w.add(0, month, c.rows)
	case kindCorrect:
		for n := range ofHistory {
			w.add(n/2, month-1+n%2, c.rows)
		}
		in.Past = w.made
		in.Files = w.changed(in.Past[1], c.rows, withoutRegion)
	case kindCheck:
		in.Clean = w.add(0, month, c.rows)
		in.Files = w.changed(in.Clean[0], c.rows, spoil)
	case kindSmall:
		for n := range c.rows {
			w.add(n%20, 1+n/20, smallRows)
		}
		in.Files = w.made
	}
	return in, errors.Join(err, w.err)
}

// A writer makes files; its first error stays, and the files after it are not made.
type writer struct {
	dir      string
	republic *synthetic.Republic
	made     []file
	rows     int // so far
	err      error
}

// past are three returns of the centre that is measured, and one of another.
func (w *writer) past(rows int) {
	for n := range 3 {
		w.add(0, month-3+n, rows)
	}
	w.add(1, month-1, rows)
}

// add makes a clean return of a centre for a month.
func (w *writer) add(centre, month, rows int) []file {
	q, first := w.republic.Quick(centre, month), w.rows
	f := file{filepath.Join(w.dir, fmt.Sprintf("%s_%s.csv", q.Provider, q.Period)), q.Provider, q.Period.String(), rows}
	w.rows += rows
	w.create(f.Path, func(to io.Writer) error { return q.Write(to, first, rows) })
	w.made = append(w.made, f)
	return []file{f}
}

func (w *writer) create(path string, write func(io.Writer) error) {
	if w.err != nil {
		return
	}
	to, err := os.Create(path)
	if err == nil {
		err = errors.Join(write(to), to.Close())
	}
	w.err = err
}

// changed makes another version of a return, each row changed by change. No value of it is
// quoted.
func (w *writer) changed(f file, rows int, change func(i int, cells []string)) []file {
	old, path := f.Path, strings.TrimSuffix(f.Path, ".csv")+"_v2.csv"
	w.create(path, func(to io.Writer) error {
		from, err := os.Open(old)
		if err != nil {
			return err
		}
		defer from.Close()
		return rewrite(to, from, change)
	})
	return []file{{path, f.Provider, f.Period, rows}}
}

func rewrite(to io.Writer, from io.Reader, change func(i int, cells []string)) error {
	b, s := bufio.NewWriter(to), bufio.NewScanner(from)
	for i := -1; s.Scan(); i++ {
		cells := strings.Split(s.Text(), ",")
		if i >= 0 {
			change(i, cells)
		}
		b.WriteString(strings.Join(cells, ",") + "\n") // an error stays until Flush
	}
	return errors.Join(s.Err(), b.Flush())
}

// The columns of recognition-persons that are changed.
const (
	columnIIN        = 2
	columnName       = 3
	columnSex        = 5
	columnProfession = 10
	columnRegion     = 12
	columnResult     = 14
)

// withoutRegion corrects a row so that the correction can be counted.
func withoutRegion(_ int, cells []string) { cells[columnRegion] = "" }

// spoil plants one error in each tenth row, of another kind each time.
func spoil(i int, cells []string) {
	if i%faultyRow != 0 {
		return
	}
	switch i / faultyRow % 6 {
	case 0: // the check digit
		iin := []byte(cells[columnIIN])
		iin[11] = '0' + (iin[11]-'0'+1)%10
		cells[columnIIN] = string(iin)
	case 1:
		cells[columnName] = ""
	case 2:
		cells[columnSex] = "x"
	case 3: // the register of professions does not know it
		cells[columnProfession] = "9999-9-999"
	case 4: // no region has this code
		cells[columnRegion] = "99"
	case 5:
		cells[columnResult] = "зачёт"
	}
}

func (w *writer) table(rows int) ([]file, error) {
	f := file{Path: filepath.Join(w.dir, "table.csv"), Provider: "bench", Period: "2025-07", Rows: rows}
	w.create(f.Path, func(to io.Writer) error { return writeTable(to, rows) })
	return []file{f}, w.err
}

// writeTable writes six columns of about 58 bytes a row.
func writeTable(w io.Writer, rows int) error {
	b := bufio.NewWriterSize(w, 1<<20)
	dice := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := b.WriteString("id,name,v,ts,region,ok\n"); err != nil {
		return err
	}
	for i := range rows {
		at := start.Add(time.Duration(dice.IntN(366*24*3600)) * time.Second).Format(time.DateTime)
		v := dice.IntN(1_000_000_00)
		fmt.Fprintf(b, "%d,applicant %06d,%d.%02d,%s,%02d,%t\n", i+1, dice.IntN(1_000_000), v/100, v%100, at, 10+dice.IntN(20), dice.IntN(2) == 0)
	}
	return b.Flush()
}

// tableContract is the contract of the six columns, with a rule of each cheap kind.
func tableContract() *contract.Contract {
	regions := make([]string, 20)
	for i := range regions {
		regions[i] = fmt.Sprint(10 + i)
	}
	return &contract.Contract{
		Source: "bench-table", Provider: "bench", Cadence: contract.Monthly, Content: contract.Changes, Connector: "drop",
		Dialects: []contract.Dialect{{Encoding: "utf-8", Delimiter: ","}},
		Key:      []string{"id"},
		Columns: []contract.Column{
			{Name: "id", Type: contract.TypeInteger, Required: true, Min: "1"},
			{Name: "name", Type: contract.TypeText, Required: true},
			{Name: "v", Type: contract.TypeDecimal, Required: true, Min: "0"},
			{Name: "ts", Type: contract.TypeTimestamp, Required: true},
			{Name: "region", Type: contract.TypeCode, Required: true, Values: regions},
			{Name: "ok", Type: contract.TypeBoolean, Required: true},
		},
	}
}
