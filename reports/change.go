package reports

import (
	"math/big"

	"nsk/reports/statistics"
)

// Change is the window of a fact that compares this window with the one a year
// earlier, both as known now.
const Change = "change"

// ChangeID is the id of the change of a national fact.
func ChangeID(indicator string) string { return indicator + "@change" }

// changes returns the change of every national fact: of counts in percent, of
// shares in percentage points from unrounded values, else in the unit itself.
func changes(facts []Fact, book []Indicator) []Fact {
	at := map[string]Fact{}
	for _, f := range facts {
		if f.By == "nation" {
			at[f.ID] = f
		}
	}
	var list []Fact
	for _, i := range book {
		now, ok := at[i.ID]
		if !ok {
			continue
		}
		list = append(list, change(i, now, at[i.ID+"@before"]))
	}
	return list
}

func change(i Indicator, now, before Fact) Fact {
	f := i.fact("nation", Nation, Change)
	f.ID, f.Status = ChangeID(i.ID), TooSmall
	switch {
	case now.Status != "":
		f.Status = now.Status
	case before.Status != "":
		f.Status = before.Status
	}
	if i.Unit == Points || i.Kind == Bounds { // a difference already, or two ends
		f.Status = NotApply
		return f
	}
	if !now.Known() || !before.Known() {
		return f
	}
	a, b := now.Exact(i), before.Exact(i)
	switch {
	case i.Unit == Count:
		f.Unit = Percent
		if b.Cmp(big.NewRat(20, 1)) < 0 {
			return f
		}
		r := new(big.Rat).Quo(a, b)
		if r.Cmp(big.NewRat(10, 1)) > 0 { // another thing was counted, or hardly anything yet
			f.Status = NotApply
			return f
		}
		f.Value = percentOf(r.Sub(r, big.NewRat(1, 1)), 1)
	case i.Unit == Percent:
		f.Unit = Points
		f.Value = statistics.Decimal(new(big.Rat).Sub(a, b), 1)
	default:
		f.Value = statistics.Decimal(new(big.Rat).Sub(a, b), decimals(i.Unit, 100))
	}
	f.Status = ""
	return f
}
