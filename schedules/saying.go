package schedules

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules/calendar"
	"nsk/schedules/yamlfile"
)

//go:embed texts.yaml
var textsYAML []byte

var texts = sync.OnceValue(func() map[string]words.Text {
	all := make(map[string]words.Text)
	if _, err := yamlfile.Read("texts.yaml", textsYAML, &all); err != nil {
		panic(err) // built in and tested
	}
	return all
})

// text is a text of the catalogue with its slots filled, in both languages.
func text(id string, a words.Args) words.Text {
	t := texts()[id]
	say := func(l words.Lang) string {
		s, err := words.RenderText(l, t.In(l), a)
		if err != nil {
			panic(fmt.Sprintf("texts.yaml: %s: %v", id, err)) // tested for every id
		}
		first, size := utf8.DecodeRuneInString(s)
		if size == 0 {
			return ""
		}
		return string(unicode.ToLower(first)) + s[size:] // a clause: it stands inside a sentence
	}
	return words.Text{KK: say(words.KK), RU: say(words.RU)}
}

func bilingual(t contract.Text) words.Text { return words.Text{KK: t.KK, RU: t.RU} }

// joined puts texts in a row.
func joined(separator string, all ...words.Text) words.Text {
	var kk, ru []string
	for _, t := range all {
		kk, ru = append(kk, t.KK), append(ru, t.RU)
	}
	return words.Text{KK: strings.Join(kk, separator), RU: strings.Join(ru, separator)}
}

// Text is the state as people call it.
func (s State) Text() words.Text {
	key := string(s)
	if s == StateCannot {
		key = "cannot"
	}
	return words.TermText("ob_" + key)
}

// PeriodName names a period as it follows «за» and stands before «үшін».
func PeriodName(p contract.Period) words.Text {
	start, _ := p.Bounds()
	var v interface{ In(words.Lang) string }
	switch p.Cadence {
	case contract.Yearly:
		v = words.Year(p.Year)
	case contract.HalfYearly:
		v = words.HalfYear(p.Year, p.N)
	case contract.Quarterly:
		v = words.Quarter(p.Year, p.N)
	case contract.Monthly:
		v = words.Month(p.Year, start.Month())
	default:
		v = words.DateOf(start)
	}
	return words.Text{KK: v.In(words.KK), RU: v.In(words.RU)}
}

// Weekday names the day of the week of a day.
func Weekday(d calendar.Day) words.Text {
	n := d.Weekday()
	if n == time.Sunday {
		n = 7
	}
	return words.TermText(fmt.Sprintf("weekday_%d", n))
}

// DayOff says why a day is off: the holiday, what was moved, or the day of the week.
func DayOff(i calendar.Info) words.Text {
	name := Weekday(i.Date)
	if i.NameRU != "" {
		name = words.Text{KK: i.NameKK, RU: i.NameRU}
	}
	if i.Estimated {
		name = joined(", ", name, text("estimated", nil))
	}
	return text("off", words.Args{"d": words.DateOf(i.Date.Time()), "name": name})
}

// PlanText says by which day something is owed, for which working day it is planned, and
// why for that one.
func PlanText(p calendar.Planned) words.Text {
	a := words.Args{"d": words.DateOf(p.NotAfter.Time()), "p": words.DateOf(p.Day.Time()), "w": Weekday(p.Day)}
	if !p.Moved() {
		return joined(", ", text("not_later", a), text("planned", a))
	}
	var off []words.Text
	for _, i := range p.Off {
		off = append(off, DayOff(i))
	}
	a["why"] = joined("; ", off...)
	return joined(", ", text("not_later", a), text("moved", a))
}

// Agreement says on which day a duty was agreed to be done: a working convention, not law.
// It is empty where no day is agreed.
func (o *Obligations) Agreement(b *Obligation) words.Text {
	if !b.Due.Agreed() {
		return words.Text{}
	}
	id, n := "by_day", b.Due.Day
	if b.Due.WorkingDays > 0 {
		id, n = "by_working_days", b.Due.WorkingDays
	}
	t := text(id, words.Args{"n": words.Int(int64(n))})
	if grace := o.Grace(b); grace > 0 {
		t = joined(", ", t, text("grace", words.Args{"n": words.Int(int64(grace))}))
	}
	return t
}

// Cite says where an obligation stands: the paragraph of the Rules, or the other act.
func (o *Obligations) Cite(b *Obligation) words.Text {
	a := words.Args{"n": words.Label(b.Paragraph), "m": words.Bare(b.Part)}
	switch act := o.Act(b.Act); {
	case b.Paragraph == "" && act != nil:
		return bilingual(act.Name)
	case b.Part > 0:
		return text("paragraph_part", a)
	}
	return text("paragraph", a)
}

// What names what is owed: the return, or the duty itself.
func (d *Desk) What(b *Obligation) words.Text {
	if b.Name != nil {
		return bilingual(*b.Name)
	}
	if c := contract.Find(d.Contracts, b.Source); c != nil {
		return words.Text{KK: c.Title.KK, RU: c.Title.RU}
	}
	return words.Text{KK: b.ID, RU: b.ID}
}

