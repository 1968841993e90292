package words

import (
	"fmt"
	"math/big"
)

// Nouns returns the keys of the nouns that a slot can count, such as
// "working_day", in the order of nouns.tsv.
func Nouns() []string { return append([]string(nil), nouns().keys...) }

// Counted shows n with the noun beside it: 2 рабочих дня, 2 жұмыс күні. The form
// is "" (nominative and accusative), in Russian "g" (genitive), "p"
// (prepositional) or "a" (accusative after «на», other for living beings), in
// Kazakh a case of the noun. An error names a noun or a form that does not exist;
// the Russian prepositional has no form for a number shown with decimals.
func Counted(l Lang, n Number, noun, form string) (string, error) {
	w, err := nounAfter(l, n, noun, form)
	if err != nil {
		return "", err
	}
	return n.String() + nbsp + w, nil
}

// nounAfter is the noun in the form that it has after n.
func nounAfter(l Lang, n Number, noun, form string) (string, error) {
	row, ok := nouns().rows[noun]
	if !ok {
		return "", fmt.Errorf("no noun %q", noun)
	}
	if n.percent {
		return "", fmt.Errorf("noun %q after a percentage", noun)
	}
	w := kazakhNoun(row, form)
	if l == RU {
		w = russianNoun(row, category(n), form)
	}
	if w == "" {
		return "", fmt.Errorf("noun %q has no form %q after %s in %s", noun, form, n, l)
	}
	return w, nil
}

// kazakhNoun is singular after every number; the case goes on it.
func kazakhNoun(row map[string]string, form string) string {
	switch Case(form) {
	case "":
		return row["kk"]
	case Gen, Dat, Acc, Loc, Abl:
		if row[form] != "" {
			return row["kk"] + row[form]
		}
	}
	return ""
}

func russianNoun(row map[string]string, cat, form string) string {
	switch {
	case form == "" || form == "a" && (row["animate"] == "" || cat != "one"):
		return row[cat]
	case form == "a":
		return row["frac"]
	case form == "g" && (cat == "one" || cat == "frac"):
		return row["frac"]
	case form == "g":
		return row["many"]
	case form == "p" && cat == "one":
		return row["prep_one"]
	case form == "p" && cat != "frac":
		return row["prep_many"]
	}
	return ""
}

// category is the Russian plural category of n as shown: one, few, many, frac.
// These are the categories of CLDR, where frac is called other.
func category(n Number) string {
	v, ok := n.whole()
	if !ok {
		return "frac"
	}
	hundred := new(big.Int).Mod(v, big.NewInt(100)).Int64()
	ten := hundred % 10
	switch {
	case ten == 1 && hundred != 11:
		return "one"
	case ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14):
		return "few"
	}
	return "many"
}
