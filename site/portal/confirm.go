package portal

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

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
