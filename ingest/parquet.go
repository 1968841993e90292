package ingest

import (
	"context"
	"fmt"
	"io"
	"strings"

	"nsk/warehouse"
)

// parquet reads a Parquet file from memory; every column is taken as text first, so that
// its values pass the same checks as any other file's.
func (t *task) parquet(r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, parquetLimit+1))
	if err != nil {
		return err
	}
	if len(data) > parquetLimit {
		return faultf("a Parquet file larger than %d MB is not read in one piece; split it", parquetLimit>>20)
	}
	f, err := newMemoryFile()
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(data); err != nil {
		return fmt.Errorf("memory file: %w", err)
	}
	return t.parquetRows(f.path)
}

const parquetLimit = 1 << 30

func (t *task) parquetRows(path string) error {
	columns, err := parquetColumns(t.ctx, t.tx, path)
	if err != nil {
		return err
	}
	present, fault := matchHeader(columns, t.plan.contract)
	if fault != nil {
		return fault
	}
	where := make(map[string]string)
	for i, name := range present {
		where[name] = columns[i]
	}
	sel := []string{"file_row_number + 1 AS _row", "CAST(NULL AS VARCHAR) AS _broken"}
	for _, name := range names(t.plan.contract) {
		from := "NULL"
		if c, ok := where[name]; ok {
			from = warehouse.Quote(c)
		}
		sel = append(sel, "CAST("+from+" AS VARCHAR) AS "+warehouse.Quote(name))
	}
	source := "SELECT " + strings.Join(sel, ", ") + " FROM read_parquet(" + warehouse.Literal(path) + ", file_row_number = true)"
	t.out.Received, err = t.tx.Exec(t.ctx, t.plan.insert(source), t.rowArgs()...)
	if err != nil {
		return faultf("%v", t.discreet(err))
	}
	marked, err := t.marked(0)
	if err != nil || len(marked) == 0 {
		return err
	}
	return t.explain(fmt.Sprintf("FROM (%s) WHERE _row IN (SELECT _row FROM %s WHERE _landing = %d AND _state IN (1, %s))",
		source, t.plan.table(), t.out.Landing.Number, stateRemarked))
}

func parquetColumns(ctx context.Context, tx *warehouse.Tx, path string) ([]string, error) {
	rows, err := tx.Query(ctx, "SELECT * FROM read_parquet("+warehouse.Literal(path)+") LIMIT 0")
	if err != nil {
		return nil, faultf("not a Parquet file: %v", err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	return columns, rows.Err()
}
