package words

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Slots returns the names of the slots of a template, each once, sorted. An error
// says that the template cannot be parsed.
func Slots(template string) ([]string, error) {
	slots, err := parse(template)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, s := range slots {
		if s.name != "" {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Lint returns every fault of a pair of templates: a slot that cannot be parsed, a
// noun or a form that does not exist, slots or digits that differ between the
// languages, an empty text, a fault of typography. Data files that bring their own
// templates run it in their tests.
func Lint(t Text) []string {
	var faults []string
	seen := map[Lang][]string{}
	for _, l := range Both {
		slots, err := parse(t.In(l))
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", l, err))
			continue
		}
		faults = append(faults, lintSlots(l, slots)...)
		if t.In(l) == "" {
			faults = append(faults, fmt.Sprintf("%s: empty", l))
		}
		for _, f := range Typography(t.In(l)) {
			faults = append(faults, fmt.Sprintf("%s: %s", l, f))
		}
		seen[l] = shape(slots)
	}
	if kk, ru := seen[KK], seen[RU]; len(faults) == 0 && !slices.Equal(kk, ru) {
		faults = append(faults, fmt.Sprintf("kk has %v, ru has %v", kk, ru))
	}
	return faults
}

func lintSlots(l Lang, slots []slot) []string {
	var faults []string
	for _, s := range slots {
		if s.noun != "" {
			if _, err := nounAfter(l, Int(1), s.noun, s.form); err != nil {
				faults = append(faults, fmt.Sprintf("%s: slot {%s}: %v", l, s.name, err))
			}
		} else if !slices.Contains(formsOf(l), s.form) {
			faults = append(faults, fmt.Sprintf("%s: slot {%s}: no form %q", l, s.name, s.form))
		}
	}
	return faults
}

// formsOf lists every form that some value has in language l.
func formsOf(l Lang) []string {
	if l == RU {
		return []string{"", "signed", "short", "a", "p", "gen", "dat", "acc", "ins"}
	}
	return []string{"", "signed", "short", "gen", "dat", "acc", "loc", "abl", "ins", "at",
		"px", "pxdat", "pxacc", "pxloc", "pxabl"}
}

var digitRuns = regexp.MustCompile(`\d+(?:,\d+)?`)

// shape is what both languages must have in common: slots, how many words each
// choice offers, and the digits of the plain text.
func shape(slots []slot) []string {
	var all []string
	for _, s := range slots {
		switch {
		case s.name == "":
			all = append(all, digitRuns.FindAllString(s.text, -1)...)
		case s.choices != nil:
			all = append(all, s.name+strings.Repeat("?", len(s.choices)))
		default:
			all = append(all, "{"+s.name+"}")
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

var badSpace = regexp.MustCompile(`[ \x{a0}]{2}|[ \x{a0}][%,.;:)»]|[(«] | - |"|'|^\s|\s$`)

// Typography lists what no text for a reader may contain: words that mix scripts,
// double spaces, a space before a sign, straight quotes, a hyphen for a dash.
func Typography(s string) []string {
	var faults []string
	for _, w := range Mixed(s) {
		faults = append(faults, fmt.Sprintf("word %q mixes scripts", w))
	}
	if m := badSpace.FindString(s); m != "" {
		faults = append(faults, fmt.Sprintf("has %q", m))
	}
	return faults
}