// Tell says of a day of duty what it is, in a line, and more below: who owes it to whom,
// what the act says in its words, and apart from that what was agreed on.
func (d *Desk) Tell(day *DutyDay) (line words.Text, more []words.Text) {
	line = d.What(day.Obligation)
	if day.Period != (contract.Period{}) {
		line = text("deadline", words.Args{"what": line, "per": PeriodName(day.Period)})
	}
	more = d.said(day.Obligation)
	if !day.Due.Agreed() {
		more = append(more, PlanText(day.Planned))
	}
	if day.Last != day.Day {
		more = append(more, text("last_day", words.Args{"d": words.DateOf(day.Last.Time())}))
	}
	return capital(line), capitals(more)
}

// TellObligation says what is owed and where it stands, in a line, and more below: who owes
// it to whom, the words of the act, and apart from them what was agreed on; where the two
// official texts differ, how we read them.
func (d *Desk) TellObligation(b *Obligation) (line words.Text, more []words.Text) {
	line = capital(d.What(b))
	if b.Paragraph != "" {
		line = text("entry", words.Args{"cite": d.Obligations.Cite(b), "what": d.What(b)})
	}
	more = d.said(b)
	if c := b.TextConflict; c != nil {
		more = append(more, text("conflict", words.Args{"text": bilingual(c.Note)}))
	}
	return line, capitals(more)
}

// A Laid is an obligation in pieces, for a table. What is not there is empty.
type Laid struct {
	What, Cite, Owes words.Text
	Law              words.Text // the words of the act, or the term in ours where it is not quoted
	Agreed, SetBy    words.Text // the working convention, which is not law, and who set it
	Conflict         words.Text // where the two official texts differ
}

// Lay takes an obligation apart.
func (d *Desk) Lay(b *Obligation) Laid {
	o := d.Obligations
	l := Laid{What: capital(d.What(b)), Cite: capital(o.Cite(b)), Owes: capital(owes(b)), Agreed: capital(o.Agreement(b))}
	if b.Wording != nil {
		l.Law = bilingual(*b.Wording)
	} else {
		l.Law = capital(o.termText(b))
	}
	if l.Agreed.RU != "" {
		l.SetBy = bilingual(o.SetBy(b))
	}
	if c := b.TextConflict; c != nil {
		l.Conflict = bilingual(c.Note)
	}
	return l
}

// said is what is said of an obligation on whatever day.
func (d *Desk) said(b *Obligation) []words.Text {
	o := d.Obligations
	more := []words.Text{owes(b)}
	if b.Wording != nil {
		more = append(more, text("law", words.Args{"cite": o.Cite(b), "text": bilingual(*b.Wording)}))
	} else {
		more = append(more, text("law_unquoted", words.Args{"cite": o.Cite(b)}), o.termText(b))
	}
	if act := o.Act(b.Term.Under); act != nil {
		more = append(more, text("law_unquoted", words.Args{"cite": bilingual(act.Name)}))
	}
	if agreement := o.Agreement(b); agreement.RU != "" {
		more = append(more, text("agreed", words.Args{"text": agreement, "by": bilingual(o.SetBy(b))}))
	}
	if c := contract.Find(d.Contracts, b.SeenIn); c != nil {
		more = append(more, text("seen_in", words.Args{"what": words.Text{KK: c.Title.KK, RU: c.Title.RU}}))
	}
	return more
}

// termText says in our words a term whose act is not quoted.
func (o *Obligations) termText(b *Obligation) words.Text {
	if t := b.Term; t.Within > 0 {
		return text("within", words.Args{"n": words.Int(int64(t.Within)), "after": bilingual(*t.After)})
	}
	var days []words.Text
	for _, d := range b.Term.NotLaterThan {
		days = append(days, yearDayText(d))
	}
	return text("each_year", words.Args{"days": joined(", ", days...)})
}

// yearDayText is a day of every year by which something is owed.
func yearDayText(d YearDay) words.Text {
	of := words.DateOf(d.On(2023).UTC())
	ru := strings.TrimSuffix(of.In(words.RU), " 2023 года")
	kk := strings.TrimPrefix(text("not_later", words.Args{"d": of}).KK, "2023 жылғы ")
	return words.Text{RU: "не позднее " + ru, KK: kk}
}

// owes says who owes something to whom.
func owes(b *Obligation) words.Text {
	from := make(words.List, len(b.OwedBy))
	for i, party := range b.OwedBy {
		from[i] = words.TermText(party)
	}
	return text("owes", words.Args{"from": from, "to": words.TermText(b.OwedTo)})
}

func capitals(all []words.Text) []words.Text {
	for i := range all {
		all[i] = capital(all[i])
	}
	return all
}

func capital(t words.Text) words.Text {
	up := func(s string) string {
		first, size := utf8.DecodeRuneInString(s)
		return string(unicode.ToUpper(first)) + s[size:]
	}
	return words.Text{KK: up(t.KK), RU: up(t.RU)}
}
