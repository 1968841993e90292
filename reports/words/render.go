package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Part is a piece of a rendered sentence: plain text, or what stands for one slot.
type Part struct {
	// Slot is the name of the argument, empty for plain text. Inside a Sentence it
	// is the path, such as "action.n".
	Slot string
	// Text is what the reader sees. A number with an ending (12,3%-ға) is one
	// part that must not be broken; the noun after a number is plain text.
	Text string
	// Value is the argument itself, nil for plain text.
	Value Value
}

// Parts is a rendered sentence, piece by piece.
type Parts []Part

// String joins the pieces.
func (ps Parts) String() string {
	return ps.Wrap(func(p Part) string { return p.Text })
}

// Wrap joins the pieces, each inserted value as f returns it: a link from the
// number to the fact it came from. Plain text is joined as it is.
func (ps Parts) Wrap(f func(Part) string) string {
	var b strings.Builder
	for _, p := range ps {
		if p.Slot == "" {
			b.WriteString(p.Text)
		} else {
			b.WriteString(f(p))
		}
	}
	return b.String()
}

// Capital returns the pieces with the first letter as a capital (і gives І). What
// does not begin with a letter stays: a number, a name in quotes.
func (ps Parts) Capital() Parts {
	if len(ps) == 0 {
		return ps
	}
	out := append(Parts(nil), ps...)
	out[0].Text = capital(out[0].Text)
	return out
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// RenderText renders a template that is not in the catalogue, with a capital first
// letter. An error names the slot: its argument is missing, or has no such form.
func RenderText(l Lang, template string, a Args) (string, error) {
	ps, err := RenderTextParts(l, template, a)
	return ps.String(), err
}

// RenderTextParts is RenderText piece by piece.
func RenderTextParts(l Lang, template string, a Args) (Parts, error) {
	ps, err := renderParts(l, template, a)
	if err != nil {
		return nil, fmt.Errorf("render %q: %w", template, err)
	}
	return ps.Capital(), nil
}

func renderParts(l Lang, template string, a Args) (Parts, error) {
	slots, err := parse(template)
	if err != nil {
		return nil, err
	}
	var ps Parts
	for _, s := range slots {
		if s.name == "" {
			ps = append(ps, Part{Text: s.text})
			continue
		}
		filled, err := fill(l, s, a[s.name])
		if err != nil {
			return nil, fmt.Errorf("slot {%s}: %w", s.name, err)
		}
		ps = append(ps, filled...)
	}
	return ps, nil
}

func fill(l Lang, s slot, v Value) (Parts, error) {
	switch {
	case v == nil:
		return nil, fmt.Errorf("no value")
	case s.choices != nil:
		return fillChoice(s, v)
	case s.noun != "":
		return fillCounted(l, s, v)
	}
	if in, ok := v.(Sentence); ok && s.form == "" {
		return fillSentence(l, s, in)
	}
	text, err := v.show(l, s.form)
	if err != nil {
		return nil, err
	}
	return Parts{{Slot: s.name, Text: text, Value: v}}, nil
}

func fillChoice(s slot, v Value) (Parts, error) {
	c, ok := v.(Choice)
	if !ok || c < 0 || int(c) >= len(s.choices) {
		return nil, fmt.Errorf("%v is not a choice from %d", v, len(s.choices))
	}
	return Parts{{Text: s.choices[c]}}, nil
}

func fillCounted(l Lang, s slot, v Value) (Parts, error) {
	n, ok := v.(Number)
	if !ok {
		return nil, fmt.Errorf("noun %q after a value that is not a number", s.noun)
	}
	noun, err := nounAfter(l, n, s.noun, s.form)
	if err != nil {
		return nil, err
	}
	return Parts{{Slot: s.name, Text: n.String(), Value: v}, {Text: nbsp + noun}}, nil
}

func fillSentence(l Lang, s slot, in Sentence) (Parts, error) {
	ps, err := renderParts(l, in.Template.In(l), in.Args)
	for i := range ps {
		if ps[i].Slot != "" {
			ps[i].Slot = s.name + "." + ps[i].Slot
		}
	}
	return ps, err
}
