package schedules

import (
	"fmt"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// State is where a return stands on a day.
type State string

// The states of a return on a day (analysis § 1.3). Nil and cannot_provide are what its
// sender declared; whether a nil was late is told by Delay.
const (
	StateNotDue  State = "not_due"        // the period is not over
	StateDue     State = "due"            // the period is over, the day has not passed, nothing was accepted
	StateOnTime  State = "on_time"        // first accepted by the last day
	StateLate    State = "late"           // first accepted after it
	StateMissing State = "missing"        // the day has passed and nothing was accepted
	StateNil     State = "nil"            // the sender declares that there was nothing
	StateCannot  State = "cannot_provide" // the sender declares that it cannot provide; neither on time nor missing
	StateExempt  State = "exempt"         // the office does not ask for it
	StateClosed  State = "closed"         // the centre was not active in the period
)

// An Answer is what the ledger knows by a day of one return.
type Answer struct {
	Return
	Content  string       // of the newest accepted version: data, nil, cannot_provide; "" if none was accepted
	Reason   string       // of cannot_provide
	Received calendar.Day // local day of the first accepted data or nil, else of the first cannot_provide; 0 if none
	Held     bool         // a version waits for its sender's confirmation
	Refused  bool         // versions came, none was accepted
}

// An Exemption is a decision of the office not to ask a provider for some periods, or,
// lifted, to ask again.
type Exemption struct {
	Source, Provider string
	From, To         contract.Period // both included
	Reason           string
	Lifted           bool
}

func (x *Exemption) covers(e *Expected) bool {
	from, _ := x.From.Bounds()
	_, to := x.To.Bounds()
	start, end := e.Period.Bounds()
	return x.Source == e.Source && x.Provider == e.Provider && !start.Before(from) && !end.After(to)
}

// A Standing is where one return stands on a day: duty × provider × period.
type Standing struct {
	Expected
	State    State
	Content  string       // data, nil, cannot_provide; "" while nothing is accepted
	Received calendar.Day // local day of the first accepted version; 0 if none
	Delay    int          // working days after Last: of what came late, and so far of what is missing; else 0
	Held     bool         // a version waits for its sender's confirmation
	Refused  bool         // versions came, none was accepted
	Reason   string       // of exempt and cannot_provide
}

// Wanted reports whether the return is still to come: the period is over, it is asked for
// and nothing was accepted.
func (s *Standing) Wanted() bool { return s.State == StateDue || s.State == StateMissing }

// Standings lists every duty × provider × period that has begun by the day, with what is
// known of it then, in the order of source, period and provider. Exemptions come oldest first. Of a centre, the periods
// since it was first active are listed, closed where it was not. Due and Last are 0 for a
// period that is not over and whose day lies beyond the calendar. It is pure.
func (d *Desk) Standings(on calendar.Day, centres []Span, answers []Answer, exemptions []Exemption) ([]Standing, error) {
	known := *d
	known.Calendar = d.Calendar.Known(on)
	expected, err := (&look{&known, on, centres}).begun()
	if err != nil {
		return nil, err
	}
	answered := make(map[Return]*Answer, len(answers))
	for i := range answers {
		answered[answers[i].Return] = &answers[i]
	}
	all := make([]Standing, 0, len(expected))
	for _, e := range expected {
		s := Standing{Expected: e.Expected}
		if a := answered[Return{e.Source, e.Provider, e.Period}]; a != nil {
			s.Content, s.Received, s.Reason, s.Held, s.Refused = a.Content, a.Received, a.Reason, a.Held, a.Refused
			s.State = a.state(&s.Expected)
		}
		if err := known.judge(&s, on); err != nil {
			return nil, fmt.Errorf("%s %s %s: %w", s.Source, s.Provider, s.Period, err)
		}
		s.excuse(e.active, exemptions)
		all = append(all, s)
	}
	return all, nil
}

// state is what an accepted answer comes to, "" if none was accepted.
func (a *Answer) state(e *Expected) State {
	switch {
	case a.Content == "":
		return ""
	case a.Content == string(StateCannot):
		return StateCannot
	case a.Content == string(StateNil):
		return StateNil
	case e.Last != 0 && a.Received > e.Last:
		return StateLate
	}
	return StateOnTime
}

// judge tells the state of what was not answered, and the delay of what is.
func (d *Desk) judge(s *Standing, on calendar.Day) (err error) {
	_, end := s.Period.Bounds()
	until := s.Received
	if s.State == "" {
		until = on
		switch {
		case calendar.DayOf(end) > on:
			s.State = StateNotDue
		case on > s.Last:
			s.State = StateMissing
		default:
			s.State = StateDue
		}
	}
	if s.Last != 0 && until > s.Last && s.State != StateCannot && s.State != StateNotDue {
		s.Delay, err = d.Calendar.Between(s.Last, until)
	}
	return err
}

// excuse overrides the state of what is not asked for.
func (s *Standing) excuse(active bool, exemptions []Exemption) {
	if !active {
		s.State, s.Delay = StateClosed, 0
		return
	}
	var last *Exemption // the newest decision counts
	for i := range exemptions {
		if exemptions[i].covers(&s.Expected) {
			last = &exemptions[i]
		}
	}
	if last != nil && !last.Lifted {
		s.State, s.Delay, s.Reason = StateExempt, 0, last.Reason
	}
}
