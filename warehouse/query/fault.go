package query

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dustin/go-humanize"
	"github.com/goccy/go-yaml"
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
	Detail string            // DuckDB's own words, where Text says only what kind of mistake it is; not to be read alone
	Line   int               // where in the SQL, from 1; 0 where nobody can say
	Column int               // in characters, from 1
}

// Error is the text in English, for engineers.
func (f *Fault) Error() string {
	if f.Line > 0 {
		return f.Whole("en") + " (line " + strconv.Itoa(f.Line) + ", column " + strconv.Itoa(f.Column) + ")"
	}
	return f.Whole("en")
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
	f.With, f.Detail, f.Line, f.Column = told.With, told.Detail, told.Line, told.Column
	return f.worded()
}

func (f *Fault) worded() *Fault {
	f.Text = filled(f.Code, f.With)
	if near := f.With["near"]; near != "" {
		sentence := "similar"
		if f.Code == "arguments" {
			sentence = "takes"
		}
		similar := filled(sentence, f.With)
		f.Text = Words{f.Text.KK + " " + similar.KK, f.Text.RU + " " + similar.RU, f.Text.EN + " " + similar.EN}
	}
	return f
}

// filled is a text with names and values in its places.
func filled(code string, with map[string]string) Words {
	var places []string
	for name, value := range with {
		places = append(places, "{"+name+"}", value)
	}
	fill := strings.NewReplacer(places...)
	t := texts()[code]
	return Words{fill.Replace(t.KK), fill.Replace(t.RU), fill.Replace(t.EN)}
}

// Quoted is what DuckDB says, as a sentence that says so; empty where Text says it all.
func (f *Fault) Quoted(lang string) string {
	if f.Detail == "" {
		return ""
	}
	return filled("detail", map[string]string{"says": f.Detail}).In(lang)
}

// Whole is all that there is to read, for places of one text.
func (f *Fault) Whole(lang string) string {
	return strings.TrimSpace(f.Text.In(lang) + " " + f.Quoted(lang))
}

// sizeWords writes a number of bytes for people.
func sizeWords(n int64) string { return humanize.IBytes(uint64(n)) }

// number writes a count with thin groups of three.
func number(n int64) string { return strings.ReplaceAll(humanize.Comma(n), ",", "\u202f") }

// At is the place in the SQL, as line:column.
func (f *Fault) At() string { return strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Column) }

// Stopped is the fault of an answer that nobody waits for any more.
func Stopped() *Fault { return fault(Cancelled, "cancelled") }
