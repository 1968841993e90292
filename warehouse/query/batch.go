package query

import (
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"nsk/warehouse"
)

// A batch has at most so many rows and about so many bytes: small enough to show the first
// rows early, large enough to cost little.
const batchRows, batchBytes = 16384, 4 << 20

// write writes the rows as an Arrow stream, up to the bounds.
func write(out io.Writer, r *warehouse.Result, q order) (err error) {
	schema, put := columns(r.Columns, r.Places)
	w := ipc.NewWriter(out, ipc.WithSchema(schema))
	if err := w.Write(empty(schema)); err != nil { // the columns go out before the first row is there
		return err
	}
	if q.Describe {
		return w.Close()
	}
	b := &batcher{w: w, rows: array.NewRecordBuilder(memory.DefaultAllocator, schema), put: put}
	err = b.all(r, q)
	return errors.Join(b.flush(), err, w.Close())
}

func empty(schema *arrow.Schema) arrow.RecordBatch {
	return array.NewRecordBuilder(memory.DefaultAllocator, schema).NewRecordBatch()
}

// A batcher gathers rows.
type batcher struct {
	w     *ipc.Writer
	rows  *array.RecordBuilder
	put   []put
	n     int   // rows in the batch
	bytes int64 // in the batch, about
}

func (b *batcher) all(r *warehouse.Result, q order) error {
	row := make([]any, len(r.Columns))
	var total int64
	for n := int64(1); ; n++ {
		if err := r.Next(row); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		if q.Rows > 0 && n > q.Rows {
			return fault(Limit, "rows", "limit", number(q.Rows))
		}
		size, err := b.add(row)
		if err != nil {
			return err
		}
		if total += size; total > q.Bytes {
			return fault(Limit, "bytes", "limit", sizeWords(q.Bytes))
		}
		if b.n >= batchRows || b.bytes >= batchBytes {
			if err := b.flush(); err != nil {
				return err
			}
		}
	}
}

func (b *batcher) add(row []any) (size int64, err error) {
	for i, v := range row {
		size += 8
		switch v := v.(type) {
		case string:
			size += int64(len(v))
		case []byte:
			size += int64(len(v))
		}
		if v == nil {
			b.rows.Field(i).AppendNull()
		} else if err := b.put[i](b.rows.Field(i), v); err != nil {
			return size, err
		}
	}
	b.n++
	b.bytes += size
	return size, nil
}

func (b *batcher) flush() error {
	if b.n == 0 {
		return nil
	}
	batch := b.rows.NewRecordBatch()
	defer batch.Release()
	b.n, b.bytes = 0, 0
	return b.w.Write(batch)
}
