package main

import (
	"context"
	"fmt"

	"nsk/reports/approval"
	"nsk/reports/words"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
)

// kindApproval is the blocker of a document that is not signed yet.
const kindApproval readiness.Kind = "approval"

// signers are who can take the next step, by state of the document.
var signers = map[approval.State]string{"": "national-body", approval.Draft: "national-body", approval.Reviewed: "authorised-body"}

// unsigned is the look of a dry run at the approval of the document: from the freeze on, one
// that is not agreed cannot be delivered. Where nobody has a role the document is signed
// elsewhere.
func (a *app) unsigned(cfg *config) readiness.Look {
	return func(_ context.Context, s *readiness.State) ([]readiness.Blocker, error) {
		freeze := s.House.Obligations.Freeze(s.On.Time().Year())
		if len(cfg.Roles) == 0 || s.On < freeze {
			return nil, nil
		}
		name := annualName(s.On.Time().Year())
		at, err := a.documents(cfg).Standing(name)
		if err != nil {
			return nil, err
		}
		owner, waits := signers[at.State]
		if !waits {
			return nil, nil
		}
		since := freeze
		if !at.Since.IsZero() {
			since = calendar.LocalDay(at.Since)
		}
		return []readiness.Blocker{{Kind: kindApproval, Subject: name, Owner: owner, Stops: true, Since: since, Text: waiting(at)}}, nil
	}
}

// waiting says how far the document is.
func waiting(s approval.Standing) words.Text {
	if s.State == "" {
		return words.Text{KK: "құжаттың жобасы енгізілмеген (nsk document draft)", RU: "проект документа не внесён (nsk document draft)"}
	}
	state, open := words.TermText(string(s.State)), len(s.Open(true))
	return words.Text{
		KK: fmt.Sprintf("құжат келісілмеген: күйі – %s, шешілмеген ескертпелер – %d", state.KK, open),
		RU: fmt.Sprintf("документ не согласован: состояние – %s, неснятых замечаний – %d", state.RU, open),
	}
}
