// Package readiness asks every night from 1 October whether the annual document could be
// delivered, and keeps the answers: a full dry run computes the analysis of the newest
// state, and what stands in the way is listed with who can clear it and since when.
package readiness

import (
	"context"
	"time"

	"nsk/reports"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/transform"
)

// A Kind says what sort of thing stands in the way.
type Kind string

// The kinds of blockers that a dry run itself finds. A Look may have its own.
const (
	KindCalendar    Kind = "calendar"    // the working calendar does not cover the days it is planned by
	KindReturn      Kind = "return"      // a return has not come
	KindCheck       Kind = "check"       // a promise about the data that figures rest on is broken
	KindCoverage    Kind = "coverage"    // too little of a source has come for a figure to be printed
	KindTranslation Kind = "translation" // a name that may be printed is not there in both languages, or out of step
	KindAnalysis    Kind = "analysis"    // the analysis could not be made
)

// A Blocker is one thing that stands in the way of the delivery.
type Blocker struct {
	Kind    Kind
	Subject string // what it is about; the same from night to night
	Owner   string // id of the body or centre, or kind of providers, who can clear it
	Stops   bool   // there can be no document; else it would have a gap, and say so
	Since   calendar.Day
	Text    words.Text

	FirstSeen, LastSeen calendar.Day // of the nights in a row on which it was seen; set by At
}

// An Answer says whether the document could be delivered.
type Answer string

// The answers.
const (
	Yes      Answer = "yes"
	WithGaps Answer = "with_gaps" // whole, with bounds or marks where something is missing
	No       Answer = "no"
)

// A Point is one night of the curve of readiness.
type Point struct {
	Year     int // of the document
	Night    calendar.Day
	LookedAt time.Time
	AsOf     calendar.Day // day of knowledge: the night, or the freeze once it has passed
	From, To calendar.Day // what the document would speak about; 0 where that could not be told
	Delivery calendar.Day // planned; 0 where the calendar does not cover it
	DaysLeft int          // working days from the night to the delivery
	Blockers int
	Stopping int // of them: those over which there can be no document
	Answer   Answer
}

// A Night is the answer of one night with everything that stands in the way.
type Night struct {
	Point
	Found []Blocker
}

// tell counts the blockers and draws the answer.
func (n *Night) tell() {
	n.Blockers, n.Stopping, n.Answer = len(n.Found), 0, Yes
	for _, b := range n.Found {
		n.Answer = WithGaps
		if b.Stops {
			n.Stopping++
		}
	}
	if n.Stopping > 0 {
		n.Answer = No
	}
}

// A State is what a dry run has made and a Look may look at.
type State struct {
	House    *schedules.House // its models are those of AsOf
	On       calendar.Day     // the night
	AsOf     calendar.Day     // day of knowledge
	Window   schedules.Window // what the document speaks about
	Breaches []transform.Breach
	Annual   *reports.Result // nil where it could not be made
	Failure  error           // why not
}

// A Look finds what stands in the way, of one kind. An error means that it could not look. It
// has the turn of the house and must not call what takes it: pulls, Transform, Publish.
type Look func(context.Context, *State) ([]Blocker, error)

// looks are those of every dry run. What a later stage of the document needs, such as an
// approval, is looked at by a Look that is given to Run.
var looks = []Look{returns, checks, analysis, coverage, translations}

// Bodies that clear what no sender can.
const (
	national      = "national-body"
	administrator = "administrator"
)
