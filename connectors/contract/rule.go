package contract

import (
	"errors"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"
)

// Severity says what a breach does to the row or file that has it.
type Severity string

// The severities, from refusing the file to a remark.
const (
	SeverityFile        Severity = "file"
	SeverityRow         Severity = "row"
	SeverityWarning     Severity = "warning"
	SeverityInformation Severity = "information"
)

// Stage is when a rule is asked. What an earlier stage has found fault with, a later one
// does not judge again: one cause, one error.
type Stage string

// The stages, in their order.
const (
	StageFile      Stage = "file"      // the file as a whole
	StageRow       Stage = "row"       // one row by itself
	StageKeys      Stage = "keys"      // the rows of one file against each other
	StageRegisters Stage = "registers" // rows against registers as they were known
	StageHistory   Stage = "history"   // rows against what was received before
)

// Stages lists the stages in their order.
var Stages = []Stage{StageFile, StageRow, StageKeys, StageRegisters, StageHistory}

// A Rule is one thing that must be true of what arrives, as data. It stands beside its
// contract, in rules/<source>.yaml.
//
// A rule of stage row is a condition: rows for which Where is true break it. It may use
// every column of the contract by name as a typed value, "name~" for the text as it came
// (needed of personal columns, whose values exist in this stage only), and provider,
// period_from, period_to (last day) and landed_on of the return.
//
// A rule of another stage is a SELECT of _row and value, the place and the text of each
// breach; a _row of NULL is the whole file. It may read
//
//	arrived          the rows of this file that no earlier stage rejected: _row and all
//	                 stored columns
//	self             one row: provider, period_from, period_to, landed_on, received (rows of
//	                 this file), previous (rows received in the version of this return that
//	                 counts now; NULL if there is none)
//	known_<source>   the rows of a register's newest edition that counts, dashes as _;
//	                 with _provider, _period_from, _period_to
//	ever_<source>    the rows of all its editions that count
//	earlier          the rows of this source in all other returns that count, with
//	                 _provider, _period_from, _period_to. Of other providers only the
//	                 columns named in Across have values
//	related          those rows of earlier that share the first key column with a row of
//	                 this file: much quicker where that is all a rule needs
//	reference.region, reference.body, reference.day
//
// known, ever and earlier hold what was received before this file. When a register arrives
// later, rules of stage registers are asked again: about all rows, if they do not read self,
// else about those that broke them; rules of stage history about those that broke them.
type Rule struct {
	ID       string   `yaml:"id"` // NSK.<source>.<field>.<nnn>; field is a column, or file
	Stage    Stage    `yaml:"stage"`
	Severity Severity `yaml:"severity"`
	Confirm  bool     `yaml:"confirm,omitempty"` // a question: the return is held until its sender confirms it
	Where    string   `yaml:"where,omitempty"`
	Rows     string   `yaml:"rows,omitempty"`
	Reads    []string `yaml:"reads,omitempty"`  // sources whose known_ or ever_ rows it reads; silent until each was received
	Across   []string `yaml:"across,omitempty"` // columns of other providers' rows it may see
	From     string   `yaml:"from,omitempty"`   // first and last day of validity, by the
	To       string   `yaml:"to,omitempty"`     // last day of the period reported on
	RU       string   `yaml:"ru"`               // {v} stands for the value
	KK       string   `yaml:"kk"`
	Remedy   Text     `yaml:"remedy"`
	Basis    Text     `yaml:"basis"` // of the law or the order, or the reason
}

// Field is the column a rule is about, "file" for the whole file.
func (r *Rule) Field() string {
	parts := strings.Split(r.ID, ".")
	if len(parts) != 4 {
		return ""
	}
	return parts[2]
}

// In reports whether the rule is in force for a period that ends on that day.
func (r *Rule) In(lastDay time.Time) bool {
	day := lastDay.Format(time.DateOnly)
	return (r.From == "" || r.From <= day) && (r.To == "" || day <= r.To)
}

// loadRules reads the rules that stand beside a contract; a contract need not have any.
func loadRules(fsys fs.FS, c *Contract) error {
	var rules []Rule
	var err error
	c.ruleFile, err = read(fsys, path.Join("rules", c.Source+".yaml"), &rules)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	c.Rules = append(c.Rules, rules...)
	return err
}

func (c *Contract) lintRules(l *linter) {
	seen := make(map[string]bool)
	for i := range c.Rules {
		r := &c.Rules[i]
		at := place{"rules[" + r.ID + "]", "$[" + strconv.Itoa(i) + "]"}
		l.say(!ruleForm.MatchString(r.ID), at.in("id"), "write NSK.<source>.<field>.<nnn>")
		l.say(!strings.HasPrefix(r.ID, "NSK."+c.Source+"."), at.in("id"), "does not name source %s; write NSK.%s.<field>.<nnn>", c.Source, c.Source)
		l.say(seen[r.ID], at.in("id"), "twice; give it a number of its own")
		seen[r.ID] = true
		l.say(r.Field() != "file" && c.Column(r.Field()) == nil, at.in("id"), "no column %q", r.Field())
		l.text(r.RU, at.in("ru"), "what is wrong, in Russian; {v} stands for the value")
		l.text(r.KK, at.in("kk"), "what is wrong, in Kazakh; {v} stands for the value")
		l.say(r.Remedy.RU == "" || r.Remedy.KK == "", at.in("remedy"), "give ru and kk")
		l.say(r.Basis.RU == "" || r.Basis.KK == "", at.in("basis"), "give ru and kk")
		c.lintLogic(l, r, at)
	}
}
