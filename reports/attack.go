package reports

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"nsk/reports/disclosure"
)

// An Attack is what the audit of finished documents needs to know: which facts are
// protected, their true numbers as far as they are known, and what follows from the
// published facts alone. It must not leave the program.
type Attack struct {
	Secrets map[string]Secret // by fact
	Follows []Follow
}

// A Secret is what is known of a protected fact.
type Secret struct {
	True     []string // its numbers, if the release is at hand
	Coverage string   // which may be said
}

// A Follow is a protected fact that follows from what is published.
type Follow struct{ Fact, How string }

// AttackRelease attacks a publication by the release it was made from: the facts are
// computed anew, protected anew, and the published ones audited against the true ones.
func AttackRelease(ctx context.Context, db *sql.DB, p Publication, safety disclosure.Settings) (Attack, error) {
	book, err := Indicators()
	if err != nil {
		return Attack{}, err
	}
	raw, insiders, err := computeRaw(ctx, db, book)
	if err != nil {
		return Attack{}, err
	}
	return attackOn(p, secrets{safety: safety, insiders: insiders, facts: raw, book: indexOf(book)}), nil
}

// attackOn audits a publication against the true facts.
func attackOn(p Publication, s secrets) Attack {
	s.collect()
	shown := map[string]bool{}
	for _, f := range p.Facts {
		shown[f.ID] = f.Status != Protected && (f.Numerator != nil || f.Denominator != nil || f.Value != "")
	}
	a := attackAlone(p)
	for n := range s.system.Figures {
		f := &s.system.Figures[n]
		f.Hidden = !shown[f.ID]
		fact := s.facts[s.fact[n]]
		f.Dropped = slices.Contains(p.Dropped, Dropped{fact.Indicator, fact.By})
		if !f.Hidden && f.Primary {
			a.Follows = append(a.Follows, Follow{f.ID, "it is shown, though a rule hides it"})
		}
	}
	for _, b := range s.system.Audit() {
		a.Follows = append(a.Follows, Follow{s.factOf(b.Cell), b.String()})
	}
	for _, f := range s.facts {
		if _, secret := a.Secrets[f.ID]; secret || slices.Contains(p.Dropped, Dropped{f.Indicator, f.By}) {
			a.Secrets[f.ID] = Secret{trueNumbers(f), a.Secrets[f.ID].Coverage}
		}
	}
	return a
}

// factOf is the fact that shows a cell, "" for a count that none shows.
func (s *secrets) factOf(cell int) string {
	for _, f := range s.system.Figures {
		if slices.Contains(f.Shows, cell) {
			return f.ID
		}
	}
	return s.system.Cells[cell].Key
}

func trueNumbers(f Fact) []string {
	var list []string
	for _, n := range []*int64{f.Numerator, f.Denominator} {
		if n != nil {
			list = append(list, strconv.FormatInt(*n, 10))
		}
	}
	if f.Value != "" {
		list = append(list, f.Value)
	}
	return list
}

// attackAlone knows which facts say that they are protected.
func attackAlone(p Publication) Attack {
	a := Attack{Secrets: map[string]Secret{}}
	for _, f := range p.Facts {
		if f.Status == Protected {
			a.Secrets[f.ID] = Secret{Coverage: f.Coverage}
		}
	}
	return a
}

// AttackNumbers attacks a publication without its release: what follows from the published
// numbers alone.
func AttackNumbers(p Publication, safety disclosure.Settings) (Attack, error) {
	a := attackAlone(p)
	e, err := p.Entry("annual", safety)
	if err != nil {
		return a, err
	}
	for _, c := range disclosure.Alone(e) {
		a.Follows = append(a.Follows, Follow{c.What, c.Proof + " = " + strconv.FormatInt(c.Value, 10)})
	}
	return a, nil
}
