package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"nsk/warehouse"
)

// parquetLimit bounds a Parquet file, which is in memory as a whole.
const parquetLimit = 1 << 30

// parquet reads a Parquet file from memory; every column is taken as text first, so that
// its values pass the same checks as any other file's.
func (t *task) parquet(r io.Reader) error {
	f, err := newMemoryFile()
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(f, io.LimitReader(r, parquetLimit+1))
	switch {
	case err != nil:
		return err
	case n == 0:
		return fault("empty", 0)
	case n > parquetLimit:
		return fault("too-large", fmt.Sprint(parquetLimit>>20, " MB"))
	}
	if err := framed(f, n); err != nil {
		return err
	}
	return t.parquetRows(f.path)
}

// framed reports a file that does not begin and end as Parquet does.
func framed(f io.ReaderAt, size int64) error {
	head, tail := make([]byte, min(size, headLimit)), make([]byte, 4)
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if _, err := f.ReadAt(tail, max(size-4, 0)); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	form := formOf(head)
	if form == "" {
		form = textForm(head)
	}
	switch {
	case form == "Parquet" && size > 12 && bytes.Equal(tail, []byte("PAR1")):
		return nil
	case form == "Parquet" && bytes.Equal(tail, []byte("PARE")):
		return fault("password", form)
	case form == "Parquet" || form == "":
		return fault("damaged", "Parquet")
	}
	return fault("other-form", form)
}

func (t *task) parquetRows(path string) error {
	columns, err := t.parquetColumns(path)
	if err != nil {
		return err
	}
	source, err := t.parquetSource(path, columns)
	if err != nil {
		return err
	}
	t.out.Received, err = t.tx.Exec(t.ctx, t.plan.insert(source), t.rowArgs()...)
	if err != nil {
		return t.unread(err)
	}
	marked, err := t.marked(0)
	if err != nil || len(marked) == 0 {
		return err
	}
	return t.explain(fmt.Sprintf("FROM (%s) WHERE _row IN (SELECT _row FROM %s WHERE _landing = %d AND _state IN (1, %s))",
		source, t.plan.table(), t.out.Landing.Number, stateRemarked))
}

// unread says of a file that DuckDB stopped reading that it is damaged. What DuckDB says
// may quote values and is in no language of the user's.
func (t *task) unread(err error) error {
	if t.ctx.Err() != nil {
		return err
	}
	return fault("damaged", "Parquet")
}

// parquetSource is the SQL of the file's rows as text.
func (t *task) parquetSource(path string, columns []parquetColumn) (string, error) {
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.name
	}
	present, err := matchHeader(header, t.plan.contract)
	if err != nil {
		return "", err
	}
	texts := make(map[string]string)
	for i, name := range present {
		if texts[name] = columns[i].text(); texts[name] == "" {
			return "", fault("parquet-type", "«"+name+"»: "+columns[i].kind)
		}
	}
	sel := []string{"file_row_number + 1 AS _row", "CAST(NULL AS VARCHAR) AS _broken" + t.plan.ending(", false AS _deleted")}
	for _, name := range names(t.plan.contract) {
		text := "NULL"
		if texts[name] != "" {
			text = "nullif(trim(" + texts[name] + ", " + blanks + "), '')"
		}
		sel = append(sel, "CAST("+text+" AS VARCHAR) AS "+warehouse.Quote(name))
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM " + readParquet(path, ", file_row_number = true"), nil
}

func readParquet(path, options string) string {
	return "read_parquet(" + warehouse.Literal(path) + ", binary_as_string = true" + options + ")"
}

// A parquetColumn is a column as DuckDB sees it.
type parquetColumn struct{ name, kind string }

// text is the SQL of a column's values as text; "" for a type whose values have no text
// that everybody writes alike. An instant is written with its offset from UTC.
func (c parquetColumn) text() string {
	name := warehouse.Quote(c.name)
	kind, _, _ := strings.Cut(c.kind, "(")
	switch kind {
	case "TIMESTAMP WITH TIME ZONE":
		return "strftime(" + name + " AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.%fZ')"
	case "FLOAT", "DOUBLE", "DECIMAL", "DATE", "BOOLEAN", "VARCHAR", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S",
		"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UUID", "ENUM":
		return "CAST(" + name + " AS VARCHAR)"
	}
	return ""
}

func (t *task) parquetColumns(path string) ([]parquetColumn, error) {
	rows, err := t.tx.Query(t.ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+readParquet(path, "")+")")
	if err != nil {
		return nil, t.unread(err)
	}
	defer rows.Close()
	var all []parquetColumn
	for rows.Next() {
		var c parquetColumn
		if err := rows.Scan(&c.name, &c.kind); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}
