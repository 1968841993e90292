package reports

import (
	"nsk/reports/words"
)

// Facts are the facts of one release, found by id.
type Facts struct {
	AsOf words.Date
	List []Fact
	at   map[string]int
	book map[string]Indicator
}

// NewFacts indexes facts by their ids.
func NewFacts(asOf words.Date, list []Fact, book []Indicator) Facts {
	f := Facts{AsOf: asOf, List: list, at: make(map[string]int, len(list)), book: indexOf(book)}
	for i, fact := range list {
		f.at[fact.ID] = i
	}
	return f
}

// Get returns a fact, or one with the status «not provided» if there is none.
func (f Facts) Get(id string) Fact {
	if i, ok := f.at[id]; ok {
		return f.List[i]
	}
	return Fact{ID: id, Status: NotProvided}
}

// By returns the facts of an indicator and breakdown of this window in the
// order of keys.
func (f Facts) By(indicator, by string) []Fact {
	var list []Fact
	for _, fact := range f.List {
		if fact.Indicator == indicator && fact.By == by && fact.Window == Now {
			list = append(list, fact)
		}
	}
	return list
}

// part is the numerator or denominator that a reference points to; the sign of
// a hidden number if it is not known.
func (f Facts) part(r Reference) words.Value {
	fact := f.Get(r.Fact)
	n := fact.Numerator
	if r.Part == "denominator" {
		n = fact.Denominator
	}
	if n == nil {
		return hidden
	}
	return words.Int(*n)
}

// number is the value of a fact as both languages print it.
func (f Facts) number(fact Fact) words.Number {
	places := 0
	for i, r := range fact.Value {
		if r == '.' {
			places = len(fact.Value) - i - 1
		}
	}
	n, err := words.ParseNumber(fact.Value, places)
	if err != nil {
		return words.Number{}
	}
	if fact.Unit == Percent {
		n = n.AsPercent()
	}
	return n
}
