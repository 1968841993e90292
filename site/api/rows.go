package api

import (
	"iter"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// A field is one column of rows of T: a text, a count or a decimal; an empty text is no value.
type field[T any] struct {
	name  string
	kind  arrow.DataType
	value func(T) any // string, *int64 or bool
}

// exact is the kind of published values in files that have types: all their digits fit.
var exact = &arrow.Decimal128Type{Precision: 38, Scale: 6}

// rowsOf puts values into one batch.
func rowsOf[T any](fields []field[T], all []T) (*arrow.Schema, iter.Seq2[arrow.RecordBatch, error]) {
	list := make([]arrow.Field, len(fields))
	for i, f := range fields {
		list[i] = arrow.Field{Name: f.name, Type: f.kind, Nullable: true}
	}
	schema := arrow.NewSchema(list, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, row := range all {
		for i, f := range fields {
			put(b.Field(i), f.value(row))
		}
	}
	batch := b.NewRecordBatch()
	return schema, func(yield func(arrow.RecordBatch, error) bool) { yield(batch, nil) }
}

func put(b array.Builder, v any) {
	switch v := v.(type) {
	case string:
		putText(b, v)
		return
	case *int64:
		if v != nil {
			b.(*array.Int64Builder).Append(*v)
			return
		}
	case bool:
		b.(*array.BooleanBuilder).Append(v)
		return
	}
	b.AppendNull()
}

func putText(b array.Builder, text string) {
	if text == "" {
		b.AppendNull()
		return
	}
	if d, ok := b.(*array.Decimal128Builder); ok {
		n, err := decimal128.FromString(text, exact.Precision, exact.Scale)
		if err != nil {
			d.AppendNull() // not a number: a date, say
			return
		}
		d.Append(n)
		return
	}
	b.(*array.StringBuilder).Append(text)
}
