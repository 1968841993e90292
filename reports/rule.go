package reports

import (
	"slices"

	"github.com/goccy/go-yaml"

	"nsk/reports/words"
)

// A Rule is what counts as a problem: the question it answers, the query that
// lists its cases, how a case is told and what is recommended (analysis 3.3
// and 4.2).
type Rule struct {
	ID       string            `yaml:"id"`
	Kind     string            `yaml:"kind"` // D: a list that proves itself; S: more than chance allows
	Area     string            `yaml:"area"`
	Question Text              `yaml:"question"`
	Method   string            `yaml:"method"`   // of an S rule: a key of methods
	Family   string            `yaml:"family"`   // tests that share one false-discovery control
	Overlap  bool              `yaml:"overlap"`  // units of the family overlap or nest: Benjamini–Yekutieli
	Side     string            `yaml:"side"`     // low or high; empty: either, and the side is a part of the key
	Least    int               `yaml:"least"`    // fewest outcomes of a unit, of each group, or points of a chart
	Most     int               `yaml:"most"`     // highest severity, if not 4
	Apart    string            `yaml:"apart"`    // least effect that is told: points, working days or a ratio
	Severity int               `yaml:"severity"` // 1 note to 4 critical
	Persons  bool              `yaml:"persons"`  // people are affected
	Sentence words.Text        `yaml:"sentence"` // slots are the columns of the query
	Lead     words.Text        `yaml:"lead"`     // opens the list of cases; empty: each case is a sentence
	Item     words.Text        `yaml:"item"`     // a case in the list
	Masked   words.Text        `yaml:"masked"`   // a case whose number is not published
	Nothing  words.Text        `yaml:"nothing"`  // said when nothing was found, if the usual sentence says too much
	Grouped  bool              `yaml:"grouped"`  // one item for all cases with the same first entity; slot {cases}
	Withhold []string          `yaml:"withhold"` // columns that count persons: 1 to 4 are not published
	Checked  Reference         `yaml:"checked"`  // how many were looked at
	Owner    string            `yaml:"owner"`    // key of a body in the words
	Action   words.Text        `yaml:"action"`
	Deadline string            `yaml:"deadline"`  // rule of analysis 4.1
	Metric   string            `yaml:"metric"`    // indicator by which the outcome is judged
	MetricBy string            `yaml:"metric_by"` // breakdown of the metric whose key is that of the finding
	MetricOf map[string]string `yaml:"metric_of"` // metric by the first entity of the weightiest finding
	Target   string            `yaml:"target"`    // a number, +n or -n from the baseline, a word of Rule.target, "inside"
	Case     CaseGoal          `yaml:"case"`      // goal of a metric that only a case has
	Cost     Cost              `yaml:"cost"`      // what doing nothing costs, if not cases
	Verdict  string            `yaml:"verdict"`   // V, L, Z or A
	SQL      string            `yaml:"sql"`
	Given    string            `yaml:"given"` // what the query gets as $1: a key of givens, or a word that it knows itself
	Query    string            `yaml:"-"`
}

// A Reference points to a part of a national fact of this window.
type Reference struct {
	Fact string `yaml:"fact" json:"fact"`
	Part string `yaml:"part" json:"part"` // numerator or denominator
}

// Rules returns the finding rules in the order of ids.
func Rules() ([]Rule, error) {
	var list []Rule
	err := eachYAML("findings", func(_ string, data []byte) error {
		var r Rule
		if err := yaml.UnmarshalWithOptions(data, &r, yaml.Strict()); err != nil {
			return err
		}
		query, err := files.ReadFile("findings/" + r.SQL)
		if err != nil {
			return err
		}
		r.Query = string(query)
		list = append(list, r)
		return nil
	})
	return list, err
}

// Lint returns every fault of the rule, each with the id in front.
func (r Rule) Lint() []string {
	var faults []string
	add := func(bad bool, text string) {
		if bad {
			faults = append(faults, r.ID+": "+text)
		}
	}
	add(r.Kind != "D" && r.Kind != "S", "kind")
	add((r.Kind == "S") != (methods[r.Method] != nil), "an S rule has a method, a D rule none")
	add((r.Kind == "S") != (r.Family != ""), "an S rule has a family, a D rule none")
	add(!r.Question.full(), "question in both languages")
	add(r.Severity < 1 || r.Severity > 4, "severity")
	add(!slices.Contains(words.Owners(), words.Owner(r.Owner)), "owner")
	add(!slices.Contains([]string{"V", "L", "Z", "A"}, r.Verdict), "verdict")
	add(!slices.Contains(areas, r.Area), "area")
	add(!deadlineKnown(r.Deadline), "deadline")
	add(r.Cost.Column != "" && costs[r.Cost.Of].KK == "", "cost")
	add(r.Lead.KK == "" != (r.Item.KK == ""), "lead and item come together")
	add(r.Item.KK != "" && (r.Persons || len(r.Withhold) > 0) && r.Masked.KK == "", "a list with numbers that may be withheld needs masked")
	for _, t := range []words.Text{r.Sentence, r.Action, r.Lead, r.Item, r.Masked, r.Nothing} {
		if t.KK+t.RU == "" {
			continue
		}
		for _, f := range words.Lint(t) {
			add(true, f)
		}
	}
	return faults
}

// areas are the groups of findings, in the order of the document.
var areas = []string{"coverage", "centres", "time", "documents", "data", "platform", "governance"}
