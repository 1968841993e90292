package reports

import (
	"fmt"
	"slices"
	"strings"

	"nsk/reports/disclosure"
)

// A Protection is what was hidden of a release, and what an attacker finds all the same.
type Protection struct {
	Tables  []ProtectedTable
	Dropped []Dropped
	Checked int // hidden counts that the audit tried to find or to narrow
}

// A ProtectedTable is one breakdown of an indicator in one window.
type ProtectedTable struct {
	Indicator, By, Window string
	Cells, Hidden         int
}

// A Dropped is a breakdown that a release goes without, as no hiding of single figures made
// it safe: the figure of the country stands instead. By "nation" that one is hidden too.
type Dropped struct {
	Indicator string `json:"indicator"`
	By        string `json:"by"`
}

// An UnsafeError is a release from which a hidden count can be found whatever is hidden: it
// must not go out. Breakdowns are dropped before it comes to that.
type UnsafeError struct{ Breaches []disclosure.Breach }

// Error names the first counts and the sums that give them away.
func (e *UnsafeError) Error() string {
	var list []string
	for _, b := range e.Breaches[:min(5, len(e.Breaches))] {
		list = append(list, b.String())
	}
	return fmt.Sprintf("%d protected counts cannot be kept secret; drop a breakdown or name more facts under withhold in the settings of disclosure control: %s",
		len(e.Breaches), strings.Join(list, "; "))
}

// protect hides the facts from which a person could be recognised: all tables of the
// release are one system, as they share counts and totals (analysis, section 6.4). The facts
// come back without the breakdowns that had to be dropped.
func protect(facts []Fact, book map[string]Indicator, s secrets) ([]Fact, Protection, error) {
	s.facts, s.book = facts, book
	s.collect()
	breaches := s.system.Protect()
	if len(breaches) > 0 {
		return nil, Protection{}, &UnsafeError{breaches}
	}
	hidden := s.apply()
	return hidden.without(facts), hidden, nil
}

// apply hides the facts whose figures are hidden.
func (s *secrets) apply() Protection {
	var p Protection
	place := map[string]int{}
	for n, figure := range s.system.Figures {
		f := &s.facts[s.fact[n]]
		at, ok := place[figure.Table]
		if !ok {
			at = len(p.Tables)
			place[figure.Table] = at
			p.Tables = append(p.Tables, ProtectedTable{Indicator: f.Indicator, By: f.By, Window: f.Window})
		}
		p.Tables[at].Cells++
		if figure.Hidden {
			p.Tables[at].Hidden++
			f.hide(Protected)
		}
		if d := (Dropped{f.Indicator, f.By}); figure.Dropped && !slices.Contains(p.Dropped, d) {
			p.Dropped = append(p.Dropped, d)
		}
		s.few(f)
	}
	p.Checked = len(s.system.Intervals())
	return p
}

// without are the facts but for the breakdowns that were dropped; the country stays, hidden.
func (p Protection) without(facts []Fact) []Fact {
	return slices.DeleteFunc(facts, func(f Fact) bool {
		return f.By != "nation" && slices.Contains(p.Dropped, Dropped{f.Indicator, f.By})
	})
}

// few takes a share or a mean that rests on too few persons to be one, with all that says
// between what it lies; its counts stay.
func (s *secrets) few(f *Fact) {
	said := f.Value != "" || f.BoundLow != "" || f.BoundHigh != ""
	if f.Unit != Count && said && f.Denominator != nil && *f.Denominator < s.safety.Rates.MinDenominator {
		f.Value, f.IntervalLow, f.IntervalHigh, f.BoundLow, f.BoundHigh = "", "", "", "", ""
		f.Status = TooSmall
	}
}

// nested breakdowns hold each cell inside another: within 3, 6, 12 months, or
// reached this stage and the one before. There the differences are the secret.
var nested = []string{"horizon", "reached"}

// alone are breakdowns whose cells do not add up to the figure of the country.
var alone = slices.Concat(nested, cumulative)
