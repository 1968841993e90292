package reports

import (
	"slices"
	"strconv"

	"nsk/reports/disclosure"
	"nsk/reports/words"
)

// pairs are columns of evidence that say x of n.
var pairs = [][2]string{{"x", "n"}, {"n", "all"}, {"num_share", "den_share"}}

// guard withholds the numbers of findings on named units that are too small to leave the
// house: a finding is a surface like any table (analysis, section 6.5). What the rules
// withheld before stays withheld.
func guard(found []Finding, rules []Rule, g guarding) error {
	byID := map[string]Rule{}
	for _, r := range rules {
		byID[r.ID] = r
	}
	for i := range found {
		if r := byID[found[i].Rule]; r.Persons && found[i].Key != Nation {
			if err := g.unit(&found[i], r); err != nil {
				return err
			}
		}
	}
	for _, r := range rules {
		if r.Persons && len(r.Withhold) > 0 {
			if err := g.remainder(found, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// guarding is what the guard goes by.
type guarding struct {
	safety disclosure.Settings
	facts  Facts
}

func (g guarding) unit(f *Finding, r Rule) error {
	var hide []string
	for _, c := range r.Withhold {
		if n, ok := f.count(c); ok && 0 < n && n < g.safety.Threshold.Persons {
			hide = append(hide, c)
		}
	}
	for _, p := range pairs {
		x, okX := f.count(p[0])
		n, okN := f.count(p[1])
		if okX && okN && !slices.Contains(r.Withhold, p[0]) && !g.safety.Named(x, n) {
			hide = append(hide, p[0], p[1])
		}
	}
	if len(hide) == 0 {
		return nil
	}
	return f.withhold(r, hide)
}

// remainder withholds the smallest number of a rule where the units that are not listed
// make 1 to 4 of the country's figure: whoever subtracts the list would have them.
func (g guarding) remainder(found []Finding, r Rule) error {
	nation := g.facts.Get(r.Metric)
	if nation.Numerator == nil {
		return nil
	}
	left, least := *nation.Numerator, -1
	for i, f := range found {
		if f.Rule != r.ID {
			continue
		}
		n, ok := f.count(r.Withhold[0])
		if !ok {
			return nil // a number is withheld already
		}
		left -= n
		if least < 0 || n < mustCount(found[least], r) {
			least = i
		}
	}
	if least < 0 || left <= 0 || left >= g.safety.Threshold.Persons {
		return nil
	}
	return found[least].withhold(r, []string{r.Withhold[0]})
}

func mustCount(f Finding, r Rule) int64 {
	n, _ := f.count(r.Withhold[0]) // it was read before
	return n
}

// count is a number of the evidence that may be said.
func (f Finding) count(column string) (int64, bool) {
	for _, e := range f.Evidence {
		if e.Column == column && e.Status == "" {
			n, err := strconv.ParseInt(e.Value, 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}

// withhold takes columns out of the evidence and out of the sentence. A sentence of a
// statistical rule is said without numbers.
func (f *Finding) withhold(r Rule, columns []string) error {
	for i, e := range f.Evidence {
		if slices.Contains(columns, e.Column) {
			f.Evidence[i].Value, f.Evidence[i].Status = "", Protected
		}
	}
	args := words.Args{}
	for name, v := range f.args {
		args[name] = v
	}
	for _, c := range append(columns, "share") {
		if _, ok := args[c]; ok {
			args[c] = hidden
		}
	}
	f.args = args
	if r.Kind == "S" {
		f.withholdNumbers()
		return f.say(withheldSentence)
	}
	if f.say(f.template) == nil {
		return nil
	}
	f.args["question"] = f.Title.words() // the sentence cannot do without its number
	return f.say(withheldCase)
}

// withheldCase is said where a sentence makes no sense without its numbers.
var withheldCase = words.Text{
	KK: "{question}: сандар дербес деректерді қорғау мақсатында жарияланбайды.",
	RU: "{question}: числа не публикуются в целях защиты персональных данных.",
}
