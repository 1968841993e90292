package words

import (
	"fmt"
	"slices"
	"strings"
)

// Region is a region by the first two digits of its code in the classifier of
// administrative objects (КАТО), such as "71"; "00" is the whole country.
type Region string

// Country is the Republic of Kazakhstan as a Region.
const Country Region = "00"

// RegionCodes returns the 20 regions in the order of their codes, without Country.
func RegionCodes() []Region {
	var rs []Region
	for _, k := range regions().keys {
		if r := Region(k); r != Country {
			rs = append(rs, r)
		}
	}
	return rs
}

// Name returns the region in the nominative. An error says that the code is unknown.
func (r Region) Name(l Lang) (string, error) { return r.show(l, "") }

// show knows in Russian gen, dat, acc and p («where», with its preposition), in
// Kazakh the cases. A case ends the word облысы or қаласы, never the proper name.
func (r Region) show(l Lang, form string) (string, error) {
	if l == RU && form == "p" {
		where, err := r.show(l, "prep")
		return "в " + where, err
	}
	row, ok := regions().rows[string(r)]
	switch {
	case !ok:
		return "", fmt.Errorf("no region %q", string(r))
	case l == KK && form == "":
		return row["kk"], nil
	case l == KK:
		switch c := Case(form); c {
		case Gen, Dat, Acc, Loc, Abl, Ins:
			return row["kk"] + PossessedEnding(row["kk"], c), nil
		}
	case form == "":
		return row["nom"], nil
	case slices.Contains([]string{"gen", "dat", "acc", "prep"}, form):
		return row[form], nil
	}
	return "", fmt.Errorf("a region has no form %q in %s", form, l)
}

// Regions is a list of regions in a sentence, each in its case, in the order given:
// в Акмолинской области, области Абай и городе Астане.
type Regions []Region

func (rs Regions) show(l Lang, form string) (string, error) {
	if len(rs) == 0 {
		return "", fmt.Errorf("empty list of regions")
	}
	var names []string
	for i, r := range rs {
		f := form
		if l == RU && form == "p" && i > 0 {
			f = "prep" // the preposition stands once
		}
		name, err := r.show(l, f)
		if err != nil {
			return "", err
		}
		names = append(names, name)
	}
	return Join(l, names), nil
}

// Join makes a list of words with commas and a final «и» or «және».
func Join(l Lang, items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	and := " және "
	if l == RU {
		and = " и "
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + and + items[last]
}
