package main

import (
	"strconv"

	"nsk/connectors/contract"
	"nsk/schedules"
)

// A dueReturn is a standing for machines. What the act says and what was agreed on stand
// apart; days that there are not are absent.
type dueReturn struct {
	Source     string        `json:"source"`
	Provider   string        `json:"provider"`
	Kind       string        `json:"provider_kind"`
	Period     string        `json:"period"`
	State      string        `json:"state"`
	Law        dueLaw        `json:"law"`
	Convention dueConvention `json:"convention"`
	Content    string        `json:"content,omitempty"`
	Received   string        `json:"received,omitempty"`
	Delay      int           `json:"delay_working_days"`
	Held       bool          `json:"held"`
	Refused    bool          `json:"refused"`
	Reason     string        `json:"reason,omitempty"`
}

type dueLaw struct {
	Act       string         `json:"act"`
	Paragraph string         `json:"paragraph"`
	Term      schedules.Term `json:"term"`
}

type dueConvention struct {
	Due  string `json:"due,omitempty"`
	Last string `json:"last,omitempty"` // with grace
}

func (a *app) dueJSON(b *dueBoard, asked []schedules.Standing) error {
	all := make([]dueReturn, len(asked))
	for i := range asked {
		s := &asked[i]
		o := b.Obligations.Of(s.Source)
		all[i] = dueReturn{Source: s.Source, Provider: s.Provider, Kind: s.Kind, Period: s.Period.String(), State: string(s.State),
			Law: dueLaw{o.Act, o.Paragraph, o.Term}, Convention: dueConvention{s.Due.String(), s.Last.String()},
			Content: s.Content, Received: s.Received.String(), Delay: s.Delay, Held: s.Held, Refused: s.Refused, Reason: s.Reason}
	}
	return a.json(all)
}

// dueTable prints a row for each standing: for people under headings in their language, as
// CSV with codes.
func (a *app) dueTable(b *dueBoard, asked []schedules.Standing) error {
	head := []string{"source", "provider", "period", "due", "last", "state", "content", "received", "delay", "held", "refused", "reason", "paragraph"}
	var rows [][]string
	for i := range asked {
		s := &asked[i]
		source, provider, state, content := s.Source, s.Provider, string(s.State), s.Content
		if a.format == "text" {
			c := contract.Find(b.Contracts, s.Source)
			source, provider, state = short(a.pick(c.Title.KK, c.Title.RU, c.Title.EN), 50), short(b.provider(a, s), 50), a.state(s.State)
			content = a.wording("content", s.Content)
		}
		rows = append(rows, []string{source, provider, s.Period.String(), s.Due.String(), s.Last.String(), state, content, s.Received.String(),
			number(s.Delay), a.yes(s.Held), a.yes(s.Refused), s.Reason, s.Paragraph})
	}
	return a.list(head, rows)
}

// number leaves a zero out.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
