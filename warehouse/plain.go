package warehouse

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// A Decimal is a number with an exact fraction: Unscaled / 10^Scale.
type Decimal struct {
	Unscaled *big.Int
	Scale    uint8
}

// String writes it as 12.50.
func (d Decimal) String() string {
	text := new(big.Int).Abs(d.Unscaled).String()
	if s := int(d.Scale); s > 0 {
		if len(text) <= s {
			text = strings.Repeat("0", s+1-len(text)) + text
		}
		text = text[:len(text)-s] + "." + text[len(text)-s:]
	}
	if d.Unscaled.Sign() < 0 {
		return "-" + text
	}
	return text
}

// MarshalJSON writes the number with all its digits.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// Plain is a value of DuckDB in Go's own types and Decimal: nil, bool, integers, floats,
// *big.Int, string, []byte and time.Time stay; identifiers and spans of time become text,
// and lists, structs and maps become text in JSON.
func Plain(v any) any {
	switch v := v.(type) {
	case nil, bool, int8, int16, int32, int64, int, uint8, uint16, uint32, uint64, float32, float64, *big.Int, string, []byte, time.Time:
		return v
	case duckdb.Decimal:
		return Decimal{Unscaled: v.Value, Scale: v.Scale}
	case duckdb.UUID:
		return v.String()
	case duckdb.Interval:
		return span(v)
	}
	text, err := json.Marshal(nested(v))
	if err != nil { // such as a number that is not a number
		return fmt.Sprint(v)
	}
	return string(text)
}

// span writes an interval the way DuckDB's SQL reads it.
func span(v duckdb.Interval) string {
	var parts []string
	for _, p := range []struct {
		n    int64
		unit string
	}{{int64(v.Months), "months"}, {int64(v.Days), "days"}, {v.Micros, "microseconds"}} {
		if p.n != 0 {
			parts = append(parts, strconv.FormatInt(p.n, 10)+" "+p.unit)
		}
	}
	if parts == nil {
		return "0 days"
	}
	return strings.Join(parts, " ")
}

// nested is a value that encoding/json can write.
func nested(v any) any {
	switch v := v.(type) {
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = nested(v[i])
		}
		return all
	case map[string]any:
		all := make(map[string]any, len(v))
		for k := range v {
			all[k] = nested(v[k])
		}
		return all
	case duckdb.Map:
		all := make(map[string]any, len(v))
		for k := range v {
			all[fmt.Sprint(Plain(k))] = nested(v[k])
		}
		return all
	case duckdb.OrderedMap:
		all := make(map[string]any, v.Len())
		for i, k := range v.Keys() {
			all[fmt.Sprint(Plain(k))] = nested(v.Values()[i])
		}
		return all
	case duckdb.Union:
		return nested(v.Value)
	case duckdb.Decimal, duckdb.UUID, duckdb.Interval:
		return Plain(v)
	case float32, float64:
		if text := fmt.Sprint(v); strings.ContainsAny(text, "NI") {
			return text // JSON has no words for these numbers
		}
	}
	return v
}
