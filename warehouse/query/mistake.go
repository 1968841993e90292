package query

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nsk/warehouse"
)

// explain turns what DuckDB says into a fault.
func explain(e *warehouse.SQLError, q order) *Fault {
	f := classed(e, q)
	if f.Kind == Wrong && e.Position >= 0 && e.Position <= len(q.SQL) {
		before := q.SQL[:e.Position]
		f.Line = 1 + strings.Count(before, "\n")
		f.Column = 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	}
	return f
}

func classed(e *warehouse.SQLError, q order) *Fault {
	switch e.Class {
	case "Statements":
		return fault(Refused, "statements")
	case "Kind":
		return fault(Refused, "kind")
	case "Parameters":
		return fault(Wrong, "parameters")
	case "Permission", "IO", "HTTP", "Network", "Missing Extension", "Extension Autoloading", "Autoload":
		return fault(Refused, "outside")
	case "Out of Memory":
		return fault(Limit, "memory", "limit", q.Memory)
	case "INTERNAL", "Internal", "FATAL", "Fatal", "Interrupt", "INTERRUPT":
		return fault(Wrong, "engine")
	}
	if outside(e.Message) {
		return fault(Refused, "outside")
	}
	if f := missing(e); f != nil {
		return f
	}
	return known(e, q)
}

// sayings are what DuckDB says of common mistakes, the code of ours, and what is named there.
var sayings = []struct {
	code string
	form *regexp.Regexp
}{
	{"deep", regexp.MustCompile(`memory exhausted at or near|expression depth limit`)},
	{"syntax", regexp.MustCompile(`syntax error at or near "(?P<name>[^"]*)"`)},
	{"end", regexp.MustCompile(`syntax error at end of input`)},
	{"unclosed", regexp.MustCompile(`unterminated (?:quoted|/\*)`)},
	{"table", regexp.MustCompile(`Table with name "?(?P<name>[^" ]+)"? does not exist`)},
	{"table", regexp.MustCompile(`(?:Catalog|Schema with name|Schema) "?(?P<name>[^" ]+)"? does not exist`)},
	{"table", regexp.MustCompile(`Referenced table "(?P<name>[^"]+)" not found`)},
	{"column", regexp.MustCompile(`does not have a column named "(?P<name>[^"]+)"`)},
	{"type", regexp.MustCompile(`Type with name (?P<name>\S+) does not exist`)},
	{"twice", regexp.MustCompile(`(?:Duplicate alias|Ambiguous reference to table) "(?P<name>[^"]+)"`)},
	{"group", regexp.MustCompile(`column "(?P<name>[^"]+)" must appear in the GROUP BY`)},
	{"ambiguous", regexp.MustCompile(`Ambiguous reference to column name "(?P<name>[^"]+)"(?: \(use: (?P<near>[^)]*)\))?`)},
	{"arguments", regexp.MustCompile(`No function matches the given name and argument types '(?P<name>[^']+)'`)},
	{"convert", regexp.MustCompile(`Could not convert string '(?P<name>[^']*)' to (?P<type>\w+)`)},
	{"date", regexp.MustCompile(`(?:date|timestamp|time) field (?:value out of range|format): "(?P<name>[^"]*)"`)},
	{"input", regexp.MustCompile(`extract specifier "(?P<name>[^"]*)" not recognized|LIMIT/OFFSET cannot be negative|UNNEST\(\) can only be applied`)},
	{"aggregate", regexp.MustCompile(`(?i)cannot contain aggregates|aggregate function calls cannot be nested`)},
	{"window", regexp.MustCompile(`(?i)cannot contain window functions|window functions are not allowed|window function calls cannot be nested`)},
	{"union", regexp.MustCompile(`Set operations can only apply to expressions with the same number of result columns`)},
	{"subquery", regexp.MustCompile(`Subquery returns \d+ columns`)},
	{"subquery-rows", regexp.MustCompile(`More than one row returned by a subquery`)},
	{"order", regexp.MustCompile(`(?:ORDER|GROUP BY) term out of range`)},
	{"compare", regexp.MustCompile(`Cannot compare values of type (?P<name>\w+)\S* and (?:type )?(?P<other>\w+)`)},
	{"range", regexp.MustCompile(`(?i)out of range|overflow`)},
}

