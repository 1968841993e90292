package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A dueLine is what one source is owed for one period, or for several in a row of which the
// same providers owe the same.
type dueLine struct {
	source      string
	first, last contract.Period
	periods     int
	due, until  calendar.Day // the due days of the first and of the last period
	delay       int          // working days, the most
	of          int          // providers that are expected, whatever they did
	providers   []string     // those that owe it, with what else is known
}

// sayBoard prints what is owed, for people: first what is late.
func (a *app) sayBoard(b *dueBoard, asked []schedules.Standing) error {
	a.say(fmt.Sprintf("%s, %s", date(b.on), a.either(schedules.Weekday(b.on), b.on.Weekday().String())))
	if err := a.sayAnnual(b); err != nil {
		return err
	}
	a.say(b.counts(a))
	if len(asked) == 0 {
		a.say("\n" + a.pick("Күтілетін мәліметтер жоқ.", "Ожидаемых сведений нет.", "Nothing is owed."))
	}
	for _, state := range []schedules.State{schedules.StateMissing, schedules.StateDue} {
		if lines := b.lines(a, asked, state); len(lines) > 0 {
			a.say("\n" + strings.ToUpper(a.state(state)))
			for i := range lines {
				a.say(lines[i].tell(a, b, state))
			}
		}
	}
	by := b.Obligations.Convention.SetBy
	const en = "How often is law (Order 391); the day is not named there: a working convention."
	a.say("\n" + a.pick("Мерзімділікті № 391 бұйрық белгілейді; ұсыну күні онда көрсетілмеген – жұмыс келісімі ("+by.KK+").",
		"Периодичность установлена приказом № 391; день представления в нём не указан – рабочая договорённость ("+by.RU+").", en))
	return nil
}

// sayAnnual prints the one date that the order names.
func (a *app) sayAnnual(b *dueBoard) error {
	p, err := b.Obligations.PlanDelivery(b.on.Year(), b.Calendar.Known(b.on))
	if err == nil && p.Day < b.on {
		p, err = b.Obligations.PlanDelivery(b.on.Year()+1, b.Calendar.Known(b.on))
	}
	if err != nil {
		return nil // the year after the last of the calendar: nothing can be said of it yet
	}
	left, err := b.Calendar.Known(b.on).Between(b.on, p.Day)
	if err != nil {
		return err
	}
	plan := schedules.PlanText(p)
	a.say(fmt.Sprintf(a.pick("Уәкілетті органға ақпарат (21-тармақ): %s. Қалған жұмыс күндері: %d.", "Информация уполномоченному органу (пункт 21): %s. Осталось рабочих дней: %d.",
		"Information to the authorised body (paragraph 21): %s. Working days left: %d."),
		a.either(plan, fmt.Sprintf("not later than %s, planned for %s", p.NotAfter, p.Day)), left))
	return nil
}

// counts tells how many returns are in each state, and how many versions wait or were refused.
func (b *dueBoard) counts(a *app) string {
	n := make(map[schedules.State]int)
	held, refused := 0, 0
	for i := range b.all {
		s := &b.all[i]
		n[s.State]++
		if s.Held {
			held++
		}
		if s.Refused && s.Wanted() {
			refused++
		}
	}
	var parts []string
	for _, s := range []schedules.State{schedules.StateMissing, schedules.StateDue, schedules.StateLate, schedules.StateOnTime, schedules.StateNil, schedules.StateCannot, schedules.StateExempt} {
		if n[s] > 0 {
			parts = append(parts, fmt.Sprintf("%s – %d", a.state(s), n[s]))
		}
	}
	for _, more := range []struct {
		word string
		n    int
	}{{"verdict.held", held}, {"verdict.refused", refused}} {
		if more.n > 0 {
			parts = append(parts, fmt.Sprintf("%s – %d", a.word(more.word), more.n))
		}
	}
	return strings.Join(parts, "; ")
}

// lines groups what is owed in one state by source and period, the oldest day first.
func (b *dueBoard) lines(a *app, asked []schedules.Standing, state schedules.State) []dueLine {
	of := make(map[schedules.Return]int)
	for i := range b.all {
		if s := &b.all[i]; s.State != schedules.StateClosed && s.State != schedules.StateExempt {
			of[schedules.Return{Source: s.Source, Period: s.Period}]++
		}
	}
	var lines []dueLine
	at := make(map[schedules.Return]int)
	for i := range asked {
		s := &asked[i]
		if s.State != state {
			continue
		}
		key := schedules.Return{Source: s.Source, Period: s.Period}
		k, ok := at[key]
		if !ok {
			k = len(lines)
			at[key] = k
			lines = append(lines, dueLine{source: s.Source, first: s.Period, last: s.Period, periods: 1, due: s.Last, until: s.Last, delay: s.Delay, of: of[key]})
		}
		lines[k].providers = append(lines[k].providers, b.provider(a, s))
	}
	lines = merged(lines)
	sort.SliceStable(lines, func(i, j int) bool { return lines[i].due < lines[j].due })
	return lines
}

