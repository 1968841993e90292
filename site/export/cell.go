package export

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Text is a value as it is read, with all its digits; null says that there is none.
func Text(a arrow.Array, i int) (text string, null bool) {
	if a.IsNull(i) {
		return "", true
	}
	switch a := a.(type) {
	case *array.String:
		return a.Value(i), false
	case *array.Decimal128:
		return decimal(a.Value(i).BigInt(), int(a.DataType().(*arrow.Decimal128Type).Scale)), false
	case *array.Float64:
		return float(a.Value(i), 64), false
	case *array.Float32:
		return float(float64(a.Value(i)), 32), false
	case *array.Timestamp:
		return moment(a, i), false
	}
	return a.ValueStr(i), false
}

// Number reports whether a column holds numbers, which stand to the right.
func Number(t arrow.DataType) bool {
	return arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID()) || arrow.IsDecimal(t.ID())
}

func decimal(n *big.Int, scale int) string {
	digits := new(big.Int).Abs(n).String()
	if scale > 0 {
		digits = strings.Repeat("0", max(0, scale+1-len(digits))) + digits
		digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	}
	if n.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

// float writes as few digits as tell the number from its neighbours, without an exponent
// where people would not want one.
func float(x float64, bits int) string {
	if size := math.Abs(x); size != 0 && (size < 1e-6 || size >= 1e15) {
		return strconv.FormatFloat(x, 'g', -1, bits)
	}
	return strconv.FormatFloat(x, 'f', -1, bits)
}

func moment(a *array.Timestamp, i int) string {
	kind := a.DataType().(*arrow.TimestampType)
	t := a.Value(i).ToTime(kind.Unit)
	if kind.TimeZone != "" {
		return t.UTC().Format(time.RFC3339Nano)
	}
	return t.Format("2006-01-02 15:04:05.999999999")
}
