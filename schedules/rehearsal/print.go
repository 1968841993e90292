package rehearsal

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A Printer writes pages for people. Returns that are owed daily come by machine: what is as
// it should be with them is left out unless Daily is set.
type Printer struct {
	Out         io.Writer
	Language    Language
	Daily       bool
	Obligations *schedules.Obligations
}

// Print writes a page, nothing where nothing happens.
func (p *Printer) Print(page Page) error {
	told := p.Lines(page)
	if len(told) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(p.Out, "%s\n  %s\n", p.Language.Head(page.On), strings.Join(told, "\n  "))
	return err
}

// Lines tells what happens on a page, one line for all events of a kind about one period.
func (p *Printer) Lines(page Page) (told []string) {
	groups := make(map[group][]Event)
	var order []group
	for _, e := range page.Events {
		if p.routine(e) {
			continue
		}
		g := groupOf(e)
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], e)
	}
	for _, g := range order {
		line := p.line(groups[g])
		if e := groups[g][0]; e.On != page.On {
			line += " " + strings.TrimSpace(p.Language.say("caught_up", words.Args{"d": date(e.On)}))
		}
		told = append(told, line)
	}
	return told
}

func (p *Printer) routine(e Event) bool {
	return !p.Daily && e.Return.Period.Cadence == contract.Daily && (e.Kind == KindBegins || e.Kind == KindCame || e.Kind == KindDue)
}

// A group is what is told in one line.
type group struct {
	kind   Kind
	on     calendar.Day
	period contract.Period
	last   calendar.Day
	step   int
	days   int
	day    calendar.Day // of news
	duty   string
}

func groupOf(e Event) group {
	g := group{kind: e.Kind, on: e.On, period: e.Return.Period, last: e.Last, step: e.Step, days: e.Days, day: e.Day.Date}
	if e.Duty != nil {
		g.duty = e.Duty.ID
	}
	return g
}

func (p *Printer) line(events []Event) string {
	l, e := p.Language, events[0]
	switch e.Kind {
	case KindDay:
		return l.day(e.Day)
	case KindNews:
		return l.say("news", words.Args{"d": date(e.Day.Date), "now": l.is(e.Day), "before": l.is(e.Before)})
	case KindCentre, KindGone:
		return l.say(string(e.Kind), words.Args{"list": words.Label(centresOf(events))})
	case KindFreeze:
		return l.say("freeze", nil)
	case KindReady:
		return l.say("ready", words.Args{"n": words.Int(int64(e.Left)), "k": words.Int(int64(e.Count))})
	case KindDelivery:
		return p.delivery(e)
	case KindLaw, KindAfter:
		return l.duty(p.Obligations, e)
	}
	key := string(e.Kind)
	if e.Kind == KindReminder {
		switch {
		case e.Step > 0:
			key = "reminder.after"
		case e.Days == 0:
			key = "reminder.today"
		default:
			key = "reminder.before"
		}
	}
	return l.say(key, words.Args{"per": l.period(e.Return.Period), "d": date(e.Last), "n": words.Int(int64(e.Days)), "list": words.Label(whose(events))})
}

func (p *Printer) delivery(e Event) string {
	if len(e.Off) == 0 {
		return p.Language.say("delivery", nil)
	}
	var off []string
	for _, i := range e.Off {
		day := date(i.Date).Short()
		if p.Language == EN {
			day = i.Date.String()
		}
		off = append(off, day+" – "+string(p.Language.name(i)))
	}
	return p.Language.say("delivery.moved", words.Args{"off": words.Label(strings.Join(off, ", "))})
}

func centresOf(events []Event) string {
	var all []string
	for _, e := range events {
		all = append(all, e.Centre)
	}
	return strings.Join(all, ", ")
}

// few is how many providers of one source are named; more are counted.
const few = 4

// overdue reports whether an event is about what should have come.
func overdue(e Event) bool {
	return e.Kind == KindMissing || e.Kind == KindHead || e.Kind == KindReminder && e.Step > 0
}

// whose lists sources; of what should have come, with the providers.
func whose(events []Event) string {
	providers := make(map[string][]string)
	for _, e := range events {
		providers[e.Return.Source] = append(providers[e.Return.Source], e.Return.Provider)
	}
	var all []string
	for source, of := range providers {
		switch {
		case overdue(events[0]) && len(of) <= few:
			all = append(all, source+" ("+strings.Join(of, ", ")+")")
		case len(of) > 1:
			all = append(all, fmt.Sprintf("%s (%d)", source, len(of)))
		default:
			all = append(all, source)
		}
	}
	sort.Strings(all)
	return strings.Join(all, ", ")
}