// merged makes one line of consecutive periods of which the same is to be said.
func merged(lines []dueLine) []dueLine {
	var out []dueLine
	for _, l := range lines {
		if n := len(out) - 1; n >= 0 && out[n].source == l.source && out[n].last.Next() == l.first && out[n].of == l.of && slices.Equal(out[n].providers, l.providers) {
			out[n].last, out[n].until, out[n].periods = l.last, l.until, out[n].periods+1
			continue
		}
		out = append(out, l)
	}
	return out
}

// provider names one that owes a return, with what came of it.
func (b *dueBoard) provider(a *app, s *schedules.Standing) string {
	name := a.either(b.names[s.Provider], s.Provider)
	if s.Kind == contract.KindCentre {
		name = strings.TrimSpace(s.Provider + " " + a.either(b.names[s.Provider], ""))
	}
	switch {
	case s.Held:
		name += " (" + a.word("verdict.held") + ")"
	case s.Refused:
		name += " (" + a.word("verdict.refused") + ")"
	}
	return name
}

// shown is how many providers of a line are named: of what is late, whom to ask.
var shown = map[schedules.State]int{schedules.StateMissing: 20, schedules.StateDue: 3}

// tell is a line as people read it: the day, how late, what, for when, how many of how many,
// and who.
func (l *dueLine) tell(a *app, b *dueBoard, state schedules.State) string {
	var t strings.Builder
	t.WriteString(date(l.due))
	if l.until != l.due {
		t.WriteString("–" + date(l.until))
	}
	if state == schedules.StateMissing {
		fmt.Fprintf(&t, ", %s", fmt.Sprintf(a.pick("кешіктіру – %s", "просрочка – %s", "late by %s"), a.workingDays(l.delay)))
	}
	c := contract.Find(b.Contracts, l.source)
	fmt.Fprintf(&t, "  %s (%s), %s", a.pick(c.Title.KK, c.Title.RU, c.Title.EN), a.cite(b.Obligations, b.Obligations.Of(l.source)), a.period(l))
	names := l.providers
	if l.of > 1 {
		fmt.Fprintf(&t, ": %s", fmt.Sprintf(a.pick("%[2]d ішінен %[1]d", "%d из %d", "%d of %d"), len(names), l.of))
	}
	more := 0
	if most := shown[state]; len(names) > most {
		more, names = len(names)-most, names[:most]
	}
	for _, name := range names {
		t.WriteString("\n    " + name)
	}
	if more > 0 {
		fmt.Fprintf(&t, "\n    %s", fmt.Sprintf(a.pick("және тағы %d (--state %s)", "и ещё %d (--state %s)", "and %d more (--state %s)"), more, state))
	}
	return t.String()
}

func (a *app) period(l *dueLine) string {
	name := func(p contract.Period) string { return a.either(schedules.PeriodName(p), p.String()) }
	if l.periods == 1 {
		return name(l.first)
	}
	return fmt.Sprintf(a.pick("%s – %s (кезеңдер саны: %d)", "%s – %s (периодов: %d)", "%s to %s (%d periods)"), name(l.first), name(l.last), l.periods)
}

// either is a text in the language of messages; en stands for it in English.
func (a *app) either(t words.Text, en string) string { return a.pick(t.KK, t.RU, en) }

// cite says where an obligation stands.
func (a *app) cite(all *schedules.Obligations, o *schedules.Obligation) string {
	en := "par. " + o.Paragraph
	if o.Part > 0 {
		en += fmt.Sprintf(", part %d", o.Part)
	}
	return a.either(all.Cite(o), en)
}

// state is a state as people call it.
func (a *app) state(s schedules.State) string { return a.either(s.Text(), string(s)) }

func (a *app) workingDays(n int) string {
	if a.lang == "en" {
		return fmt.Sprintf("%d working days", n)
	}
	text, err := words.Counted(words.Lang(a.lang), words.Int(int64(n)), "working_day", "")
	if err != nil {
		return fmt.Sprint(n) // unreachable: the noun is built in
	}
	return text
}

// date is a day as lists and messages write it.
func date(d calendar.Day) string { return words.DateOf(d.Time()).Short() }
