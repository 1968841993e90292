package words

import (
	"fmt"
	"strconv"
)

// Value is what a slot of a sentence can hold: Number, Bare, Label, Text, List,
// Date, Days, Period, Region, Regions, Owner, Choice or Sentence.
type Value interface {
	// show gives the value in language l in the form named after the dot of the
	// slot, or an error if it has no such form there.
	show(l Lang, form string) (string, error)
}

// Args are the values of a sentence by the name of their slot.
type Args map[string]Value

// Bare is an integer that is shown without groups: a year beside its noun, the
// number of a row, of a table, of a paragraph.
type Bare int64

func (b Bare) show(_ Lang, form string) (string, error) {
	return strconv.FormatInt(int64(b), 10), noForm("a bare number", form)
}

// Label is a word that is the same in both languages and never changes: a code, a
// serial number, the name of a file.
type Label string

func (s Label) show(_ Lang, form string) (string, error) {
	return nonEmpty(string(s), noForm("a label", form))
}

func (t Text) show(l Lang, form string) (string, error) {
	return nonEmpty(t.In(l), noForm("a text", form))
}

// List is a list of texts, joined with commas and «и» or «және».
type List []Text

func (ts List) show(l Lang, form string) (string, error) {
	var items []string
	for _, t := range ts {
		items = append(items, t.In(l))
	}
	return nonEmpty(Join(l, items), noForm("a list", form))
}

// Choice selects one of the words of a slot {dir?больше|меньше}, from 0.
type Choice int

func (c Choice) show(Lang, string) (string, error) {
	return "", fmt.Errorf("choice %d in a slot without choices", c)
}

// Direction is 0 for a rise and 1 for a fall, the order of the words in every slot
// of the catalogue named dir. For no change there are other sentences.
func Direction(change Number) Choice {
	if change.Sign() < 0 {
		return 1
	}
	return 0
}

// Owner is the body that a recommendation is addressed to, by its key in
// owners.tsv, such as "state_bodies".
type Owner string

// Owners returns the closed list of bodies a recommendation can be addressed to.
func Owners() []Owner {
	var all []Owner
	for _, k := range owners().keys {
		all = append(all, Owner(k))
	}
	return all
}

func (o Owner) show(l Lang, form string) (string, error) {
	row, ok := owners().rows[string(o)]
	switch {
	case !ok:
		return "", fmt.Errorf("no owner %q", string(o))
	case form != "" && form != "dat":
		return "", noForm("an owner", form)
	case l == KK && form == "dat":
		return row["kk_dat"], nil
	case l == KK:
		return row["kk"], nil
	case form == "dat":
		return row["dat"], nil
	}
	return row["nom"], nil
}

// Sentence is a sentence inside another one, such as the action of a
// recommendation. Its first letter stays as it is in the template.
type Sentence struct {
	Template Text
	Args     Args
}

// Say returns the sentence of the catalogue with the given id as a value. It
// panics on an unknown id.
func Say(id string, a Args) Sentence { return Sentence{Template: Template(id), Args: a} }

func (s Sentence) show(l Lang, form string) (string, error) {
	parts, err := renderParts(l, s.Template.In(l), s.Args)
	if err != nil {
		return "", err
	}
	return nonEmpty(parts.String(), noForm("a sentence", form))
}

func noForm(what, form string) error {
	if form == "" {
		return nil
	}
	return fmt.Errorf("%s has no form %q", what, form)
}

func nonEmpty(s string, err error) (string, error) {
	if err == nil && s == "" {
		err = fmt.Errorf("empty value")
	}
	return s, err
}
