package rehearsal

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
)

// A Language is that of a diary: kk, ru, or en for engineers.
type Language string

// The languages.
const (
	KK Language = "kk"
	RU Language = "ru"
	EN Language = "en"
)

//go:embed words.yaml
var wordsYAML []byte

var lines = sync.OnceValue(func() map[string]contract.Title {
	all := make(map[string]contract.Title)
	if err := yaml.UnmarshalWithOptions(wordsYAML, &all, yaml.Strict()); err != nil {
		panic("rehearsal: " + err.Error()) // embedded, covered by every test
	}
	return all
})

// say renders a line of the catalogue. It panics where line and values do not fit: both are
// ours.
func (l Language) say(key string, args words.Args) string {
	t, ok := lines()[key]
	if !ok {
		panic(fmt.Sprintf("rehearsal: no line %q", key))
	}
	var text string
	var err error
	switch l {
	case EN:
		text, err = words.English(t.EN, args)
	case KK:
		text, err = words.RenderText(words.KK, t.KK, args)
	default:
		text, err = words.RenderText(words.RU, t.RU, args)
	}
	if err != nil {
		panic(fmt.Sprintf("rehearsal: line %s: %v", key, err))
	}
	return text
}

func date(d calendar.Day) words.Date { return words.DateOf(d.Time()) }

// Head is the heading of a page: the day and its weekday.
func (l Language) Head(d calendar.Day) string {
	if l == EN {
		return d.String() + ", " + d.Weekday().String()
	}
	key := fmt.Sprintf("weekday_%d", (int(d.Weekday())+6)%7+1)
	return date(d).Short() + ", " + words.Term(words.Lang(l), key)
}

// name is why a day is off.
func (l Language) name(i calendar.Info) words.Label {
	t := readiness.OffText(i)
	switch l {
	case KK:
		return words.Label(t.KK)
	case EN:
		return words.Label(strings.ReplaceAll(string(i.Kind), "_", " ") + " (" + t.RU + ")")
	}
	return words.Label(t.RU)
}

func (l Language) day(i calendar.Info) string {
	args := words.Args{"name": l.name(i)}
	switch {
	case i.Working:
		return l.say("day.worked", args)
	case i.Estimated:
		return l.say("day.estimated", args)
	case !i.MovedFrom.IsZero():
		args["from"] = date(i.MovedFrom)
		return l.say("day.moved", args)
	}
	return l.say("day.off", args)
}

// is says in short what a day is.
func (l Language) is(i calendar.Info) words.Label {
	key := "is.off"
	switch {
	case i.Working:
		key = "is.worked"
	case i.Kind == calendar.Weekend || i.Kind == calendar.RevokedHoliday:
		key = "is.weekend"
	}
	text := l.say(key, words.Args{"name": l.name(i)})
	if l == EN {
		return words.Label(strings.ToLower(text[:1]) + text[1:])
	}
	r := []rune(text)
	return words.Label(strings.ToLower(string(r[:1])) + string(r[1:]))
}

// period is a period as it follows «за» and stands before «үшін».
func (l Language) period(p contract.Period) words.Value {
	if l == EN {
		return words.Label(p.String())
	}
	return readiness.PeriodText(p)
}

// duty is a day that an act names, or the end of a term that follows it.
func (l Language) duty(o *schedules.Obligations, e Event) string {
	args := words.Args{"d": date(e.Last), "act": l.text(o.Act(e.Duty.Act).Name), "name": l.text(*e.Duty.Name)}
	var who words.List
	for _, party := range e.Duty.OwedBy {
		who = append(who, words.TermText(party))
	}
	args["who"] = who
	if e.Duty.Term.After != nil {
		args["event"] = l.text(*e.Duty.Term.After)
	}
	return l.say(string(e.Kind), args)
}

func (l Language) text(t contract.Text) words.Text { return words.Text{KK: t.KK, RU: t.RU} }
