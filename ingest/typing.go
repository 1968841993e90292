package ingest

import (
	"fmt"
	"sort"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

func typed(t contract.Type) bool { return t.SQL() != "VARCHAR" }

func bound(col *contract.Column, limit string) string {
	return "CAST(" + warehouse.Literal(limit) + " AS " + col.Type.SQL() + ")"
}

// literals lists texts as SQL literals.
func literals(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = warehouse.Literal(v)
	}
	return strings.Join(quoted, ", ")
}

// value is the SQL that types a column's text; NULL where it cannot be.
func value(col *contract.Column) string {
	t := text(col)
	if len(col.Map) > 0 {
		return "CAST(" + mapped(t, col.Map) + " AS " + col.Type.SQL() + ")"
	}
	switch col.Type {
	case contract.TypeInteger: // a cast alone would round 12.5 and read 1e3, 1_000 and 0x1F
		return "CASE WHEN regexp_full_match(" + t + ", '[+-]?[0-9]{1,18}') THEN TRY_CAST(" + t + " AS BIGINT) END"
	case contract.TypeDecimal: // a cast alone would round the fifth place away
		return "CASE WHEN regexp_full_match(" + t + `, '[+-]?\d{1,14}(\.\d{1,4})?') THEN TRY_CAST(` + t + " AS DECIMAL(18,4)) END"
	case contract.TypeDate: // ISO, or day.month.year as people here write it
		return "CASE WHEN regexp_full_match(" + t + `, '[12]\d{3}-\d\d-\d\d') THEN TRY_CAST(` + t + " AS DATE) WHEN regexp_full_match(" + t + `, '\d\d\.\d\d\.[12]\d{3}') THEN CAST(try_strptime(` + t + ", '%d.%m.%Y') AS DATE) END"
	case contract.TypeTimestamp:
		return timestamp(t)
	case contract.TypeBoolean:
		return "CASE lower(" + t + ") WHEN 'true' THEN true WHEN '1' THEN true WHEN 'да' THEN true WHEN 'иә' THEN true WHEN 'false' THEN false WHEN '0' THEN false WHEN 'нет' THEN false WHEN 'жоқ' THEN false END"
	}
	if col.Type == contract.TypeIIN {
		return "nsk_person(" + t + ")"
	}
	return t
}

// timestamp reads an instant: with an offset such as +05:00 it is turned into UTC, with Z
// or without one it is UTC. DuckDB's cast to TIMESTAMP would drop an offset silently, so
// one written in another way is refused. The first branch is the common form, to the second.
func timestamp(t string) string {
	plain := "strlen(" + t + ") = 19 AND substr(" + t + ", 17, 1) = ':'"
	offset := "left(right(" + t + ", 6), 1) IN ('+', '-') AND contains(" + t + ", ':')"
	other := "contains(" + t + ", '+') OR left(right(" + t + ", 3), 1) = '-' OR left(right(" + t + ", 5), 1) = '-'"
	return "CASE WHEN " + plain + " THEN TRY_CAST(" + t + " AS TIMESTAMP) WHEN " + offset + " THEN TRY_CAST(" + t + " AS TIMESTAMPTZ) AT TIME ZONE 'UTC' WHEN " + other + " THEN NULL ELSE TRY_CAST(" + t + " AS TIMESTAMP) END"
}

func mapped(t string, codes map[string]string) string {
	from := make([]string, 0, len(codes))
	for k := range codes {
		from = append(from, k)
	}
	sort.Strings(from)
	var b strings.Builder
	b.WriteString("CASE " + t)
	for _, k := range from {
		fmt.Fprintf(&b, " WHEN %s THEN %s", warehouse.Literal(k), warehouse.Literal(codes[k]))
	}
	return b.String() + " END"
}
