// Package verdict tells a sender what became of one file: one report in five forms.
//
// The verdict comes first, then what it rests on, then every occurrence without a cap.
// The same report gives the same bytes, in every form and language.
package verdict

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"nsk/connectors/contract"
)

// A Verdict is what became of a file.
type Verdict string

// The verdicts.
const (
	Accepted Verdict = "accepted"
	Partly   Verdict = "partly"  // accepted with rejected rows
	Held     Verdict = "held"    // does not count until its sender confirms it
	Refused  Verdict = "refused" // kept, but no row of it counts
	Already  Verdict = "already" // the same bytes were read before; nothing changed
)

// A Report is everything a sender is told about one file. It holds no personal datum:
// values of personal fields are masked by whoever makes the report.
type Report struct {
	Verdict     Verdict
	Trial       bool // the file was only checked, nothing was sent
	File        File
	Return      Return
	Counts      Counts
	RuleSet     string // hash of the rules
	Registers   []Register
	Settings    []Setting
	Tolerances  []Tolerance
	Questions   []Question
	Confirm     string // command or address by which the questions are confirmed
	Summary     []Rule
	Occurrences iter.Seq2[Occurrence, error] // from the first at each call; nil: none
}

// A File is what arrived. Name is without its folder.
type File struct{ Name, SHA256, Form, Sheet string }

// A Return is what the file is about.
type Return struct {
	Source       string
	Title        contract.Title
	Provider     string
	ProviderName contract.Text
	Period       contract.Period
	Version      int    // 0: none was made
	Content      string // data, nil, cannot_provide; "" where refused
	Reason       string // of cannot_provide
}

// Counts disposes of every row: Received is the sum of all others.
type Counts struct{ Received, Accepted, Rejected, Duplicate, OutOfScope, Held int64 }

// A Register is a source the rows were looked up in; without Hash it was not consulted.
type Register struct {
	Source   string
	Title    contract.Title
	Hash     string
	Editions []string // periods or days of the editions
}

// A Setting is a difference from the built-in rules.
type Setting struct {
	Rule     string
	Severity contract.Severity // Off: the rule is not asked
	By, Why  string
	Since    string // day
}

// Off is the severity of a rule that is not asked.
const Off contract.Severity = "off"

// A Tolerance is a limit within which breaches of a rule are let through.
type Tolerance struct{ Rule, Value, Why, By, Until string }

// A Question is what the sender must confirm before a held return counts.
type Question struct {
	Rule string
	Text contract.Text
}

// A Rule is a line of the summary: a rule, how often it was broken, and what it says of
// any value.
type Rule struct {
	ID                     string
	Stage                  contract.Stage
	Severity               contract.Severity
	Count                  int64
	Message, Remedy, Basis contract.Text
}

// An Occurrence is one thing that is wrong with the file or a row of it.
type Occurrence struct {
	Sheet           string
	Row             int64  // as in the file; 0: the whole file
	Key             string // the sender's own key of the row
	Field           string // technical name; "" for the whole row
	Label           contract.Text
	Value           string // masked if the field is personal
	Rule            string
	Severity        contract.Severity
	Message, Remedy contract.Text
}

// A Form is a way to write a report.
type Form string

// The forms.
const (
	Text Form = "text"
	JSON Form = "json"
	CSV  Form = "csv"
	XLSX Form = "xlsx"
	HTML Form = "html"
)

// Write writes the report. It fails on a report that contradicts itself, and if the
// occurrences cannot be read; what was written until then is no report.
func (r *Report) Write(w io.Writer, form Form, lang Language) error {
	if err := r.check(); err != nil {
		return fmt.Errorf("report on %s: %w", r.File.Name, err)
	}
	write := map[Form]func(*view, io.Writer) error{Text: (*view).text, JSON: (*view).json, CSV: (*view).csv, XLSX: (*view).xlsx, HTML: (*view).html}[form]
	if write == nil {
		return fmt.Errorf("report on %s: form %q: write text, json, csv, xlsx or html", r.File.Name, form)
	}
	if lang != KK && lang != RU && lang != EN {
		return fmt.Errorf("report on %s: language %q: write kk, ru or en", r.File.Name, lang)
	}
	if err := write(newView(r, lang), w); err != nil {
		return fmt.Errorf("report on %s: %w", r.File.Name, err)
	}
	return nil
}

// Exit is the exit code a command ends with: 0 done, 1 done and something is to be
// looked at. That a file could not be looked at (2) is an error, and has no report.
func (r *Report) Exit() int {
	if r.Verdict != Accepted && r.Verdict != Already {
		return 1
	}
	for _, s := range r.Summary {
		if s.Severity != contract.SeverityInformation {
			return 1
		}
	}
	return 0
}

func (r *Report) check() error {
	n := r.Counts
	if sum := n.Accepted + n.Rejected + n.Duplicate + n.OutOfScope + n.Held; n.Received != sum {
		return fmt.Errorf("%d rows were received, but %d are accounted for", n.Received, sum)
	}
	switch r.Verdict {
	case Accepted, Partly, Held, Refused, Already:
		return nil
	}
	return fmt.Errorf("verdict %q is unknown", r.Verdict)
}

// told yields the occurrences, and an error at the end if the summary counts others.
func (r *Report) told() iter.Seq2[Occurrence, error] {
	return func(yield func(Occurrence, error) bool) {
		left := make(map[string]int64)
		for _, s := range r.Summary {
			left[s.ID] += s.Count
		}
		if r.Occurrences != nil {
			for o, err := range r.Occurrences {
				if left[o.Rule]--; !yield(o, err) || err != nil {
					return
				}
			}
		}
		for _, id := range slices.Sorted(maps.Keys(left)) {
			if left[id] != 0 {
				yield(Occurrence{}, fmt.Errorf("rule %s: the summary counts %d more than occurred", id, left[id]))
				return
			}
		}
	}
}
