package ingest

import (
	"encoding/json"
	"io"
	"regexp"
)

// A statement is a file that says something about a return instead of rows.
type statement struct {
	Declaration string `json:"declaration"` // nil, cannot_provide, confirm
	Reason      string `json:"reason"`
	SHA256      string `json:"sha256,omitempty"` // of the held file that is confirmed
	By          string `json:"by,omitempty"`     // who confirms it
	Role        string `json:"role,omitempty"`
}

// declaration reads an explicit "nothing to report" or "cannot report", or the answer to
// the questions about a held file: "yes, it is so".
func (t *task) declaration(r io.Reader) error {
	var d statement
	dec := json.NewDecoder(io.LimitReader(r, 64<<10))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return &Fault{Code: "declaration", Detail: "JSON"}
	}
	switch {
	case d.Declaration == "nil":
		t.out.Content = "nil"
	case d.Declaration == "cannot_provide" && d.Reason != "":
		t.out.Content, t.out.Reason = "cannot_provide", d.Reason
	case d.Declaration == "confirm" && d.SHA256 != "" && d.By != "" && d.Reason != "":
		return t.answer(d)
	default:
		return &Fault{Code: "declaration", Detail: repeatable(d.Declaration)}
	}
	return nil
}

// answer confirms the held version of this return that has those bytes.
func (t *task) answer(d statement) error {
	l := t.out.Landing
	var id string
	const q = `SELECT coalesce(max(l.landing_id), '') FROM ledger.version AS v JOIN ledger.landing AS l ON l.landing = v.landing
		WHERE v.source = ? AND v.provider = ? AND v.period = ? AND v.verdict = 'held' AND l.sha256 = ?`
	if err := t.tx.QueryRow(t.ctx, q, l.Source, l.Provider, l.Period.String(), d.SHA256).Scan(&id); err != nil {
		return err
	}
	if id == "" {
		return &Fault{Code: "nothing-held", Detail: d.SHA256}
	}
	t.out.Content, t.out.Verdict = "", acted
	return t.confirm(&Confirmation{Landing: id, Who: d.By, Role: d.Role, Why: d.Reason, At: l.At})
}

var plainWord = regexp.MustCompile(`^[a-z_]{1,20}$`)

// repeatable is a word that may be repeated to its sender: anything else may be somebody's name.
func repeatable(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "…"
}
