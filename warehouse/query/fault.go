package query

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/goccy/go-yaml"

	"nsk/warehouse"
)

// A Kind says what became of a question that has no whole answer.
type Kind string

const (
	Refused   Kind = "refused"   // it asked for what nobody may
	Wrong     Kind = "wrong"     // it cannot be run as it is written
	Limit     Kind = "limit"     // it reached a bound
	Cancelled Kind = "cancelled" // who asked took it back
)

// Words are one text in the three languages.
type Words struct {
	KK string `yaml:"kk" json:"kk"`
	RU string `yaml:"ru" json:"ru"`
	EN string `yaml:"en" json:"en"`
}

// In is the text in kk, ru or en.
func (w Words) In(lang string) string {
	switch lang {
	case "kk":
		return w.KK
	case "ru":
		return w.RU
	}
	return w.EN
}

// A Fault tells a person why there is no whole answer, without words of the engine that
// would show more than the question itself.
type Fault struct {
	Kind   Kind
	Code   string            // which text it is
	With   map[string]string // what stands in the text
	Text   Words             `json:"-"`
	Line   int               // where in the SQL, from 1; 0 where nobody can say
	Column int               // in characters, from 1
}

// Error is the text in English, for engineers.
func (f *Fault) Error() string {
	if f.Line > 0 {
		return f.Text.EN + " (line " + strconv.Itoa(f.Line) + ", column " + strconv.Itoa(f.Column) + ")"
	}
	return f.Text.EN
}

//go:embed texts.yaml
var textsFile []byte

// texts are those of texts.yaml by code.
var texts = sync.OnceValue(func() (all map[string]Words) {
	if err := yaml.UnmarshalWithOptions(textsFile, &all, yaml.Strict()); err != nil {
		panic(err) // the file is part of the program
	}
	return all
})

// fault makes a fault; with are names and values for the places in its text.
func fault(kind Kind, code string, with ...string) *Fault {
	f := &Fault{Kind: kind, Code: code, With: make(map[string]string)}
	for pair := range slices.Chunk(with, 2) {
		f.With[pair[0]] = pair[1]
	}
	return f.worded()
}

// with fills in what a child said of a fault.
func (f *Fault) with(told Fault) *Fault {
	f.With, f.Line, f.Column = told.With, told.Line, told.Column
	return f.worded()
}

func (f *Fault) worded() *Fault {
	var places []string
	for name, value := range f.With {
		places = append(places, "{"+name+"}", value)
	}
	fill := strings.NewReplacer(places...)
	t := texts()[f.Code]
	f.Text = Words{fill.Replace(t.KK), fill.Replace(t.RU), fill.Replace(t.EN)}
	return f
}

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
	{"group", regexp.MustCompile(`column "(?P<name>[^"]+)" must appear in the GROUP BY`)},
	{"ambiguous", regexp.MustCompile(`Ambiguous reference to (?:column name|table) "(?P<name>[^"]+)"(?: \(use: (?P<near>[^)]*)\))?`)},
	{"arguments", regexp.MustCompile(`No function matches the given name and argument types '(?P<name>[^']+)'`)},
	{"convert", regexp.MustCompile(`Could not convert string '(?P<name>[^']*)' to (?P<near>\w+)`)},
	{"convert", regexp.MustCompile(`(?:invalid|date|timestamp) field value out of range: "(?P<name>[^"]*)"(?P<near>)`)},
	{"range", regexp.MustCompile(`(?i)out of range|overflow`)},
}

// known puts a common mistake into our words; of others it shows what DuckDB says.
func known(e *warehouse.SQLError, q order) *Fault {
	for _, s := range sayings {
		found := s.form.FindStringSubmatch(e.Message)
		if found == nil {
			continue
		}
		f := fault(Wrong, s.code, "name", "", "near", listed(e.Candidates))
		for i, group := range s.form.SubexpNames() {
			if group != "" && found[i] != "" {
				f.With[group] = found[i]
			}
		}
		return f.worded()
	}
	return fault(Wrong, "other", "says", discreet(e.Message, q.SQL))
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

// listed is up to five names, or a dash.
func listed(candidates string) string {
	var names []string
	for name := range strings.SplitSeq(candidates, ",") {
		if name = strings.TrimSpace(name); name != "" && len(names) < 5 {
			names = append(names, name)
		}
	}
	if names == nil {
		return "–"
	}
	return strings.Join(names, ", ")
}

var pathForm = regexp.MustCompile(`(?:/[\w.-]+){2,}/?`)

// discreet is the first line of what DuckDB says, without paths the question did not name.
func discreet(message, asked string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
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

// sizeWords writes a number of bytes for people.
func sizeWords(n int64) string { return humanize.IBytes(uint64(n)) }

// number writes a count with thin groups of three.
func number(n int64) string { return strings.ReplaceAll(humanize.Comma(n), ",", "\u202f") }

// At is the place in the SQL, as line:column.
func (f *Fault) At() string { return strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Column) }

// Stopped is the fault of an answer that nobody waits for any more.
func Stopped() *Fault { return fault(Cancelled, "cancelled") }
