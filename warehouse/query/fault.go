package query

import (
	_ "embed"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
var texts = func() (all map[string]Words) {
	if err := yaml.UnmarshalWithOptions(textsFile, &all, yaml.Strict()); err != nil {
		panic(err) // the file is part of the program
	}
	return all
}()

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
	t := texts[f.Code]
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
	case "Permission", "IO", "HTTP", "Network", "Missing Extension", "Extension Autoloading", "Autoload":
		return fault(Refused, "outside")
	case "Out of Memory":
		return fault(Limit, "memory", "limit", q.Memory)
	case "INTERNAL", "Internal", "FATAL", "Fatal", "Interrupt", "INTERRUPT":
		return fault(Wrong, "engine")
	case "Parser", "Syntax":
		if near, ok := quotedIn(e.Message, `syntax error at or near "`); ok {
			return fault(Wrong, "syntax", "name", near)
		}
	}
	if outside(e.Message) {
		return fault(Refused, "outside")
	}
	return missing(e, q)
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

// missing says what was not found, and what is called nearly so.
func missing(e *warehouse.SQLError, q order) *Fault {
	name := e.Name
	switch {
	case e.Kind == "COLUMN_NOT_FOUND" || strings.HasPrefix(e.Message, "Referenced column"):
		return fault(Wrong, "column", "name", name, "near", listed(e.Candidates))
	case e.Kind == "MISSING_ENTRY" && e.Type == "Table":
		return fault(Wrong, "table", "name", name, "near", listed(e.Candidates))
	case e.Kind == "MISSING_ENTRY" && strings.Contains(e.Type, "Function"):
		return fault(Wrong, "function", "name", name, "near", listed(e.Candidates))
	}
	return fault(Wrong, "other", "says", discreet(e.Message, q.SQL))
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

func quotedIn(text, before string) (string, bool) {
	_, rest, ok := strings.Cut(text, before)
	if !ok {
		return "", false
	}
	word, _, ok := strings.Cut(rest, `"`)
	return word, ok
}

var pathForm = regexp.MustCompile(`(?:/[\w.-]+){2,}/?`)

// discreet is the first line of what DuckDB says, without paths the question did not name.
func discreet(message, asked string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	line = pathForm.ReplaceAllStringFunc(line, func(p string) string {
		if strings.Contains(asked, p) {
			return p
		}
		return path.Join("…")
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
