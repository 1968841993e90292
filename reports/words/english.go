package words

import (
	"fmt"
	"strings"
)

// English renders a template for engineers, in plain English: days as 2026-12-15, numbers
// without groups, names as in Russian. Forms after the dot do not matter; nouns after a
// colon do not exist. It is for messages of the program: no document is in English.
func English(template string, a Args) (string, error) {
	slots, err := parse(template)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, s := range slots {
		if s.name == "" {
			b.WriteString(s.text)
			continue
		}
		text, err := english(s, a[s.name])
		if err != nil {
			return "", fmt.Errorf("render %q: slot {%s}: %w", template, s.name, err)
		}
		b.WriteString(text)
	}
	return capital(b.String()), nil
}

func english(s slot, v Value) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", fmt.Errorf("no value")
	case Date:
		return v.iso(), nil
	case Days:
		return v.From.iso() + " to " + v.To.iso(), nil
	case Number:
		return v.Rat().FloatString(v.Decimals()) + map[bool]string{true: percentSign}[v.percent], nil
	case Choice:
		if int(v) < 0 || int(v) >= len(s.choices) {
			return "", fmt.Errorf("choice %d of %d", v, len(s.choices))
		}
		return s.choices[v], nil
	}
	return v.show(RU, "")
}

func (d Date) iso() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }
