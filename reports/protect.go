package reports

import (
	"cmp"
	"slices"

	"nsk/reports/disclosure"
)

// A table is the facts of one indicator, window and breakdown, by their place
// in the list of facts.
type table struct {
	indicator Indicator
	cells     []int
}

// protect hides the facts from which a person could be recognised. Tables of
// one family share cells, so what one hides all hide.
func protect(facts []Fact, book map[string]Indicator) {
	families := map[string][]table{}
	var order []string
	for _, t := range tables(facts, book) {
		f := facts[t.cells[0]]
		key := t.indicator.ID
		if t.indicator.Family != "" {
			key = t.indicator.Family
		}
		key += "/" + f.By + "/" + f.Window
		if families[key] == nil {
			order = append(order, key)
		}
		families[key] = append(families[key], t)
	}
	for _, key := range order {
		protectFamily(facts, families[key])
	}
}

func tables(facts []Fact, book map[string]Indicator) []table {
	var list []table
	place := map[string]int{}
	for n, f := range facts {
		key := f.Indicator + "/" + f.By + "/" + f.Window
		at, ok := place[key]
		if !ok {
			at = len(list)
			place[key] = at
			list = append(list, table{indicator: book[f.Indicator]})
		}
		list[at].cells = append(list[at].cells, n)
	}
	return list
}

// personal breakdowns and populations take the higher threshold of sensitive
// outcomes (analysis, section 6.1).
var personal = []string{"sex", "age_band", "lang", "home_region"}

func protectFamily(facts []Fact, family []table) {
	hidden := map[string]bool{}
	for again := true; again; {
		again = false
		for _, t := range family {
			for _, key := range t.hiddenKeys(facts, hidden) {
				if !hidden[key] {
					hidden[key], again = true, true
				}
			}
		}
	}
	for _, t := range family {
		for _, n := range t.cells {
			if hidden[facts[n].Key] {
				facts[n].hide(Protected)
			}
		}
	}
}

func (t table) hiddenKeys(facts []Fact, already map[string]bool) []string {
	by := facts[t.cells[0]].By
	limit := t.indicator.Disclosure.Threshold(slices.Contains(personal, by))
	if limit == 0 {
		return nil
	}
	var keys []string
	if by != "nation" && t.indicator.Disclosure.NationOnly() {
		for _, n := range t.cells {
			keys = append(keys, facts[n].Key)
		}
		return keys
	}
	return t.audited(facts, already, limit)
}

func (t table) audited(facts []Fact, already map[string]bool, limit int64) []string {
	var cells []disclosure.Cell
	for _, n := range t.cells {
		if c, ok := cellOf(facts[n], t.indicator); ok {
			c.Hidden = already[c.Key]
			cells = append(cells, c)
		}
	}
	var keys []string
	if facts[t.cells[0]].By == "nation" {
		for _, c := range cells {
			if disclosure.Primary(c, limit) {
				keys = append(keys, c.Key)
			}
		}
		return keys
	}
	if slices.Contains(nested, facts[t.cells[0]].By) {
		return nestedKeys(cells, limit)
	}
	for i, hide := range disclosure.Protect(cells, limit) {
		if hide {
			keys = append(keys, cells[i].Key)
		}
	}
	return keys
}

// cellOf is what a reader could learn from a fact: the count, or both parts
// of a share. Of a rate per employed the persons are the secret; a share
// without a value has nothing to give away but its numbers.
func cellOf(f Fact, i Indicator) (disclosure.Cell, bool) {
	parts := []int64{}
	switch {
	case f.Numerator == nil && f.Denominator == nil:
		return disclosure.Cell{}, false
	case f.Numerator == nil: // a median: only how many cases it rests on
		parts = append(parts, *f.Denominator)
	case f.Denominator != nil && i.Unit == Percent && *f.Denominator >= *f.Numerator:
		parts = append(parts, *f.Numerator, *f.Denominator-*f.Numerator)
	default:
		parts = append(parts, *f.Numerator)
	}
	return disclosure.Cell{Key: f.Key, Parts: parts}, true
}

// nested breakdowns hold each cell inside another: within 3, 6, 12 months, or
// reached this stage and the one before. There the differences are the secret.
var nested = []string{"horizon", "reached"}

func nestedKeys(cells []disclosure.Cell, limit int64) []string {
	slices.SortFunc(cells, func(a, b disclosure.Cell) int { return cmp.Compare(a.Parts[0], b.Parts[0]) })
	var keys []string
	shown := int64(0)
	for _, c := range cells {
		step := disclosure.Cell{Parts: []int64{c.Parts[0] - shown}}
		if c.Hidden || disclosure.Primary(c, limit) || disclosure.Primary(step, limit) {
			keys = append(keys, c.Key)
			continue
		}
		shown = c.Parts[0]
	}
	return keys
}
