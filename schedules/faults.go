package schedules

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"nsk/connectors/contract"
	"nsk/reports/words"
)

// A linter collects what is wrong with a register, each fault with its line.
type linter struct {
	o    *Obligations
	list []error
}

// say adds a fault where something is wrong; path is below the register's root.
func (l *linter) say(wrong bool, path, format string, args ...any) {
	if wrong {
		l.list = append(l.list, l.o.file.Fault("$."+path, format, args...))
	}
}

// faults lists everything that is wrong with the register in itself.
func (o *Obligations) faults() []error {
	l := &linter{o: o}
	l.day("since", o.Since)
	l.both("convention.set_by", &o.Convention.SetBy)
	l.say(!days(o.Convention.Grace), "convention.grace", "grace %d: write 0 to %d working days", o.Convention.Grace, most)
	for i := range o.Acts {
		l.both(fmt.Sprintf("acts[%d].name", i), &o.Acts[i].Name)
	}
	ids, sources := make(map[string]bool), make(map[string]bool)
	for i := range o.All {
		b, at := &o.All[i], fmt.Sprintf("obligations[%d]", i)
		l.say(b.ID == "", at, "an obligation without an id")
		l.say(ids[b.ID], at+".id", "%s stands twice", b.ID)
		l.say(b.Source != "" && sources[b.Source], at+".source", "source %s is owed twice", b.Source)
		ids[b.ID], sources[b.Source] = true, true
		l.obligation(b, at)
		l.term(b, at+".term")
		l.convention(b, at+".convention")
	}
	l.annual()
	return l.list
}

// most is the longest term in working days that we believe.
const most = 250

func days(n int) bool { return n >= 0 && n <= most }

var paragraphs = regexp.MustCompile(`^\d+(\(\d+\))?(, \d+(\(\d+\))?)*$`)

func (l *linter) obligation(b *Obligation, at string) {
	l.say(l.o.Act(b.Act) == nil, at+".act", "%s: act %q is not among acts", b.ID, b.Act)
	l.say(b.Paragraph != "" && !paragraphs.MatchString(b.Paragraph), at+".paragraph", "%s: paragraph %q: write it like 7(5) or 9(4), 9(5)", b.ID, b.Paragraph)
	l.say(b.Paragraph == "" && b.Wording != nil, at+".wording", "%s: words without a paragraph", b.ID)
	l.say(len(b.OwedBy) == 0 || b.OwedTo == "", at, "%s: say who owes it (owed_by) and to whom (owed_to)", b.ID)
	for _, party := range append(slices.Clone(b.OwedBy), b.OwedTo) {
		l.say(party != "" && !words.HasTerm(party), at+".owed_by", "%s: nobody is called %q; the names are in reports/words/terms/bodies.yaml", b.ID, party)
	}
	l.say(b.Source == "" && b.Name == nil, at, "%s: name what is owed, in ru and kk", b.ID)
	l.day(at+".since", b.Since)
	l.both(at+".name", b.Name)
	l.both(at+".wording", b.Wording)
	if c := b.TextConflict; c != nil {
		l.both(at+".text_conflict", &contract.Text{RU: c.RU, KK: c.KK})
		l.both(at+".text_conflict.note", &c.Note)
	}
}

func (l *linter) both(at string, t *contract.Text) {
	l.say(t != nil && (t.RU == "" || t.KK == ""), at, "give it in both languages, ru and kk")
}

func (l *linter) day(at, day string) {
	_, err := time.Parse(time.DateOnly, day)
	l.say(err != nil, at, "day %q: write it like 2024-12-01", day)
}

// cadences are those in which something can be owed once a period.
var cadences = []contract.Cadence{contract.Daily, contract.Monthly, contract.Quarterly, contract.HalfYearly, contract.Yearly}

func (l *linter) term(b *Obligation, at string) {
	t := &b.Term
	kinds := 0
	for _, set := range []bool{t.Every != "", t.Once || t.OnChange, t.Always, t.Within != 0, t.NotLaterThan != nil, t.Under != "", t.AsParagraph != ""} {
		if set {
			kinds++
		}
	}
	l.say(kinds > 1, at, "%s: a term is of one kind", b.ID)
	l.say(t.Every != "" && !slices.Contains(cadences, t.Every), at+".every", "%s: nothing can be owed %q; write daily, monthly, quarterly, half-yearly or yearly", b.ID, t.Every)
	l.say(t.Within != 0 && (!days(t.Within) || t.After == nil), at+".within", "%s: within %d: write 1 to %d working days, and after which event", b.ID, t.Within, most)
	l.say(t.Under != "" && (l.o.Act(t.Under) == nil || t.Under == b.Act), at+".under", "%s: %q is not another of the acts", b.ID, t.Under)
	l.both(at+".after", t.After)
	for i, d := range t.NotLaterThan {
		l.yearDay(fmt.Sprintf("%s.not_later_than[%d]", at, i), d)
	}
}

// yearDay refuses a day that not every year has.
func (l *linter) yearDay(at string, d YearDay) {
	on := d.On(2023)
	l.say(int(on.Month()) != d.Month || on.Day() != d.Day, at, "no year has a day %d of month %d", d.Day, d.Month)
}

func (l *linter) convention(b *Obligation, at string) {
	d := &b.Due
	l.say(d.Day != 0 && d.WorkingDays != 0, at, "%s: write day or working_days, not both", b.ID)
	l.say(d.Day < 0 || d.Day > 31, at+".day", "%s: day %d: a month has days 1 to 31", b.ID, d.Day)
	l.say(!days(d.WorkingDays), at+".working_days", "%s: working_days %d: write 1 to %d", b.ID, d.WorkingDays, most)
	l.say(d.Grace != nil && !days(*d.Grace), at+".grace", "%s: grace: write 0 to %d working days", b.ID, most)
	l.say(d.Agreed() && b.Source == "", at, "%s: a day is agreed for what is no return; name its source", b.ID)
	l.both(at+".set_by", d.SetBy)
}

func (l *linter) annual() {
	l.yearDay("annual.freeze", l.o.Annual.Freeze)
	b := l.o.ByID(l.o.Annual.Obligation)
	l.say(b == nil || b.Wording == nil || len(b.Term.NotLaterThan) != 1, "annual.obligation",
		"annual %q: name the obligation that is worded and owed not later than one day of the year", l.o.Annual.Obligation)
}

// Fit reports what is impossible for the contracts that there are: a day agreed for what has
// no periods, a day of the month for what is owed daily, a cadence or paragraph that
// contradicts the contract. It tells file and line.
func (o *Obligations) Fit(all []*contract.Contract) error {
	l := &linter{o: o}
	for i := range o.All {
		b, at := &o.All[i], fmt.Sprintf("obligations[%d]", i)
		c := contract.Find(all, b.Source)
		if c == nil {
			continue
		}
		l.say(b.Due.Agreed() && c.Cadence == contract.OnChange, at+".convention", "%s: its contract says that it comes on change; no day can be agreed for it", b.ID)
		l.say(b.Due.Day > 0 && c.Cadence == contract.Daily, at+".convention", "%s: it is owed daily; write working_days, not a day of the month", b.ID)
		l.say(b.Term.Every != "" && b.Term.Every != c.Cadence, at+".term.every", "%s: the act says %s, its contract %s", b.ID, b.Term.Every, c.Cadence)
	}
	if err := errors.Join(l.list...); err != nil {
		return fmt.Errorf("obligations: %w", err)
	}
	return nil
}
