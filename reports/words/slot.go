package words

import (
	"fmt"
	"regexp"
	"strings"
)

// A slot is one place of a template. A template is a row of them: plain text is a
// slot without a name.
type slot struct {
	text    string   // plain text, if name is empty
	name    string   // of the argument
	noun    string   // after the colon: a key of nouns.tsv
	form    string   // after the dot
	choices []string // after the question mark
}

var slotSyntax = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_]*)(?::([a-z_]+))?(?:\.([a-z]+))?$`)

// parse cuts a template into slots and puts no-break spaces for «~».
func parse(template string) ([]slot, error) {
	var slots []slot
	for rest := template; rest != ""; {
		text, after, found := strings.Cut(rest, "{")
		if strings.Contains(text, "}") {
			return nil, fmt.Errorf("stray } in %q", template)
		}
		if text != "" {
			slots = append(slots, slot{text: unbroken(text)})
		}
		if !found {
			break
		}
		inner, tail, closed := strings.Cut(after, "}")
		if !closed {
			return nil, fmt.Errorf("{ is not closed in %q", template)
		}
		s, err := parseSlot(inner)
		if err != nil {
			return nil, err
		}
		slots, rest = append(slots, s), tail
	}
	return slots, nil
}

func parseSlot(inner string) (slot, error) {
	name, choices, isChoice := strings.Cut(inner, "?")
	m := slotSyntax.FindStringSubmatch(name)
	if m == nil {
		return slot{}, fmt.Errorf("slot {%s}: want {name}, {name:noun.form} or {name?a|b}", inner)
	}
	s := slot{name: m[1], noun: m[2], form: m[3]}
	if isChoice {
		s.choices = strings.Split(unbroken(choices), "|")
		if s.noun != "" || s.form != "" || len(s.choices) < 2 {
			return slot{}, fmt.Errorf("slot {%s}: a choice needs a bare name and two words", inner)
		}
	}
	return s, nil
}

func unbroken(s string) string { return strings.ReplaceAll(s, "~", nbsp) }