// kinds are the texts of mistakes that have none of their own, by DuckDB's type of error.
var kinds = map[string]string{
	"Parser": "parser", "Syntax": "parser", "Binder": "binder", "Catalog": "catalog", "Schema": "catalog",
	"Conversion": "conversion", "Out of Range": "range", "Divide by Zero": "range", "Decimal": "range",
	"Invalid Input": "input", "Invalid": "input", "Mismatch Type": "type", "Invalid type": "type", "Type": "type",
	"Not implemented": "unsupported", "NotImplemented": "unsupported",
}

// known puts a common mistake into our words; of others it says of what kind they are, and
// quotes DuckDB.
func known(e *warehouse.SQLError, q order) *Fault {
	for _, s := range sayings {
		found := s.form.FindStringSubmatch(e.Message)
		if found == nil {
			continue
		}
		f := fault(Wrong, s.code, "name", "", "type", "", "near", listed(e.Candidates))
		for i, group := range s.form.SubexpNames() {
			if group != "" && found[i] != "" {
				f.With[group] = plain(found[i])
			}
		}
		if f.Code == "input" || f.Code == "type" {
			f.Detail = discreet(e.Message, q.SQL)
			delete(f.With, "near")
		}
		return f.worded()
	}
	code, ok := kinds[e.Class]
	if !ok {
		code = "other"
	}
	f := fault(Wrong, code, "near", listed(e.Candidates))
	f.Detail = discreet(e.Message, q.SQL)
	return f
}

// plain writes what DuckDB names as people write it in SQL: its types have other names inside.
func plain(name string) string {
	if known, ok := inside[name]; ok {
		return known
	}
	return strings.ReplaceAll(name, `" or "`, `, `)
}

var inside = map[string]string{
	"INT8": "TINYINT", "INT16": "SMALLINT", "INT32": "INTEGER", "INT64": "BIGINT", "INT128": "HUGEINT",
	"UINT8": "UTINYINT", "UINT16": "USMALLINT", "UINT32": "UINTEGER", "UINT64": "UBIGINT",
}

// outside reports whether DuckDB refused to reach beyond the release.
func outside(message string) bool {
	for _, sign := range []string{"disabled by configuration", "disabled through configuration", "configuration has been locked",
		"extension", "Cannot access", "enable_external_access", "LocalFileSystem"} {
		if strings.Contains(message, sign) {
			return true
		}
	}
	return false
}

// missing says what was not found, and what is called nearly so; nil if that is not the matter.
func missing(e *warehouse.SQLError) *Fault {
	name := e.Name
	switch {
	case e.Kind == "COLUMN_NOT_FOUND" || strings.HasPrefix(e.Message, "Referenced column"):
		return fault(Wrong, "column", "name", name, "near", listed(e.Candidates))
	case e.Kind == "MISSING_ENTRY" && e.Type == "Table":
		return fault(Wrong, "table", "name", name, "near", listed(e.Candidates))
	case e.Kind == "MISSING_ENTRY" && strings.Contains(e.Type, "Function"):
		return fault(Wrong, "function", "name", name, "near", listed(e.Candidates))
	}
	return nil
}

// listed is up to five names. A comma between the arguments of a function parts no names.
func listed(candidates string) string {
	var names []string
	deep, from := 0, 0
	for i, r := range candidates + "," {
		switch {
		case r == '(':
			deep++
		case r == ')':
			deep--
		case r == ',' && deep == 0:
			if name := strings.TrimSpace(candidates[from:i]); name != "" && len(names) < 5 {
				names = append(names, name)
			}
			from = i + 1
		}
	}
	return strings.Join(names, ", ")
}

var pathForm = regexp.MustCompile(`(?:/[\w.-]+){2,}/?`)

// discreet is the first line of what DuckDB says, without paths the question did not name.
func discreet(message, asked string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	line = strings.TrimRight(line, " .:")
	line = pathForm.ReplaceAllStringFunc(line, func(p string) string {
		if strings.Contains(asked, p) {
			return p
		}
		return "…"
	})
	if runes := []rune(line); len(runes) > 300 {
		return string(runes[:300]) + "…"
	}
	return line
}
