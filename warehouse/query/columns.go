package query

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"nsk/warehouse"
)

// put appends one value that is not NULL.
type put func(array.Builder, any) error

// TypeKey is the metadata of a column that holds its type in DuckDB's words.
const TypeKey = "duckdb"

// placesKey is the metadata of a schema that holds how many parameters the statement has.
const placesKey = "parameters"

// Places is how many parameters the statement has whose answer the schema is of.
func Places(schema *arrow.Schema) int {
	at := schema.Metadata().FindKey(placesKey)
	if at < 0 {
		return 0
	}
	n, err := strconv.Atoi(schema.Metadata().Values()[at])
	if err != nil {
		return 0
	}
	return n
}

// Arrow is the table as Arrow sees it.
func (t Table) Arrow() *arrow.Schema {
	cols := make([]warehouse.Column, len(t.Columns))
	for i, c := range t.Columns {
		cols[i] = warehouse.Column{Name: c.Name, Type: c.Type}
	}
	schema, _ := columns(cols, 0)
	return schema
}

// columns maps DuckDB's columns to Arrow's. Numbers keep all digits, days stay days; what
// Arrow's simple types cannot hold (lists, structs, intervals) is text.
func columns(cols []warehouse.Column, places int) (*arrow.Schema, []put) {
	fields, puts := make([]arrow.Field, len(cols)), make([]put, len(cols))
	for i, c := range cols {
		kind, how := mapped(c.Type)
		fields[i] = arrow.Field{Name: c.Name, Type: kind, Nullable: true, Metadata: arrow.NewMetadata([]string{TypeKey}, []string{c.Type})}
		puts[i] = how
	}
	about := arrow.NewMetadata([]string{placesKey}, []string{strconv.Itoa(places)})
	return arrow.NewSchema(fields, &about), puts
}

func mapped(name string) (arrow.DataType, put) {
	var p, s int32
	if n, _ := fmt.Sscanf(name, "DECIMAL(%d,%d)", &p, &s); n == 2 && strings.HasSuffix(name, ")") {
		return &arrow.Decimal128Type{Precision: p, Scale: s}, putDecimal
	}
	m, ok := simple[name]
	if !ok {
		return arrow.BinaryTypes.String, putText
	}
	return m.kind, m.put
}

// as appends values of one Go type.
func as[V any, B interface{ Append(V) }](b array.Builder, v any) error {
	value, ok := v.(V)
	if !ok {
		return fmt.Errorf("%T where %T was expected", v, value)
	}
	b.(B).Append(value)
	return nil
}

var simple = map[string]struct {
	kind arrow.DataType
	put  put
}{
	"BOOLEAN":                  {arrow.FixedWidthTypes.Boolean, as[bool, *array.BooleanBuilder]},
	"TINYINT":                  {arrow.PrimitiveTypes.Int8, as[int8, *array.Int8Builder]},
	"SMALLINT":                 {arrow.PrimitiveTypes.Int16, as[int16, *array.Int16Builder]},
	"INTEGER":                  {arrow.PrimitiveTypes.Int32, as[int32, *array.Int32Builder]},
	"BIGINT":                   {arrow.PrimitiveTypes.Int64, as[int64, *array.Int64Builder]},
	"UTINYINT":                 {arrow.PrimitiveTypes.Uint8, as[uint8, *array.Uint8Builder]},
	"USMALLINT":                {arrow.PrimitiveTypes.Uint16, as[uint16, *array.Uint16Builder]},
	"UINTEGER":                 {arrow.PrimitiveTypes.Uint32, as[uint32, *array.Uint32Builder]},
	"UBIGINT":                  {arrow.PrimitiveTypes.Uint64, as[uint64, *array.Uint64Builder]},
	"FLOAT":                    {arrow.PrimitiveTypes.Float32, as[float32, *array.Float32Builder]},
	"DOUBLE":                   {arrow.PrimitiveTypes.Float64, as[float64, *array.Float64Builder]},
	"HUGEINT":                  {&arrow.Decimal128Type{Precision: 38}, putHuge},
	"DATE":                     {arrow.FixedWidthTypes.Date32, putDay},
	"TIME":                     {arrow.FixedWidthTypes.Time64us, putTime},
	"TIMESTAMP":                {&arrow.TimestampType{Unit: arrow.Microsecond}, putMoment},
	"TIMESTAMP_S":              {&arrow.TimestampType{Unit: arrow.Microsecond}, putMoment},
	"TIMESTAMP_MS":             {&arrow.TimestampType{Unit: arrow.Microsecond}, putMoment},
	"TIMESTAMP_NS":             {&arrow.TimestampType{Unit: arrow.Microsecond}, putMoment},
	"TIMESTAMP WITH TIME ZONE": {&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, putMoment},
	"TIMESTAMPTZ":              {&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, putMoment},
	"UUID":                     {arrow.BinaryTypes.String, putUUID},
	"BLOB":                     {arrow.BinaryTypes.Binary, as[[]byte, *array.BinaryBuilder]},
}

func putDecimal(b array.Builder, v any) error {
	d, ok := v.(warehouse.Decimal)
	if !ok {
		return fmt.Errorf("%T where a decimal was expected", v)
	}
	b.(*array.Decimal128Builder).Append(decimal128.FromBigInt(d.Unscaled))
	return nil
}

// putHuge appends a whole number of up to 38 digits; the few of 39 that DuckDB has are a fault.
func putHuge(b array.Builder, v any) error {
	n, ok := v.(*big.Int)
	if !ok {
		return fmt.Errorf("%T where a whole number was expected", v)
	}
	d := decimal128.FromBigInt(n)
	if !d.FitsInPrecision(38) {
		return fault(Wrong, "too-large", "name", n.String())
	}
	b.(*array.Decimal128Builder).Append(d)
	return nil
}

func putDay(b array.Builder, v any) error {
	t, ok := v.(time.Time)
	if !ok {
		return fmt.Errorf("%T where a day was expected", v)
	}
	b.(*array.Date32Builder).Append(arrow.Date32FromTime(t))
	return nil
}

func putTime(b array.Builder, v any) error {
	t, ok := v.(time.Time)
	if !ok {
		return fmt.Errorf("%T where a time was expected", v)
	}
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	b.(*array.Time64Builder).Append(arrow.Time64(t.Sub(midnight).Microseconds()))
	return nil
}

func putMoment(b array.Builder, v any) error {
	t, ok := v.(time.Time)
	if !ok {
		return fmt.Errorf("%T where a moment was expected", v)
	}
	b.(*array.TimestampBuilder).Append(arrow.Timestamp(t.UnixMicro()))
	return nil
}

func putText(b array.Builder, v any) error {
	text, ok := v.(string)
	if !ok {
		text = fmt.Sprint(v)
	}
	b.(*array.StringBuilder).Append(text)
	return nil
}

func putUUID(b array.Builder, v any) error {
	if raw, ok := v.([]byte); ok && len(raw) == 16 {
		v = fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:])
	}
	return putText(b, v)
}
