// Package approval leads an official document from its draft to its delivery: who may do
// what and in which order, and what must be true before.
//
//	draft → reviewed → agreed → delivered
//
// What people do to a document is a list of events, each bound to the one before it by a
// hash; the state is what they come to. Each signs the exact bytes of the files: a document
// written anew starts as a draft. Who wrote it cannot review, agree or deliver it. What was
// delivered is never changed; an amendment is a new version with a public note. Until the
// time of release nobody gets the files but those who work on them, and that they looked is
// an event too.
package approval

import (
	"time"

	"nsk/reports/words"
)

// A State is how far a version has come.
type State string

// The states, in their order.
const (
	Draft     State = "draft"
	Reviewed  State = "reviewed"
	Agreed    State = "agreed" // with the authorised body
	Delivered State = "delivered"
)

// A Role is what a person may do.
type Role string

// The roles.
const (
	Author     Role = "author"     // writes drafts and amendments
	Reviewer   Role = "reviewer"   // reads and confirms the document inside the National Body
	Authorised Role = "authorised" // agrees for the authorised body
	Deliverer  Role = "deliverer"  // hands the document over
)

// RoleNames are all roles.
var RoleNames = []Role{Author, Reviewer, Authorised, Deliverer}

// An Act is what a person does to a document.
type Act string

// The acts.
const (
	ActDraft   Act = "draft"   // puts files in, in place of those of an earlier draft
	ActComment Act = "comment" // remarks on a section; a blocking one must be settled
	ActSettle  Act = "settle"  // settles a comment
	ActReturn  Act = "return"  // sends the document back with a reason
	ActReview  Act = "review"
	ActAgree   Act = "agree"
	ActDeliver Act = "deliver"
	ActAmend   Act = "amend" // opens a new version of a delivered document, with a public note
	ActLook    Act = "look"  // takes the files before the time of release
)

// An Event is one act, as it stands in the history.
type Event struct {
	Seq      int         `json:"seq"` // from 1
	At       time.Time   `json:"at"`  // UTC
	Version  int         `json:"version"`
	Act      Act         `json:"act"`
	Who      string      `json:"who"`
	Account  string      `json:"account"`            // of the system, from which it was done
	Role     Role        `json:"role"`               // in which
	Files    string      `json:"files,omitempty"`    // SHA-256 of the list of files that was acted on
	Section  string      `json:"section,omitempty"`  // of a comment: id of a heading; "" for the whole
	Comment  int         `json:"comment,omitempty"`  // settle: Seq of the comment
	Blocking bool        `json:"blocking,omitempty"` // comment
	Text     *words.Text `json:"text,omitempty"`     // comment, reason, note
	Ref      string      `json:"ref,omitempty"`      // number of the letter of agreement
	Release  time.Time   `json:"release,omitzero"`   // agree: nobody gets the document before
	Unmet    []string    `json:"unmet,omitempty"`    // ids of warnings that stood when it was signed
	Receipt  *Receipt    `json:"receipt,omitempty"`
	Prev     string      `json:"prev"`
	Hash     string      `json:"hash"`
}

// A Receipt says where a document was delivered to, and what.
type Receipt struct {
	To    string `json:"to"` // folder, address of a bucket, or the name of the receiver of mail
	Proof string `json:"proof"`
	Files []File `json:"files"`
}

// A File is one file of a version.
type File struct {
	Name   string `json:"name"` // slash-separated, below the folder of the version
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// A Comment is a remark on a section.
type Comment struct {
	Number   int // Seq of its event
	Who      string
	Section  string
	Text     words.Text
	Blocking bool
	Settled  string // who settled it; "" while open
}

// A Standing is what the events of a document come to.
type Standing struct {
	Version  int // 0: there is nothing yet
	State    State
	Since    time.Time // of the state
	Files    string    // SHA-256 of the list of files of the version; "" if none were put in yet
	Authors  []string  // who put files into this version, each time one
	Signed   map[Act]Event
	Comments []Comment // of this version
	Note     words.Text
	Release  time.Time
}

// Open are the comments that are not settled, only the blocking ones if so asked.
func (s *Standing) Open(blocking bool) (open []Comment) {
	for _, c := range s.Comments {
		if c.Settled == "" && (c.Blocking || !blocking) {
			open = append(open, c)
		}
	}
	return open
}

// Public reports whether anybody may have the document at the moment now.
func (s *Standing) Public(now time.Time) bool {
	return s.State == Delivered && !now.Before(s.Release)
}

// Stand folds the events of a document.
func Stand(events []Event) Standing {
	var s Standing
	for _, e := range events {
		s.take(e)
	}
	return s
}

// take goes on from one event, which was allowed.
func (s *Standing) take(e Event) {
	switch e.Act {
	case ActDraft:
		*s = Standing{Version: max(s.Version, 1), Files: e.Files, Authors: append(s.Authors, e.Who), Signed: map[Act]Event{}, Comments: s.Comments, Note: s.Note}
		s.become(Draft, e)
	case ActAmend:
		*s = Standing{Version: s.Version + 1, Signed: map[Act]Event{}, Note: *e.Text}
		s.become(Draft, e)
	case ActComment:
		s.Comments = append(s.Comments, Comment{Number: e.Seq, Who: e.Who, Section: e.Section, Text: *e.Text, Blocking: e.Blocking})
	case ActSettle:
		for i := range s.Comments {
			if s.Comments[i].Number == e.Comment {
				s.Comments[i].Settled = e.Who
			}
		}
	case ActReturn:
		s.Comments = append(s.Comments, Comment{Number: e.Seq, Who: e.Who, Section: e.Section, Text: *e.Text, Blocking: true})
		s.Signed = map[Act]Event{ActDraft: s.Signed[ActDraft]}
		s.Release = time.Time{}
		s.become(Draft, e)
	case ActReview:
		s.become(Reviewed, e)
	case ActAgree:
		s.Release = e.Release
		s.become(Agreed, e)
	case ActDeliver:
		s.become(Delivered, e)
	}
}

func (s *Standing) become(state State, e Event) {
	s.State, s.Since = state, e.At
	s.Signed[e.Act] = e
}
