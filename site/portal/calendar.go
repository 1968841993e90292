package portal

import (
	"cmp"
	"net/http"
	"slices"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/site/page"
)

// duties is what the calendar shows.
type duties struct {
	Name, Release string
	Today         string
	Groups        []group
	Open          bool   // something can be sent here
	SetBy         string // who agreed on the days
}

// A group are duties in the same need.
type group struct {
	Key, Title string
	Lines      []duty
}

// A duty is one return as the calendar shows it.
type duty struct {
	schedules.Standing
	What, When, By, Came, How string
}

func (o own) calendar(w http.ResponseWriter, r *http.Request) error {
	all, release, err := o.standings(r.Context())
	if err != nil {
		return err
	}
	d := duties{Name: said(r, o.name(r.Context())), Release: release, Today: date(o.today()), Open: o.House != nil}
	d.SetBy = o.Desk.Obligations.Convention.SetBy.RU
	if page.Lang(r) == page.KK {
		d.SetBy = o.Desk.Obligations.Convention.SetBy.KK
	}
	for _, key := range []string{"act", "ahead", "past"} {
		g := group{Key: key, Title: o.Say(r, "group-"+key)}
		for _, s := range all {
			if groupOf(&s) == key {
				g.Lines = append(g.Lines, o.duty(r, s))
			}
		}
		slices.SortStableFunc(g.Lines, func(a, b duty) int {
			if key == "past" { // what is over lately stands first
				a, b = b, a
			}
			return cmp.Compare(a.Last, b.Last)
		})
		d.Groups = append(d.Groups, g)
	}
	o.Show(w, r, page.View{Template: "calendar.gohtml", Title: o.Say(r, "portal"), Data: d})
	return nil
}

// groupOf says how a duty concerns its provider now: something is to be done, something
// will be, or it is over.
func groupOf(s *schedules.Standing) string {
	switch {
	case s.Wanted(), s.Held:
		return "act"
	case s.State == schedules.StateNotDue:
		return "ahead"
	}
	return "past"
}

func (o own) duty(r *http.Request, s schedules.Standing) duty {
	d := duty{Standing: s, What: o.title(r, s.Source), When: periodName(r, s.Period), By: date(s.Last), Came: date(s.Received)}
	switch {
	case s.Held:
		d.How = o.Say(r, "state-held")
	case s.Refused && s.Wanted():
		d.How = o.Say(r, "state-refused")
	case page.Lang(r) == page.EN:
		d.How = o.Say(r, "state-"+string(s.State))
	default:
		d.How = said(r, s.State.Text())
	}
	if s.Delay > 0 {
		d.How += o.Say(r, "delay", s.Delay)
	}
	return d
}

// title is the name of a source in the language of the reader.
func (o own) title(r *http.Request, source string) string {
	c := contract.Find(o.Desk.Contracts, source)
	if c == nil {
		return source
	}
	switch page.Lang(r) {
	case page.KK:
		return c.Title.KK
	case page.EN:
		return c.Title.EN
	}
	return c.Title.RU
}

// said is a text in the language of the reader; Russian for who reads English.
func said(r *http.Request, t words.Text) string {
	if page.Lang(r) == page.KK {
		return t.KK
	}
	return t.RU
}

func periodName(r *http.Request, p contract.Period) string {
	if page.Lang(r) == page.EN {
		return p.String()
	}
	return said(r, schedules.PeriodName(p))
}

// date is a day as tables show it; "" if there is none.
func date(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("02.01.2006")
}
