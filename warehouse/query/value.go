package query

import (
	"math/big"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"nsk/warehouse"
)

// Value is one cell of a batch in Go's own types: nil, bool, int64, uint64, float64, string,
// []byte, time.Time (days at midnight UTC) or warehouse.Decimal.
func Value(column arrow.Array, row int) any {
	if column.IsNull(row) {
		return nil
	}
	switch c := column.(type) {
	case *array.String:
		return c.Value(row)
	case *array.Binary:
		return c.Value(row)
	case *array.Boolean:
		return c.Value(row)
	case *array.Float64:
		return c.Value(row)
	case *array.Float32:
		return float64(c.Value(row))
	case *array.Date32:
		return c.Value(row).ToTime()
	case *array.Timestamp:
		return c.Value(row).ToTime(arrow.Microsecond)
	case *array.Decimal128:
		scale := c.DataType().(*arrow.Decimal128Type).Scale
		return warehouse.Decimal{Unscaled: new(big.Int).Set(c.Value(row).BigInt()), Scale: uint8(scale)}
	}
	return whole(column, row)
}

// whole is a whole number; what else there may be is its text.
func whole(column arrow.Array, row int) any {
	switch c := column.(type) {
	case *array.Int8:
		return int64(c.Value(row))
	case *array.Int16:
		return int64(c.Value(row))
	case *array.Int32:
		return int64(c.Value(row))
	case *array.Int64:
		return c.Value(row)
	case *array.Uint8:
		return uint64(c.Value(row))
	case *array.Uint16:
		return uint64(c.Value(row))
	case *array.Uint32:
		return uint64(c.Value(row))
	case *array.Uint64:
		return c.Value(row)
	}
	return column.ValueStr(row)
}
