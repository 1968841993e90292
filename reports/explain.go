package reports

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrUnknownFact means that no fact, finding or recommendation has the id.
var ErrUnknownFact = errors.New("unknown fact")

// An Explanation is what stands behind one number of a document. The caller
// adds the landings of the sources.
type Explanation struct {
	ID        string
	Release   string
	Value     string
	Status    Status
	Fact      *Fact      // the fact, if the number is one
	Indicator *Indicator // its definition
	Finding   *Finding   // the finding, if the number is evidence or a target
	SQL       string     // text of the query
	SQLName   string
	Current   bool // the query of this program is the one the number was made with
	Sources   []string
}

// Explain says where a number comes from: the id of a fact ("E.02/region=75"),
// of a change ("E.02@change"), of a finding or of a column of its evidence
// ("r21-0123456789/n"), of the count of a rule ("find/r02"), of the target of a
// recommendation ("rec-r02/target"), of a search ("inspect/r21/units"),
// of "protected" or of "landings/<source>".
func Explain(p Publication, id string) (Explanation, error) {
	e := Explanation{ID: id, Release: p.Release}
	for i := range p.Facts {
		if p.Facts[i].ID == id {
			return e.fact(&p.Facts[i])
		}
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		if id == f.ID || strings.HasPrefix(id, f.ID+"/") {
			return e.finding(f)
		}
	}
	return e.other(p)
}

func (e Explanation) fact(f *Fact) (Explanation, error) {
	i, err := IndicatorOf(f.Indicator)
	if err != nil {
		return e, fmt.Errorf("explain %s: %w", e.ID, err)
	}
	e.Fact, e.Value, e.Status, e.Sources = f, f.Value, f.Status, f.Sources
	e.Indicator = &i
	if f.SQL != "" {
		e.SQLName, e.SQL, e.Current = "indicators/"+f.SQL, i.Query, i.Hash() == f.SQLHash
	}
	return e, nil
}

func (e Explanation) finding(f *Finding) (Explanation, error) {
	query, err := files.ReadFile("findings/" + f.SQL)
	if err != nil {
		return e, fmt.Errorf("explain %s: %w", e.ID, err)
	}
	e.Finding, e.SQLName, e.SQL = f, "findings/"+f.SQL, string(query)
	e.Current = hashOf(e.SQL) == f.SQLHash
	for _, c := range f.Evidence {
		if e.ID == f.ID+"/"+c.Column {
			e.Value, e.Status = c.Value, c.Status
		}
	}
	if e.ID == f.ID+"/since" {
		e.Value = f.Since
	}
	return e, nil
}

func (e Explanation) other(p Publication) (Explanation, error) {
	switch kind, rest, _ := strings.Cut(e.ID, "/"); {
	case e.ID == "protected":
		e.Value, e.Current = strconv.Itoa(countProtected(p.Facts)), true
		return e, nil
	case kind == "protected":
		for _, t := range hiddenTables(p.Facts) {
			if t.indicator+"/"+t.by == rest {
				e.Value, e.Current = strconv.Itoa(t.hidden), true
				return e, nil
			}
		}
	case kind == "landings":
		query, err := files.ReadFile("sql/landings.sql")
		e.SQLName, e.SQL, e.Sources, e.Current = "sql/landings.sql", string(query), []string{rest}, true
		return e, err
	case kind == "tolerances":
		query, err := files.ReadFile("sql/tolerances.sql")
		e.SQLName, e.SQL, e.Sources, e.Current = "sql/tolerances.sql", string(query), []string{"acts"}, true
		return e, err
	case kind == "inspect":
		return e.inspection(rest, p)
	case kind == "closed":
		id, state, _ := strings.Cut(rest, "/")
		return e.closed(id, state, p)
	case kind == "find":
		for _, s := range p.Inspections {
			if s.Rule == rest {
				e.Value = strconv.Itoa(s.Found)
				return e.rule(rest, p)
			}
		}
	}
	for _, r := range p.Recommendations {
		if e.ID == r.ID+"/target" || e.ID == r.ID {
			e.Value, e.Current = r.Target, true
			return e, nil
		}
		if e.ID == r.ID+"/baseline" {
			e.Value, e.Current = r.Baseline, true
			return e, nil
		}
		if e.ID == r.ID+"/cost" {
			e.Value, e.Current = strconv.Itoa(r.CostCount), true
			return e, nil
		}
	}
	return e, fmt.Errorf("%w: %s", ErrUnknownFact, e.ID)
}

// inspection is a number of a search: how many units it judged, and what it would have noticed.
func (e Explanation) inspection(id string, p Publication) (Explanation, error) {
	rule, column, _ := strings.Cut(id, "/")
	for _, s := range p.Inspections {
		if s.Rule != rule {
			continue
		}
		known := map[string]string{"units": strconv.Itoa(s.Units), "too_small": strconv.Itoa(s.TooSmall),
			"drawn": strconv.Itoa(s.Drawn), "not_drawn": strconv.Itoa(s.Units + s.TooSmall - s.Drawn)}
		for _, n := range numbersIn(s.Statement.RU) {
			known[plainNumber(n)] = plainNumber(n)
		}
		var ok bool
		if e.Value, ok = known[column]; !ok {
			break
		}
		return e.rule(rule, p)
	}
	return e, fmt.Errorf("%w: %s", ErrUnknownFact, e.ID)
}

// rule gives the query that counted the cases of a rule.
func (e Explanation) rule(id string, p Publication) (Explanation, error) {
	rules, err := Rules()
	if err != nil {
		return e, err
	}
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return e, fmt.Errorf("%w: %s", ErrUnknownFact, e.ID)
	}
	e.SQLName, e.SQL, e.Current = "findings/"+rules[i].SQL, rules[i].Query, true
	for _, f := range p.Findings {
		if f.Rule == id {
			e.Current = hashOf(e.SQL) == f.SQLHash
		}
	}
	return e, nil
}

// closed gives how many findings of a rule in last year's document have a state now.
func (e Explanation) closed(id, state string, p Publication) (Explanation, error) {
	n, last := 0, ""
	for _, c := range p.Closed {
		last = max(last, c.Until)
	}
	for _, c := range p.Closed {
		if c.Rule == id && c.History == state && (c.Until == last || state != historyResolved) {
			n++
		}
	}
	e.Value = strconv.Itoa(n)
	return e.rule(id, p)
}

func countProtected(facts []Fact) int {
	n := 0
	for _, f := range facts {
		if f.Status == Protected {
			n++
		}
	}
	return n
}
