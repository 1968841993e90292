package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/drop"
	"nsk/site/page"
)

// sending is what the page of one return shows.
type sending struct {
	Contract             *contract.Contract
	Period               contract.Period
	Title, When, By, How string
	Fault                string
	Takes                string // the forms of files, for the browser
	Versions             []row
}

// form is the page of one return: to send it, and what was sent.
func (o own) form(w http.ResponseWriter, r *http.Request) error { return o.refused(w, r, "") }

// refused is the page with a reason why something was not taken; "" for none.
func (o own) refused(w http.ResponseWriter, r *http.Request, why string) error {
	c, p, err := o.due(r.PathValue("source"), r.PathValue("period"))
	if err != nil {
		return err
	}
	s := sending{Contract: c, Period: p, Title: o.title(r, c.Source), When: periodName(r, p), Takes: strings.Join(extensions(c), ",")}
	if why != "" {
		s.Fault = o.Say(r, why)
	}
	list, err := o.versions(r.Context(), asked{source: c.Source, period: p.String()})
	if err != nil {
		return err
	}
	if s.Versions, err = o.signedRows(r, list); err != nil {
		return err
	}
	all, _, err := o.standings(r.Context())
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.Source == c.Source && one.Period == p {
			d := o.duty(r, one)
			s.By, s.How = d.By, d.How
		}
	}
	code := http.StatusOK
	if why != "" {
		code = http.StatusBadRequest
	}
	o.Show(w, r, page.View{Template: "send.gohtml", Title: s.Title, Data: s, Code: code, Scripts: []string{"upload.js"}})
	return nil
}

// extensions are those of the forms in which a source is read.
func extensions(c *contract.Contract) (list []string) {
	if len(c.Dialects) > 0 {
		list = append(list, ".csv")
	}
	if c.XLSX != nil {
		list = append(list, ".xlsx")
	}
	if c.JSON != nil {
		list = append(list, ".json", ".jsonl")
	}
	return append(list, ".declaration.json")
}

// parcel is a file of the provider that begins to come. Of its name only the form is used.
func (o own) parcel(source, period, name string, total int64) (*parcel, error) {
	c, p, err := o.due(source, period)
	if err != nil {
		return nil, err
	}
	if o.House == nil {
		return nil, errShut
	}
	media := drop.MediaType(name)
	if media == "" {
		return nil, errForm
	}
	ext := strings.ToLower(path.Ext(name))
	if media == connectors.MediaDeclaration {
		ext = ".declaration.json"
	}
	one := &parcel{Want: connectors.Want{Provider: o.provider, Period: p}, Account: o.account, Source: c.Source, Media: media, Ext: ext, Total: total}
	return one, o.stock.open(one)
}

var errForm = errors.New("no form of file that is read")

// faults are the texts of what a sender is told.
var faults = map[error]string{errForm: "fault-form", errLarge: "fault-large", errMany: "fault-many", errStore: "fault-store", errCut: "fault-cut", errEmpty: "fault-empty"}

func faultOf(err error) (key string, ok bool) {
	for known, key := range faults {
		if errors.Is(err, known) {
			return key, true
		}
	}
	return "", false
}

var (
	errCut   = errors.New("the connection broke off")
	errEmpty = errors.New("no file was chosen")
)

// post takes a file that a form sends whole. It is read as it comes: nothing of it is put
// anywhere before it is sealed.
func (o own) post(w http.ResponseWriter, r *http.Request) error {
	one, err := o.part(r)
	if key, ok := faultOf(err); ok {
		return o.refused(w, r, key)
	}
	if err != nil {
		return err
	}
	o.complete(one)
	http.Redirect(w, r, "/portal/uploads/"+one.ID, http.StatusSeeOther)
	return nil
}

// part receives the file of a form.
func (o own) part(r *http.Request) (*parcel, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errEmpty
	}
	for {
		f, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errEmpty
		}
		if err != nil {
			return nil, errors.Join(errCut, err)
		}
		if f.FileName() == "" {
			continue
		}
		one, err := o.parcel(r.PathValue("source"), r.PathValue("period"), f.FileName(), -1)
		if err != nil {
			return nil, err
		}
		return one, o.whole(one, f)
	}
}

// whole receives a file that comes in one piece.
func (o own) whole(one *parcel, body io.Reader) error {
	_, err := o.stock.add(one, 0, body)
	if err != nil && !errors.Is(err, errStore) && !errors.Is(err, errLarge) {
		err = errors.Join(errCut, err)
	}
	if err != nil {
		o.stock.forget(one)
	}
	return err
}

// declare takes the declaration that there was nothing, or that nothing can be provided.
func (o own) declare(w http.ResponseWriter, r *http.Request) error {
	what := map[string]string{"declaration": r.PostFormValue("declaration")}
	if why := strings.TrimSpace(r.PostFormValue("reason")); why != "" {
		what["reason"] = why
	}
	switch what["declaration"] {
	case "nil":
	case "cannot_provide":
		if what["reason"] == "" {
			return o.refused(w, r, "fault-reason")
		}
	default:
		return fs.ErrNotExist
	}
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	one, err := o.parcel(r.PathValue("source"), r.PathValue("period"), ".declaration.json", int64(len(text)))
	if err == nil {
		err = o.whole(one, bytes.NewReader(text))
	}
	if key, ok := faultOf(err); ok {
		return o.refused(w, r, key)
	}
	if err != nil {
		return err
	}
	o.complete(one)
	http.Redirect(w, r, "/portal/uploads/"+one.ID, http.StatusSeeOther)
	return nil
}
