// Package export writes a table of Arrow batches in the forms that people and programs take
// away: CSV, JSON, XLSX, Parquet and Arrow.
package export

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// A Table is what is written. Each batch is used before the next is asked for.
type Table struct {
	Schema  *arrow.Schema
	Batches iter.Seq2[arrow.RecordBatch, error]
	// People says that a spreadsheet will open it: its CSV begins with a byte order mark,
	// and a text that would be taken for a formula is one no more.
	People bool
}

// A Form is one way to write a table.
type Form struct {
	Name  string // also the end of a file name
	Media string // type of the content
	write func(io.Writer, Table) error
}

// Forms are all of them.
var Forms = []Form{
	{"csv", "text/csv; charset=utf-8", writeCSV},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", writeXLSX},
	{"json", "application/json", writeJSON},
	{"parquet", "application/vnd.apache.parquet", writeParquet},
	{"arrow", "application/vnd.apache.arrow.file", writeArrow},
}

// Named finds a form by its name.
func Named(name string) (Form, bool) {
	i := slices.IndexFunc(Forms, func(f Form) bool { return f.Name == name })
	if i < 0 {
		return Form{}, false
	}
	return Forms[i], true
}

// Write writes the table. The error is ErrTooLong, one of a batch, or one of the writer.
func (f Form) Write(w io.Writer, t Table) error {
	t.Schema = unique(t.Schema)
	if err := f.write(w, t); err != nil {
		return fmt.Errorf("export as %s: %w", f.Name, err)
	}
	return nil
}

// unique gives columns of one name a number each: SQL allows such columns, files do not.
func unique(s *arrow.Schema) *arrow.Schema {
	seen, fields := make(map[string]bool), s.Fields()
	for _, f := range fields {
		seen[f.Name] = true
	}
	taken := make(map[string]bool)
	for i, f := range fields {
		name := f.Name
		for n := 2; taken[name]; n++ {
			if next := f.Name + "_" + strconv.Itoa(n); !seen[next] {
				name = next
			}
		}
		taken[name], seen[name] = true, true
		fields[i].Name = name
	}
	return arrow.NewSchema(fields, nil)
}

// each calls fn with every batch under the names of the table's schema.
func (t Table) each(fn func(arrow.RecordBatch) error) error {
	for b, err := range t.Batches {
		if err != nil {
			return err
		}
		named := array.NewRecordBatch(t.Schema, b.Columns(), b.NumRows())
		err := fn(named)
		named.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

func writeArrow(to io.Writer, t Table) error {
	w, err := ipc.NewFileWriter(to, ipc.WithSchema(t.Schema))
	if err != nil {
		return err
	}
	if err := t.each(w.Write); err != nil {
		return err
	}
	return w.Close()
}

func writeParquet(to io.Writer, t Table) error {
	how := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy))
	w, err := pqarrow.NewFileWriter(t.Schema, kept{to}, how, pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return err
	}
	if err := t.each(w.WriteBuffered); err != nil {
		return err
	}
	return w.Close()
}

// kept hides the Close of a writer, which is not the file's to close.
type kept struct{ io.Writer }
