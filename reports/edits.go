package reports

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"nsk/reports/words"
	"nsk/schedules/calendar"
)

// An Edit is what an analyst does with a recommendation: edit its text, add
// one, or reject it with a reason. Verdicts and figures cannot be edited.
type Edit struct {
	Do             string     `yaml:"do"`             // edit, add or reject
	Recommendation string     `yaml:"recommendation"` // id; of an added one a new id
	Who            string     `yaml:"who"`
	When           string     `yaml:"when"` // day, 2025-11-25
	Reason         words.Text `yaml:"reason"`
	Text           words.Text `yaml:"text"` // not of a rejection
	// Of an added one only: the rule whose findings it follows from, its owner
	// and the day by which it is to be done.
	Rule     string `yaml:"rule"`
	Owner    string `yaml:"owner"`
	Deadline string `yaml:"deadline"`
}

// ReadEdits reads the file of edits that stands beside a release and tells
// every fault in it.
func ReadEdits(r io.Reader) ([]Edit, error) {
	var file struct {
		Edits []Edit `yaml:"edits"`
	}
	if err := yaml.NewDecoder(r, yaml.Strict()).Decode(&file); err != nil {
		return nil, fmt.Errorf("read edits: %w", err)
	}
	var faults []string
	for i, e := range file.Edits {
		for _, f := range e.lint() {
			faults = append(faults, fmt.Sprintf("edit %d (%s): %s", i+1, e.Recommendation, f))
		}
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("edits: %s", strings.Join(faults, "; "))
	}
	return file.Edits, nil
}

// accusing are stems that would blame somebody or rank (analysis, section 3.2).
var accusing = []string{
	"наруш", "винов", "плох", "худш", "скры", "фальсиф", "отстающ", "лидер", "рейтинг",
	"бұзды", "бұзуш", "кінәлі", "нашар", "жасыр", "көшбасшы",
}

var anyDigit = regexp.MustCompile(`\d`)

func (e Edit) lint() []string {
	var faults []string
	add := func(bad bool, text string) {
		if bad {
			faults = append(faults, text)
		}
	}
	add(!slices.Contains([]string{"edit", "add", "reject"}, e.Do), "do is edit, add or reject")
	add(e.Recommendation == "" || e.Who == "", "recommendation and who are needed")
	_, err := calendar.ParseDay(e.When)
	add(err != nil, "when is a day such as 2025-11-25")
	add(e.Reason.KK == "" || e.Reason.RU == "", "a reason in both languages is needed")
	if e.Do == "reject" {
		return append(faults, lintWritten(e.Reason)...)
	}
	add(e.Text.KK == "" || e.Text.RU == "", "a text in both languages is needed")
	if e.Do == "add" {
		day, err := calendar.ParseDay(e.Deadline)
		add(err != nil, "deadline is a day such as 2026-03-31")
		if err == nil {
			worked, err := calendar.Kazakhstan().Working(day)
			add(err != nil || !worked, "deadline is no working day")
		}
		add(!slices.Contains(words.Owners(), words.Owner(e.Owner)), "owner is unknown")
		add(e.Rule == "", "a recommendation follows from findings: name their rule")
	}
	return append(faults, lintWritten(e.Text)...)
}

// lintWritten checks a text that a person wrote: no slot, no figure (figures
// belong to facts), no word of the other language, nothing that accuses.
func lintWritten(t words.Text) []string {
	faults := words.Lint(t)
	for _, l := range words.Both {
		s := t.In(l)
		if strings.ContainsAny(s, "{}") {
			faults = append(faults, string(l)+": a written text has no slots")
		}
		if anyDigit.MatchString(s) {
			faults = append(faults, string(l)+": a figure belongs to a fact, a written text has none")
		}
		if found := words.Foreign(l, s); len(found) > 0 {
			faults = append(faults, fmt.Sprintf("%s: words of the other language: %q", l, found))
		}
		for _, stem := range accusing {
			if strings.Contains(strings.ToLower(s), stem) {
				faults = append(faults, fmt.Sprintf("%s: %q accuses or ranks", l, stem))
			}
		}
	}
	return faults
}

// applyEdits keeps the generated text of every recommendation and puts the
// analyst's beside it. Rejected ones leave the document with their reason; their
// findings stay in it.
func (r *Result) applyEdits(edits []Edit) error {
	for _, e := range edits {
		i := slices.IndexFunc(r.Recommendations, func(rec Recommendation) bool { return rec.ID == e.Recommendation })
		switch {
		case e.Do == "add" && i < 0:
			rec, err := r.added(e)
			if err != nil {
				return err
			}
			r.Recommendations = append(r.Recommendations, rec)
			continue
		case e.Do == "add":
			return fmt.Errorf("edits: %s is there already, choose another id", e.Recommendation)
		case i < 0:
			return fmt.Errorf("edits: no recommendation %s in this report", e.Recommendation)
		}
		rec := &r.Recommendations[i]
		rec.sign(e)
		if e.Do == "reject" {
			r.Rejected = append(r.Rejected, *rec)
			r.Recommendations = slices.Delete(r.Recommendations, i, i+1)
			continue
		}
		edited := e.Text
		rec.Edited, rec.Text = &edited, e.Text
	}
	slices.SortStableFunc(r.Recommendations, heavierFirst)
	return nil
}

func (rec *Recommendation) sign(e Edit) {
	reason := e.Reason
	rec.Editor, rec.EditedOn, rec.EditReason = e.Who, e.When, &reason
	rec.Status = map[string]string{"edit": "edited", "add": "added", "reject": "rejected"}[e.Do]
}

// added is a recommendation that an analyst adds to findings of a rule.
func (r *Result) added(e Edit) (Recommendation, error) {
	edited := e.Text
	rec := Recommendation{ID: e.Recommendation, Rule: e.Rule, Owner: e.Owner, Deadline: e.Deadline, Text: e.Text, Edited: &edited, Issued: e.When, Verdict: "A"}
	rec.sign(e)
	for _, f := range r.Findings {
		if f.Rule == e.Rule {
			rec.Findings, rec.Severity = append(rec.Findings, f.ID), max(rec.Severity, f.Severity)
		}
	}
	if len(rec.Findings) == 0 {
		return rec, fmt.Errorf("edits: %s would rest on nothing, rule %s found nothing", e.Recommendation, e.Rule)
	}
	slices.Sort(rec.Findings)
	return rec, nil
}
