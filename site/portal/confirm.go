package portal

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
)

// confirm answers the questions that hold a version back: yes, it is so. The answer names
// the bytes it is about and is on record like a file; who answers is named by the account.
func (o own) confirm(w http.ResponseWriter, r *http.Request) error {
	v, err := o.named(r)
	if err != nil {
		return err
	}
	role, why := strings.TrimSpace(r.PostFormValue("role")), strings.TrimSpace(r.PostFormValue("reason"))
	switch {
	case v.Verdict != string(ingest.Held):
		return o.judged(w, r, judged{Fault: o.Say(r, "fault-not-held")})
	case role == "" || why == "":
		return o.judged(w, r, judged{Fault: o.Say(r, "fault-confirm")})
	}
	out, err := o.answer(r, v, map[string]string{"declaration": "confirm", "sha256": v.SHA256, "by": o.account, "role": role, "reason": why})
	if err != nil {
		return err
	}
	if out.Verdict == ingest.Refused { // somebody was quicker
		return o.judged(w, r, judged{Fault: o.Say(r, "fault-not-held")})
	}
	http.Redirect(w, r, r.URL.JoinPath("..").Path, http.StatusSeeOther)
	return nil
}

// A confirmation is an answer that was given, as the page shows it.
type confirmation struct{ Who, Role, Why, When string }

// confirmed is the answer to the questions about a version; nil if none was given.
func (o own) confirmed(r *http.Request, v version) (*confirmation, error) {
	var c confirmation
	var set time.Time
	err := o.House.Engine.DB().QueryRowContext(r.Context(), `SELECT who, coalesce(role, ''), why, set_at FROM ledger.confirmation WHERE landing = ? ORDER BY act DESC LIMIT 1`, v.Landing).Scan(&c.Who, &c.Role, &c.Why, &set)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("confirmation of landing %d: %w", v.Landing, err)
	}
	c.When = moment(set)
	return &c, nil
}

func (o own) answer(r *http.Request, v version, what map[string]string) (ingest.Outcome, error) {
	text, err := json.Marshal(what)
	if err != nil {
		return ingest.Outcome{}, err
	}
	p, err := contract.ParsePeriod(v.Period)
	if err != nil {
		return ingest.Outcome{}, err
	}
	name := o.provider + "_" + v.Period + ".declaration.json"
	b := &connectors.Batch{Want: connectors.Want{Provider: o.provider, Period: p}, Origin: "file:" + name, Name: name,
		MediaType: connectors.MediaDeclaration, Body: io.NopCloser(bytes.NewReader(text))}
	o.Jobs.Add(1)
	defer o.Jobs.Done()
	return o.House.Take(r.Context(), b, v.Source, o.Now())
}
