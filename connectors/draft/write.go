package draft

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// yaml writes the contract, a line a column.
func (g *guesses) yaml() []byte {
	a := g.ask
	fill := func(s string) string { return scalar(cmp.Or(s, contract.ToFill)) }
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Guessed from %s (%d rows): a sample shows what was there, not what may come. Read every line;\n", a.File, g.sample.Rows)
	fmt.Fprintf(&b, "# nsk connector test %s says what is still %s and whether the source is what this says.\n", a.Source, contract.ToFill)
	fmt.Fprintf(&b, "source: %s\ntitle:\n  en: %s\n  ru: %s\n  kk: %s\n", a.Source, contract.ToFill, contract.ToFill, contract.ToFill)
	fmt.Fprintf(&b, "provider: %s   # centre, or a body of bodies.yaml\nparagraph: %s   # of Order 391\n", fill(a.Provider), quoted(a.Paragraph))
	fmt.Fprintf(&b, "cadence: %s   # daily, monthly, quarterly, half-yearly, yearly, on-change\n", a.Cadence)
	fmt.Fprintf(&b, "content: %s   # snapshot: replaces what came before; changes: adds to it\n", a.Content)
	fmt.Fprintf(&b, "connector: %s\n", a.Kind.Name)
	g.options(&b)
	g.form(&b)
	fmt.Fprintf(&b, "key: [%s]\ncolumns:\n", strings.Join(g.keys, ", "))
	for i := range g.cols {
		fmt.Fprintf(&b, "  - {%s}\n", line(&g.cols[i]))
	}
	return b.Bytes()
}

func quoted(s string) string { return `"` + cmp.Or(s, contract.ToFill) + `"` }

// options are those that the kind cannot do without, and those that were given.
func (g *guesses) options(b *bytes.Buffer) {
	var said []string
	for _, o := range g.ask.Kind.Options {
		v, given := g.ask.Options[o.Name]
		if guess := g.option(o); !given && guess != "" {
			v, given = guess, true
		}
		if given {
			said = append(said, "  "+o.Name+": "+text(v))
		}
	}
	if len(said) > 0 {
		fmt.Fprintf(b, "options:\n%s\n", strings.Join(said, "\n"))
	}
}

// option guesses the value of an option; "" where none need be said.
func (g *guesses) option(o connectors.Option) string {
	switch {
	case o.Name == "endpoint":
		return g.ask.Source
	case o.Name == "size" && o.Form == connectors.Number: // of a page: most shapes want one
		return "200"
	case !o.Required:
		return ""
	case slices.Contains(o.Values, g.sample.shape):
		return g.sample.shape
	case len(o.Values) == 1:
		return o.Values[0]
	}
	return contract.ToFill
}

// form says how the bytes are read.
func (g *guesses) form(b *bytes.Buffer) {
	switch s := g.sample; s.Form {
	case CSV:
		fmt.Fprintf(b, "dialects: [{encoding: %s, delimiter: %q}]\n", s.Encoding, s.Delimiter)
	case XLSX:
		fmt.Fprintf(b, "xlsx: {sheet: %s}\n", scalar(s.Sheet))
	case XML:
		fmt.Fprintf(b, "xml: {rows: %s}\n", scalar(s.rows))
	case JSONLines:
		fmt.Fprintln(b, "json: {lines: true}")
	case JSON:
		fmt.Fprintf(b, "json: {rows: %q}\n", s.rows)
	}
}

func line(col *contract.Column) string {
	parts := []string{"name: " + col.Name, "type: " + string(col.Type)}
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	add(col.Required, "required: true")
	add(col.Keep != nil, "keep: ["+strings.Join(col.Keep, ", ")+"]")
	add(col.Path != "", "path: "+scalar(col.Path))
	var values []string
	for _, v := range col.Values {
		values = append(values, text(v))
	}
	add(len(values) > 0, "values: ["+strings.Join(values, ", ")+"]")
	return strings.Join(append(parts, "ru: "+scalar(col.RU), "kk: "+scalar(col.KK)), ", ")
}

// scalar writes a text so that YAML reads it back as it is.
func scalar(s string) string {
	if strings.ContainsAny(s, ",[]{}#&*!|>'\"%@`:") {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return s
}

// text writes a value that must stay a text, also where YAML would see a number or a flag.
func text(s string) string {
	var v any
	if err := yaml.Unmarshal([]byte(s), &v); err == nil && v == any(s) {
		return scalar(s)
	}
	return fmt.Sprintf("%q", s)
}
