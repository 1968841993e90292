package ingest

import (
	"errors"
	"fmt"
	"io"

	"nsk/connectors/contract"
)

// readCSV yields the rows of a CSV file. The dialect is the one of the contract's in
// which the header consists of the contract's columns; where none fits, the fault says
// what is missing or unforeseen. careful reads record by record in Go, which names
// the place of a broken record; otherwise DuckDB takes the text apart.
func readCSV(open opener, c *contract.Contract, careful bool, to sink) error {
	d, err := dialectOf(open, c)
	if err != nil {
		return err
	}
	r, err := d.reader(open)
	if err != nil {
		return err
	}
	defer r.Close()
	in := newRecordReader(r, d.Delimiter)
	if _, err := in.read(); err != nil {
		return err
	}
	if careful || d.spare > 0 {
		return readRecords(in, d, to)
	}
	k := cutter{sink: to.with(append([]string{"_row"}, d.columns...)...), delimiter: d.Delimiter, line: 1}
	return k.run(in.in)
}

// readRecords reads record by record after the header. A record of another length is a
// broken row. Blank lines are no rows, but count as such, as they do in a spreadsheet.
func readRecords(in *recordReader, d found, to sink) error {
	w := newRowWriter(d.columns, to)
	for n := int64(2); ; n++ {
		record, err := in.read()
		if errors.Is(err, io.EOF) {
			return w.flush()
		}
		if err != nil {
			return err
		}
		if len(record) == 0 {
			continue
		}
		if err := addRecord(w, n, record, d); err != nil {
			return err
		}
	}
}

// addRecord adds a row. Cells under no name must be empty; so may be one more, because a
// delimiter at the end of a line is common, and DuckDB forgives it as well.
func addRecord(w *rowWriter, n int64, record []string, d found) error {
	want := len(d.columns)
	for len(record) > want && len(record) <= want+max(1, d.spare) && record[len(record)-1] == "" {
		record = record[:len(record)-1]
	}
	if len(record) != want {
		return w.add(n, fmt.Sprintf("%d/%d", len(record), want), nil)
	}
	return w.add(n, "", record)
}
