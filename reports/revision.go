package reports

import (
	"math/big"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// A Finality says how firm a value is (analysis, section 1.8); it stands beside the status,
// which says whether there is a value at all.
type Finality string

// The finalities.
const (
	Provisional Finality = "p" // of the period of the report: late and corrected returns may change it
	Final       Finality = "f" // of a period whose revision day has passed
	Revised     Finality = "r" // final, and not what last year's document said
)

// revisionMonths after its last day the figures of a period are final: with the knowledge
// freeze of the year after (analysis, section 1.8).
const revisionMonths = 12

// settle gives every fact its finality: provisional for this window; for the one before final
// once its revision day has passed, revised where last year's document said otherwise.
func settle(facts []Fact, w Window, last *Publication) {
	said := map[string]Fact{}
	if last != nil {
		for _, f := range last.Facts {
			if f.Window == Now {
				said[f.ID] = f
			}
		}
	}
	final := !w.PrevTo.AddDate(0, revisionMonths, 0).After(w.AsOf)
	for n := range facts {
		f := &facts[n]
		if f.Window == Followed {
			continue
		}
		f.Finality = Provisional
		if final && f.Window == Revision {
			f.Finality = Final
		}
		if f.Window != Before || !final {
			continue
		}
		f.Finality = Final
		was, ok := said[FactID(f.Indicator, f.By, f.Key, Now)]
		if !ok || was.SQLHash != f.SQLHash || !was.Known() || !f.Known() {
			continue
		}
		if f.Was = was.Value; f.Was != f.Value {
			f.Finality = Revised
		}
	}
}

// Revision is the window of a fact that is final less provisional of the year before.
const Revision = "revision"

// RevisionID is the id of the revision of a national fact.
func RevisionID(indicator string) string { return indicator + "@revision" }

// A revision is a national figure of last year: as last year's document said it and as it is
// known now.
type revision struct {
	Indicator   string
	Provisional Fact // of last year's document
	Final       Fact // of this one, window Before
	Difference  *big.Rat
	Changed     bool // a statement of last year's document would have been another
}

// revisions compares what last year's document said of its period with what is known now, in
// the order of indicators. Figures whose definition has changed are left out.
func revisions(last *Publication, facts Facts) []revision {
	if last == nil {
		return nil
	}
	old := NewFacts(words.Date{}, last.Facts, nil)
	var list []revision
	for _, f := range facts.List {
		if f.By != "nation" || f.Window != Before {
			continue
		}
		was := old.Get(f.Indicator)
		if was.Indicator == "" || was.SQLHash != f.SQLHash {
			continue
		}
		r := revision{Indicator: f.Indicator, Provisional: was, Final: f}
		if was.Known() && f.Known() {
			r.Difference = new(big.Rat).Sub(f.Rat(), was.Rat())
		}
		r.Changed = was.Known() != f.Known() || turned(was, f, old)
		list = append(list, r)
	}
	return list
}

// turned reports whether last year's document would have said that the figure grew where it
// said that it fell or stood still, or the reverse.
func turned(was, final Fact, old Facts) bool {
	before, change := old.Get(was.ID+"@before"), old.Get(ChangeID(was.ID))
	if !change.Known() || !before.Known() || !was.Known() || !final.Known() {
		return false
	}
	direction := new(big.Rat).Sub(final.Rat(), before.Rat()).Sign()
	return direction != change.Rat().Sign()
}

// revisionFacts are the differences, final less provisional, of the figures that both documents
// give.
func revisionFacts(last *Publication, facts Facts) []Fact {
	var list []Fact
	for _, r := range revisions(last, facts) {
		if r.Difference == nil {
			continue
		}
		f := facts.book[r.Indicator].fact("nation", Nation, Revision)
		f.ID = RevisionID(r.Indicator)
		if f.Unit == Percent {
			f.Unit = Points
		}
		f.Value = statistics.Decimal(r.Difference, max(Fraction(r.Final.Value), Fraction(r.Provisional.Value)))
		list = append(list, f)
	}
	return list
}
